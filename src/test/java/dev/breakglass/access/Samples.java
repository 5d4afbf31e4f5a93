package dev.breakglass.access;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** People, targets and requests that tests speak of. Time starts at noon. */
public final class Samples {
    public static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

    public static final Person ALICE = person("alice", "Alice Adams", "U0ALICE", "u_alice00000");
    public static final Person BOB = person("bob", "Bob Brown", "U0BOB", "u_bob0000000");
    public static final Person CAROL = person("carol", "Carol Clark", "U0CAROL", "u_carol00000");
    public static final Person DAVE = person("dave", "Dave Dunn", "U0DAVE", "u_dave000000");

    public static final TargetId ORDERS = new TargetId("orders-db");

    private Samples() {}

    private static Person person(String id, String name, String slackUser, String boundaryUser) {
        return new Person(
                new PersonId(id + "@example.com"),
                name,
                Set.of(new SlackUser("T0001", slackUser)),
                Optional.of(boundaryUser));
    }

    /** The terms of the orders database, needing this many approvals. */
    public static Terms terms(int approvals) {
        return terms(approvals, new CredentialKind.Database("database/creds/orders", Duration.ofHours(1)));
    }

    /** The same with another kind of credential. */
    public static Terms terms(int approvals, CredentialKind kind) {
        return new Terms(
                ORDERS,
                "Orders database (production)",
                "high",
                "p_1234567890",
                "ttcp_orders0000",
                List.of(new SlotId("r_slot000001"), new SlotId("r_slot000002")),
                List.of(new Terms.CredentialTerms("orders", kind, "breakglass", List.of("breakglass-orders"))),
                "boundary connect postgres -target-id ttcp_orders0000 -dbname orders",
                approvals,
                Duration.ofHours(4),
                "C0SEC",
                Terms.Measures.MILD,
                "digest-" + approvals);
    }

    /** Alice may ask; Bob, Carol and Alice may approve. */
    public static Policy policy(int approvals) {
        Policy.Rule rule = new Policy.Rule(
                terms(approvals),
                Set.of(ALICE.id(), DAVE.id()),
                Set.of(ALICE.id(), BOB.id(), CAROL.id()),
                List.of(Duration.ofMinutes(15), Duration.ofMinutes(30), Duration.ofHours(1)));
        return new Policy(
                Map.of(ORDERS, rule), Map.of(ALICE.id(), ALICE, BOB.id(), BOB, CAROL.id(), CAROL, DAVE.id(), DAVE));
    }

    /** Alice asks for half an hour at noon. */
    public static Change asked(int approvals) {
        return asked(approvals, ALICE, "view-1");
    }

    public static Change asked(int approvals, Person by, String origin) {
        Requester requester = new Requester(
                by.id(),
                by.name(),
                by.slack().iterator().next(),
                by.boundaryUser().orElseThrow());
        Ask ask = new Ask(NOON, Duration.ofMinutes(30), "payments are failing", new Ask.Incident.UnderCard(), origin);
        UUID id = UUID.nameUUIDFromBytes((by.id() + origin).getBytes(StandardCharsets.UTF_8));
        return AccessRequest.asked(new RequestId(id), requester, terms(approvals), ask);
    }

    /** The emergency accounts of the orders database. */
    public static final List<Terms.AccountTerms> ACCOUNTS = List.of(
            new Terms.AccountTerms(
                    new AccountId("acctpw_emergency1"), "u_emergency1", "ampw_1234567890", "emergency-1"),
            new Terms.AccountTerms(
                    new AccountId("acctpw_emergency2"), "u_emergency2", "ampw_1234567890", "emergency-2"));

    /** Somebody asks for half an hour at noon, whose own login does not work. */
    public static Change askedForAccount(Person by, String origin) {
        AccessRequest usual = asked(1, by, origin).after();
        Ask ask = new Ask(
                NOON, Duration.ofMinutes(30), "payments are failing", new Ask.Incident.UnderCard(), origin, true);
        return AccessRequest.asked(usual.id(), usual.requester(), usual.terms().withAccounts(ACCOUNTS), ask);
    }

    /** A request that waits for people. */
    public static AccessRequest pending(int approvals) {
        return asked(approvals).after();
    }

    /** A request that Bob approved at noon. */
    public static AccessRequest approved() {
        return pending(1)
                .approve(BOB, Duration.ofMinutes(30), NOON)
                .orElseThrow()
                .after();
    }
}
