package dev.breakglass.contract;

import dev.breakglass.app.Node;
import dev.breakglass.app.Time;
import dev.breakglass.app.config.Config;
import dev.breakglass.app.config.PolicyHolder;
import dev.breakglass.contract.VaultUnderTest.Connection;
import dev.breakglass.contract.VaultUnderTest.Login;
import dev.breakglass.contract.Wire.Reply;
import dev.breakglass.sandbox.People;
import dev.breakglass.sandbox.SettableClock;
import dev.breakglass.sandbox.World;
import dev.breakglass.sandbox.slack.Ack;
import dev.breakglass.sandbox.slack.Workspace;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The tour's story with the production wiring on a real Boundary, a real Vault and a real PostgreSQL, in real time; only
 * Slack is a fake. Every promise is checked with the programs that people use, never against what the bot says of itself.
 */
final class LiveStory implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration GRANT = Duration.ofMinutes(1);
    private static final int CLIENTS = 5;

    /** Boundary may take a minute or two to be done with a session whose client broke off. */
    private static final Duration PROVED = Duration.ofMinutes(2);

    private final SettableClock clock = SettableClock.running();
    private final Passing passing = Passing.really();
    private final LiveBoundary boundary;
    private final LiveVault vault;
    private final World world;
    private final People people;
    private final LivePreparation prepared;
    private final Node node;
    private final String aliceToken;
    private final Consumer<String> out;
    private Login credential = new Login("", "");
    private Instant approvedAt = Instant.EPOCH;

    LiveStory(TestServers servers, Path directory, Consumer<String> out) {
        this.out = out;
        boundary = new LiveBoundary(servers);
        vault = new LiveVault(servers);
        // Of this world only its workspace plays a part.
        world = new World(clock, directory.resolve("unused"), 0);
        people = new People(world);
        prepared = new LivePreparation(servers, boundary, vault, directory, world.slack);
        aliceToken = boundary.program()
                .logIn(boundary.ground().authMethod(), prepared.alice().loginName(), BoundaryStage.PASSWORD);
        Config config = Config.read(prepared.config(), Map.of()).value().orElseThrow();
        node = Node.start(config, new PolicyHolder(config.policy().orElseThrow(), clock), Time.of(clock));
        world.install(node.publicPort());
    }

    private interface Step {
        String proof();
    }

    void tell() {
        step("check, with what setup made", this::allIsWell);
        step("before anything, boundary connect is refused", this::refusedBefore);
        step("Alice asks for a minute, Bob approves", this::approved);
        step("the slot is filled", this::theSlotIsFilled);
        step("the credential is delivered", this::theCredentialWorks);
        try (Through through = step("Alice connects", this::connected)) {
            step("the incident's thread tells of it", () -> told(through));
            step("a minute has passed", () -> takenAway(through));
        }
        step("after the end, boundary connect is refused", this::refusedAfter);
        step("the record is examined", this::theRecordHolds);
    }

    private void step(String name, Step step) {
        line(name, System.nanoTime(), step.proof());
    }

    private Through step(String name, Supplier<Through> step) {
        long start = System.nanoTime();
        Through through = step.get();
        line(
                name,
                start,
                "psql runs a query through session " + through.client().session());
        return through;
    }

    private void line(String name, long start, String proof) {
        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        out.accept(String.format("%6d ms  %-46s %s", millis, name, proof));
    }

    /** A psql that runs through the official client. */
    private record Through(BoundaryConnect client, Connection psql) implements AutoCloseable {
        @Override
        public void close() {
            client.close();
        }
    }

    private String allIsWell() {
        String said =
                prepared.command(List.of("check", "--config", prepared.config().toString()));
        hold(said.contains("All is well."), "check says: " + said);
        return "all is well";
    }

    private String refusedBefore() {
        hold(boundary.program().refuses(aliceToken, prepared.target()), "Boundary lets Alice in before any request");
        return "403 for Alice's own login";
    }

    private String approved() {
        hold(people.typesBreakglass("alice").ok(), "the command was not acknowledged");
        Ack asked = people.asks(
                "alice", GRANT.toString(), "checkout is down, orders are stuck", Workspace.channelId(World.INCIDENT));
        hold(asked.ok(), "the form was not accepted: " + asked);
        await(
                "the card",
                () -> people.cards().size() == 1 && people.sees(people.cards().get(0), "approve"));
        hold(people.pressesOnCard("bob", "approve").ok(), "the press was not acknowledged");
        approvedAt = clock.instant();
        return "card shown and approved";
    }

    private String theSlotIsFilled() {
        await("a filled slot", () -> principals().size() == 1);
        hold(principals().equals(List.of(prepared.alice().user())), "the slots hold others: " + principals());
        return "exactly one slot role holds exactly Alice";
    }

    private List<String> principals() {
        return prepared.slots().stream()
                .map(slot -> boundary.administrator().get("roles/" + slot).good())
                .flatMap(role -> BoundaryStage.texts(role.at("/principal_ids")).stream())
                .toList();
    }

    private String theCredentialWorks() {
        await("the credential", () -> !people.wrappingTokens("alice").isEmpty());
        String token = people.wrappingTokens("alice").get(0);
        Reply opened = vault.administrator().with(token).post("sys/wrapping/unwrap", "");
        hold(opened.status() == 200, "the wrapping token does not open");
        Reply again = vault.administrator().with(token).post("sys/wrapping/unwrap", "");
        hold(again.status() == 400, "the wrapping token opens twice");
        credential = new Login(opened.text("/data/username"), opened.text("/data/password"));
        hold(prepared.database().letsIn(credential), "psql does not get in with the credential");
        Instant end = prepared.database()
                .validUntil(credential.user())
                .orElseThrow(() -> new AssertionError("the database user never ends"));
        hold(
                !end.isAfter(approvedAt.plus(GRANT).plusSeconds(10)),
                "the database user lives until " + end + ", approved at " + approvedAt);
        await(
                "the token to go from its message",
                () -> people.wrappingTokens("alice").isEmpty());
        return "unwrapped once, psql logs in, its VALID UNTIL is "
                + Duration.between(approvedAt, end).toSeconds() + " s after the approval";
    }

    private Through connected() {
        for (int i = 0; i < CLIENTS; i++) {
            BoundaryConnect client = boundary.program()
                    .connect(aliceToken, prepared.target())
                    .orElseThrow(() -> new AssertionError("Boundary refuses Alice after the approval"));
            Optional<Connection> psql =
                    prepared.database().through(client.port()).tryOpen(credential);
            if (psql.isPresent()) {
                return new Through(client, psql.get());
            }
            // Now and then a client ends at its first connection; a person starts another.
            client.close();
        }
        throw new AssertionError("no client carries data");
    }

    private String told(Through through) {
        String session = through.client().session();
        await(
                "the trail to tell of the session",
                () -> String.join("\n", people.trail()).contains(session));
        return "it names the session";
    }

    private String takenAway(Through through) {
        Instant until = approvedAt.plus(GRANT);
        Duration left = Duration.between(clock.instant(), until);
        passing.elapse(left.minusSeconds(5));
        hold(through.psql().isOpen(), "the connection was cut before the end");
        passing.elapse(Duration.ofSeconds(5));
        await("the slot to be empty", () -> principals().isEmpty());
        await("the connection to be cut", () -> !through.psql().isOpen());
        long cut = Duration.between(until, clock.instant()).toMillis();
        await("the login to be refused", () -> !prepared.database().letsIn(credential));
        await(
                "the database user to go",
                () -> prepared.database().validUntil(credential.user()).isEmpty());
        hold(
                passing.within(
                        PROVED,
                        () -> people.messagesTo("alice").stream()
                                .anyMatch(text ->
                                        isWholeProof(text, through.client().session()))),
                "waited in vain for the whole proof");
        long proved = Duration.between(until, clock.instant()).toMillis();
        return "slot empty, psql cut " + cut + " ms after the end, login refused, user dropped, proof told " + proved
                + " ms after the end";
    }

    /** The message of the end grows as proofs come in, so it is whole when nothing is left to prove. */
    private static boolean isWholeProof(String text, String session) {
        return text.contains("read back empty")
                && text.matches("(?s).*sessions? ended: .*" + session + ".*")
                && !text.contains("not proved gone yet");
    }

    private String refusedAfter() {
        hold(boundary.program().refuses(aliceToken, prepared.target()), "Boundary still lets Alice in");
        return "403 for Alice's own login";
    }

    private String theRecordHolds() {
        String said = prepared.command(
                List.of("audit", "verify", "--config", prepared.config().toString()));
        return "audit verify, beside the running bot: "
                + said.lines().findFirst().orElse("");
    }

    private void await(String what, BooleanSupplier condition) {
        hold(passing.within(PATIENCE, condition), "waited in vain for " + what);
    }

    private static void hold(boolean promise, String otherwise) {
        if (!promise) {
            throw new AssertionError(otherwise);
        }
    }

    @Override
    public void close() {
        node.close();
        world.close();
        prepared.close();
        boundary.close();
        vault.close();
    }
}
