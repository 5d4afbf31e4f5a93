package dev.breakglass.flow;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Actor;
import dev.breakglass.access.Ask;
import dev.breakglass.access.Person;
import dev.breakglass.access.Policy;
import dev.breakglass.access.Refusal;
import dev.breakglass.access.RequestId;
import dev.breakglass.access.Requester;
import dev.breakglass.access.SlackUser;
import dev.breakglass.access.TargetId;
import dev.breakglass.access.Terms;
import dev.breakglass.flow.IdentifyPerson.Identity;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Step 1: a person asks for a target; the request waits for approvers. */
public final class RequestAccess {
    private final IdentifyPerson identify;
    private final Directory directory;
    private final BoundaryUsers boundaryUsers;
    private final Requests requests;
    private final Refusals refusals;
    private final Supplier<RequestId> ids;
    private final Clock clock;

    public RequestAccess(
            IdentifyPerson identify,
            Directory directory,
            BoundaryUsers boundaryUsers,
            Requests requests,
            Supplier<RequestId> ids,
            Clock clock) {
        this.identify = identify;
        this.directory = directory;
        this.boundaryUsers = boundaryUsers;
        this.requests = requests;
        this.refusals = new Refusals(requests, clock);
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * What a person wants.
     *
     * @param origin recognises a repeated submission, which gives the same request again
     * @param emergencyLogin whether they say that their own login does not work
     */
    public record Wish(
            SlackUser account,
            TargetId target,
            Duration duration,
            String reason,
            Ask.Incident incident,
            String origin,
            boolean emergencyLogin) {}

    /** What a person is offered. */
    public sealed interface Offer {
        /** What they may ask for, by name; never empty. */
        record Open(List<Policy.Rule> rules) implements Offer {}

        /** They may not ask at all. */
        record Refused(Refusal why) implements Offer {}
    }

    /** What this account may ask for; asked before the form is shown. */
    public Offer offer(SlackUser account) {
        Identity identity = identify.identify(account);
        if (identity instanceof Identity.Nobody nobody) {
            refusals.refuse("form", Actor.of(account), nobody.why(), Optional.empty(), Map.of());
            return new Offer.Refused(nobody.why());
        }
        Identity.Known known = (Identity.Known) identity;
        List<Policy.Rule> rules = known.policy().offeredTo(known.person()).stream()
                .filter(rule -> !rule.durations().isEmpty())
                .toList();
        if (rules.isEmpty()) {
            refusals.refuse("form", Actor.of(known.person()), Refusal.NOTHING_OFFERED, Optional.empty(), Map.of());
            return new Offer.Refused(Refusal.NOTHING_OFFERED);
        }
        return new Offer.Open(rules);
    }

    public Outcome ask(Wish wish) {
        Identity identity = identify.identify(wish.account());
        if (identity instanceof Identity.Nobody nobody) {
            return refuse(Actor.of(wish.account()), nobody.why(), wish);
        }
        Identity.Known known = (Identity.Known) identity;
        Person person = known.person();
        Optional<Refusal> refusal = known.policy()
                .refusesAsking(person, wish.target(), wish.duration(), wish.emergencyLogin(), wish.reason());
        if (refusal.isPresent()) {
            return refuse(Actor.of(person), refusal.get(), wish);
        }
        Policy.Rule rule = known.policy().rule(wish.target()).orElseThrow();
        refusal = refusesCardChannel(rule.terms().channel());
        if (refusal.isPresent()) {
            return refuse(Actor.of(person), refusal.get(), wish);
        }
        BoundaryUsers.Resolution resolved = boundaryUser(person);
        return resolved instanceof BoundaryUsers.Resolution.User user
                ? store(wish, person, user.id(), rule.terms())
                : refuse(Actor.of(person), unresolved(resolved), wish);
    }

    /** The user is stored with the request, and looked up again when it is opened. */
    private BoundaryUsers.Resolution boundaryUser(Person person) {
        return person.boundaryUser()
                .<BoundaryUsers.Resolution>map(BoundaryUsers.Resolution.User::new)
                .orElseGet(() -> boundaryUsers.resolve(person.boundaryAccount().orElseThrow()));
    }

    private static Refusal unresolved(BoundaryUsers.Resolution resolution) {
        if (resolution instanceof BoundaryUsers.Resolution.Several) {
            return Refusal.BOUNDARY_ACCOUNT_AMBIGUOUS;
        }
        return resolution instanceof BoundaryUsers.Resolution.Nobody
                ? Refusal.BOUNDARY_ACCOUNT_UNKNOWN
                : Refusal.BOUNDARY_UNAVAILABLE;
    }

    /** Refuses a wish of which a part could not even be read. */
    public Outcome refuse(Wish wish, Refusal why) {
        Identity identity = identify.identify(wish.account());
        return identity instanceof Identity.Known known
                ? refuse(Actor.of(known.person()), why, wish)
                : refuse(Actor.of(wish.account()), ((Identity.Nobody) identity).why(), wish);
    }

    private Outcome store(Wish wish, Person person, String boundaryUser, Terms terms) {
        Ask.Incident incident = usable(wish.incident());
        // Of this account: nobody may be answered with somebody else's request for having sent their form.
        String origin = wish.account() + " " + wish.origin();
        Ask ask = new Ask(clock.instant(), wish.duration(), wish.reason(), incident, origin, wish.emergencyLogin());
        Requester requester =
                new Requester(person.id(), person.name(), wish.account(), boundaryUser, person.boundaryAccount());
        Requests.Created created = requests.create(
                AccessRequest.asked(ids.get(), requester, terms, ask), surfaces(terms, requester, incident));
        if (created instanceof Requests.Created.Blocked blocked) {
            return refusals.refuse(
                    "request",
                    Actor.of(person),
                    Refusal.ALREADY_ASKED,
                    Optional.of(blocked.by()),
                    Map.of("target", terms.target().value()));
        }
        return new Outcome.Done(((Requests.Created.Stored) created).request());
    }

    private static Set<Surface> surfaces(Terms terms, Requester requester, Ask.Incident incident) {
        String toRequester = requester.slack().user();
        Set<Surface> surfaces = new LinkedHashSet<>();
        surfaces.add(new Surface(Surface.Kind.STATUS, toRequester, Optional.empty()));
        surfaces.add(new Surface(Surface.Kind.OPENED, toRequester, Optional.empty()));
        surfaces.add(new Surface(Surface.Kind.ENDING_SOON, toRequester, Optional.empty()));
        surfaces.add(new Surface(Surface.Kind.SLOT_LOST, toRequester, Optional.empty()));
        surfaces.add(new Surface(Surface.Kind.ENDED, toRequester, Optional.empty()));
        surfaces.add(new Surface(Surface.Kind.CARD, terms.channel(), Optional.empty()));
        surfaces.add(new Surface(Surface.Kind.LATE, terms.channel(), Optional.empty()));
        surfaces.add(new Surface(Surface.Kind.ALARM, terms.channel(), Optional.empty()));
        surfaces.add(
                incident instanceof Ask.Incident.InChannel place
                        ? new Surface(Surface.Kind.THREAD, place.channel(), place.thread())
                        : Surface.threadUnderCard(terms.channel()));
        return surfaces;
    }

    /** The incident's channel if the bot can write there; else the trail goes under the card, and the person is told. */
    private Ask.Incident usable(Ask.Incident wished) {
        if (!(wished instanceof Ask.Incident.InChannel place)) {
            return wished;
        }
        try {
            Directory.Channel channel = directory.channel(place.channel());
            return channel.usable() && !channel.shared() ? wished : new Ask.Incident.UnderCard();
        } catch (Directory.Unavailable e) {
            // Unknown now; if it turns out to be closed, the trail falls back when it is written.
            return wished;
        }
    }

    private Optional<Refusal> refusesCardChannel(String channel) {
        try {
            return directory.channel(channel).shared() ? Optional.of(Refusal.CHANNEL_SHARED) : Optional.empty();
        } catch (Directory.Unavailable e) {
            return Optional.of(Refusal.DIRECTORY_UNAVAILABLE);
        }
    }

    private Outcome refuse(Actor actor, Refusal why, Wish wish) {
        return refusals.refuse(
                "request",
                actor,
                why,
                Optional.empty(),
                Map.of(
                        "target", wish.target().value(),
                        "duration", wish.duration().toString(),
                        "slack", wish.account().toString()));
    }
}
