package dev.breakglass.flow;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Actor;
import dev.breakglass.access.Change;
import dev.breakglass.access.Handles;
import dev.breakglass.access.Person;
import dev.breakglass.access.Refusal;
import dev.breakglass.access.RequestId;
import dev.breakglass.access.SlackUser;
import dev.breakglass.access.State;
import dev.breakglass.access.Terms;
import dev.breakglass.flow.IdentifyPerson.Identity;
import java.time.Clock;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** While access is open: the requester needs a new one-time token, because the last was lost, expired, or opened by others. */
public final class ReplaceCredentials {
    private static final String VERB = "replace credentials";

    private final IdentifyPerson identify;
    private final Requests requests;
    private final Wrapping wrapping;
    private final Refusals refusals;
    private final Clock clock;

    public ReplaceCredentials(IdentifyPerson identify, Requests requests, Wrapping wrapping, Clock clock) {
        this.identify = identify;
        this.requests = requests;
        this.wrapping = wrapping;
        this.refusals = new Refusals(requests, clock);
        this.clock = clock;
    }

    /** Whether the question what became of the last token may be asked; changes nothing. */
    public Outcome mayReplace(SlackUser account, Optional<RequestId> id) {
        return checked(account, id, (person, request) -> new Outcome.Done(request));
    }

    /**
     * Takes the old credentials back and lets new ones be issued.
     *
     * @param opened whether the requester opened what was sent
     */
    public Outcome replace(SlackUser account, Optional<RequestId> id, boolean opened) {
        return checked(account, id, (person, request) -> replaced(person, request, opened));
    }

    private Outcome replaced(Person person, AccessRequest first, boolean opened) {
        AccessRequest request = first;
        while (true) {
            Set<String> unopened;
            try {
                unopened = unopened(request);
            } catch (Wrapping.Unavailable e) {
                return refuse(person, request, Refusal.VAULT_UNAVAILABLE);
            }
            Optional<Change> change = request.replaceCredentials(person, opened, unopened, clock.instant());
            if (change.isEmpty()) {
                return refuse(person, request, Refusal.NOTHING_TO_REPLACE);
            }
            if (requests.commit(change.get())) {
                return new Outcome.Done(change.get().after());
            }
            request = requests.load(request.id());
        }
    }

    /** Looked at now, because the watch may be seconds behind the person. */
    private Set<String> unopened(AccessRequest request) {
        Set<String> unopened = new HashSet<>();
        for (Terms.CredentialTerms credential : request.terms().credentials()) {
            request.latestAttempt(credential.name())
                    .map(holding -> (Handles.Credential) holding.handles())
                    .flatMap(Handles.Credential::unopened)
                    .filter(wrapping::isUnopened)
                    .ifPresent(accessor -> unopened.add(credential.name()));
        }
        return unopened;
    }

    private interface Step {
        Outcome take(Person person, AccessRequest request);
    }

    /** Only the requester, as the policy and Slack know them by now: unlike an ending, this hands something out. */
    private Outcome checked(SlackUser account, Optional<RequestId> id, Step step) {
        Optional<AccessRequest> found = id.flatMap(requests::find);
        Identity identity = identify.identify(account);
        if (identity instanceof Identity.Nobody nobody) {
            return refusals.refuse(VERB, Actor.of(account), nobody.why(), found, Map.of());
        }
        Person person = ((Identity.Known) identity).person();
        if (found.isEmpty()) {
            return refusals.refuse(VERB, Actor.of(person), Refusal.UNKNOWN_REQUEST, found, Map.of());
        }
        AccessRequest request = found.get();
        if (!person.id().equals(request.requester().id())) {
            return refuse(person, request, Refusal.NOT_YOURS);
        }
        boolean nothingSent = request.terms().credentials().isEmpty();
        return request.state().name() != State.Name.ACTIVE || nothingSent
                ? refuse(person, request, Refusal.NOTHING_TO_REPLACE)
                : step.take(person, request);
    }

    private Outcome refuse(Person person, AccessRequest request, Refusal why) {
        return refusals.refuse(VERB, Actor.of(person), why, Optional.of(request), Map.of());
    }
}
