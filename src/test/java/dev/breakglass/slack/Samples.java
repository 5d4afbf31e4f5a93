package dev.breakglass.slack;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Actor;
import dev.breakglass.access.Ask;
import dev.breakglass.access.CredentialKind;
import dev.breakglass.access.EndReason;
import dev.breakglass.access.Handles;
import dev.breakglass.access.Holding;
import dev.breakglass.access.Person;
import dev.breakglass.access.PersonId;
import dev.breakglass.access.Policy;
import dev.breakglass.access.Proof;
import dev.breakglass.access.RequestId;
import dev.breakglass.access.Requester;
import dev.breakglass.access.Secret;
import dev.breakglass.access.SlackUser;
import dev.breakglass.access.SlotId;
import dev.breakglass.access.State;
import dev.breakglass.access.TargetId;
import dev.breakglass.access.Terms;
import dev.breakglass.flow.OwnSecret;
import dev.breakglass.sandbox.slack.Workspace;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One request of Alice in every state, and the policy under which she asked. */
public final class Samples {
    public static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
    public static final RequestId ID =
            RequestId.parse("0a1b2c3d-0000-4000-8000-000000000001").orElseThrow();
    public static final Duration HALF_HOUR = Duration.ofMinutes(30);
    public static final String CHANNEL = Workspace.channelId("emergency");
    public static final String REASON = "orders are failing since 11:40 & <!channel> cannot pay";

    public static final Person ALICE = person("alice", "Alice Ant", Optional.of("u_alice"));
    public static final Person BOB = person("bob", "Bob Bee", Optional.empty());
    public static final Person CAROL = person("carol", "Carol Cat", Optional.of("u_carol"));

    private Samples() {}

    private static Person person(String id, String name, Optional<String> boundaryUser) {
        return new Person(new PersonId(id), name, Set.of(account(id)), boundaryUser);
    }

    public static SlackUser account(String name) {
        return new SlackUser(Workspace.TEAM, Workspace.userId(name));
    }

    public static Settings settings(String apiUrl) {
        return new Settings(
                apiUrl,
                OwnSecret.fixed(Secret.of(Workspace.TOKEN)),
                List.of(OwnSecret.fixed(Secret.of("0123456789abcdef0123456789abcdef"))),
                Workspace.TEAM,
                Workspace.APP,
                "https://vault.example.com:8200",
                "",
                "https://boundary.example.com");
    }

    public static Terms terms(String target, int approvals) {
        return new Terms(
                new TargetId(target),
                "the orders database, read and write",
                "high: production data",
                "p_1234567890",
                "ttcp_1234567890",
                List.of(new SlotId("r_1")),
                List.of(new Terms.CredentialTerms(
                        "orders",
                        new CredentialKind.Database("database/creds/orders", Duration.ofHours(1)),
                        "breakglass",
                        List.of("orders"))),
                "boundary connect postgres -target-id ttcp_1234567890 -dbname orders",
                approvals,
                Duration.ofHours(4),
                CHANNEL,
                Terms.Measures.MILD,
                "digest-1");
    }

    public static Policy.Rule rule(String target, int approvals) {
        return new Policy.Rule(
                terms(target, approvals),
                Set.of(ALICE.id(), CAROL.id()),
                Set.of(ALICE.id(), BOB.id(), CAROL.id()),
                List.of(Duration.ofMinutes(15), HALF_HOUR, Duration.ofHours(1)));
    }

    public static Policy policy(Policy.Rule... rules) {
        return new Policy(
                Stream.of(rules).collect(Collectors.toMap(rule -> rule.terms().target(), rule -> rule)),
                Map.of(ALICE.id(), ALICE, BOB.id(), BOB, CAROL.id(), CAROL));
    }

    public static AccessRequest pending() {
        Ask ask = new Ask(
                NOON,
                HALF_HOUR,
                REASON,
                new Ask.Incident.InChannel(Workspace.channelId("incidents"), Optional.empty()),
                "V1");
        Requester alice = new Requester(ALICE.id(), ALICE.name(), account("alice"), "u_alice");
        return AccessRequest.asked(ID, alice, terms("orders-db", 2), ask).after();
    }

    public static AccessRequest approvedOnce() {
        return pending()
                .approve(BOB, HALF_HOUR, NOON.plusSeconds(60))
                .orElseThrow()
                .after();
    }

    public static AccessRequest approved() {
        return approvedOnce()
                .approve(CAROL, HALF_HOUR, NOON.plusSeconds(90))
                .orElseThrow()
                .after();
    }

    public static AccessRequest active() {
        AccessRequest approved = approved();
        State.Active active = ((State.Approved) approved.state()).opened(NOON.plusSeconds(95));
        return in(approved, active, holdings(Holding.Phase.HELD, Optional.empty()));
    }

    /** Nothing could be ended for a minute. */
    public static AccessRequest late() {
        AccessRequest closing = closing();
        Handles.Slot slot =
                Handles.Slot.NONE.reserved(new SlotId("r_slot000001")).sent(3, NOON);
        Handles.Sessions sessions = new Handles.Sessions(List.of(
                new Handles.Session("s_open000001", NOON, false, 0, 0, ""),
                new Handles.Session("s_over000001", NOON, true, 0, 0, "")));
        Handles.Credential credential =
                Handles.Credential.NONE.tokenAsked(NOON).tokenMade("accessor").leaseMade("database/creds/orders/abc");
        Holding.Phase ending = Holding.Phase.ENDING;
        List<Holding> holdings = List.of(
                holding(Holding.Kind.SLOT, "slot", 1, ending, slot, Optional.empty()),
                holding(Holding.Kind.SESSIONS, "sessions", 1, ending, sessions, Optional.empty()),
                holding(Holding.Kind.CREDENTIAL, "orders", 1, ending, credential, Optional.empty()));
        return in(closing, ((State.Closing) closing.state()).toldLate(), holdings);
    }

    /** What was late is over. */
    public static AccessRequest endedLate() {
        State.Closing closing = (State.Closing) late().state();
        Optional<Proof> proof = Optional.of(new Proof(Proof.Kind.READ_BACK, NOON.plusSeconds(900), "gone"));
        return in(late(), closing.closed(NOON.plusSeconds(900)), holdings(Holding.Phase.GONE, proof));
    }

    /** A stranger opened the credential; the old one is being taken back. */
    public static AccessRequest intercepted() {
        AccessRequest active = active();
        Handles.Credential sent = Handles.Credential.NONE.delivered(
                Handles.Delivery.wrapped("wrap", NOON.plusSeconds(400)).posted("D1", "1.1"));
        List<Holding> holdings = List.of(
                active.holdings().get(0),
                active.holdings().get(1),
                holding(Holding.Kind.CREDENTIAL, "orders", 1, Holding.Phase.HELD, sent, Optional.empty()));
        return in(active, active.state(), holdings)
                .replaceCredentials(ALICE, false, Set.of(), NOON.plusSeconds(120))
                .orElseThrow()
                .after();
    }

    public static AccessRequest warned() {
        AccessRequest active = active();
        return in(active, ((State.Active) active.state()).withWarning(), active.holdings());
    }

    public static AccessRequest closing() {
        return active().end(EndReason.REVOKED, Actor.of(BOB), NOON.plusSeconds(600))
                .orElseThrow()
                .after();
    }

    public static AccessRequest closed() {
        AccessRequest closing = closing();
        State.Closed closed = ((State.Closing) closing.state()).closed(NOON.plusSeconds(610));
        Proof proof = new Proof(Proof.Kind.READ_BACK, NOON.plusSeconds(605), "It reads empty at version 7.");
        return in(closing, closed, holdings(Holding.Phase.GONE, Optional.of(proof)));
    }

    public static AccessRequest denied() {
        return pending()
                .deny(BOB, "use the *replica* <@U0CAROL>", NOON.plusSeconds(60))
                .orElseThrow()
                .after();
    }

    public static AccessRequest withdrawn() {
        return pending().withdraw(NOON.plusSeconds(60)).orElseThrow().after();
    }

    public static AccessRequest lapsed() {
        AccessRequest pending = pending();
        return in(pending, ((State.Pending) pending.state()).lapsed(NOON.plusSeconds(3600)), List.of());
    }

    public static AccessRequest in(AccessRequest request, State state, List<Holding> holdings) {
        return new AccessRequest(
                request.id(),
                request.version() + 1,
                request.requester(),
                request.terms(),
                request.ask(),
                state,
                holdings);
    }

    public static List<Holding> holdings(Holding.Phase phase, Optional<Proof> proof) {
        return List.of(
                holding(Holding.Kind.SLOT, "slot", 1, phase, Handles.Slot.NONE, proof),
                holding(Holding.Kind.SESSIONS, "sessions", 1, phase, Handles.Sessions.NONE, proof),
                holding(Holding.Kind.CREDENTIAL, "orders", 2, phase, Handles.Credential.NONE, proof));
    }

    public static Holding holding(
            Holding.Kind kind, String name, int attempt, Holding.Phase phase, Handles handles, Optional<Proof> proof) {
        return new Holding(kind, name, attempt, phase, handles, 0, null, NOON, null, proof.orElse(null));
    }
}
