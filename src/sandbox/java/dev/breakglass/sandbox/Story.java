package dev.breakglass.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.breakglass.app.cli.Main;
import dev.breakglass.sandbox.slack.Ack;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * One request from the slash command to its proved end. Every promise is checked against the state of the fakes, never
 * against what the bot says of itself.
 */
public final class Story {
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final Sandbox sandbox;
    private final World world;
    private final People people;
    private final Consumer<String> out;
    private final Map<String, String> credential = new TreeMap<>();
    private String session = "";
    private Instant approvedAt = Instant.EPOCH;

    /**
     * Prepares to tell it.
     *
     * @param out gets one line per step
     */
    public Story(Sandbox sandbox, Consumer<String> out) {
        this.sandbox = sandbox;
        this.world = sandbox.world();
        this.people = new People(world);
        this.out = out;
    }

    /** A promise that was not kept. */
    public static final class Broken extends RuntimeException {
        Broken(String says) {
            super(says);
        }
    }

    private interface Step {
        String proof();
    }

    /** Tells the whole story; throws {@link Broken} at the first promise that does not hold. */
    public void tell() {
        step("before anything, Boundary refuses Alice", this::nothingIsOpen);
        step("Alice types /breakglass", this::theFormOpens);
        step("Alice asks for half an hour", this::theCardAppears);
        step("Bob approves", this::approved);
        step("the slot is filled", this::theSlotIsFilled);
        step("the credential is issued and delivered", this::theCredentialWorks);
        step("Alice opens a session", this::theSessionIsSeen);
        step("time moves on to the warning", this::theWarningComes);
        step("time moves on to the end", this::accessIsTakenAway);
        step("Alice is told what was proved", this::theProofIsTold);
        step("the record is examined", this::theRecordHolds);
    }

    private void step(String name, Step step) {
        long start = System.nanoTime();
        String proof = step.proof();
        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        out.accept(String.format("%6d ms  %-42s %s", millis, name, proof));
    }

    private String nothingIsOpen() {
        hold(people.connects("alice").isEmpty(), "Boundary let Alice in before any request");
        hold(world.vault.liveLeases().isEmpty(), "Vault has leases before any request");
        return "authorize-session is 403, no slot holds anybody, no lease exists";
    }

    private String theFormOpens() {
        Ack ack = people.typesBreakglass("alice");
        hold(ack.ok(), "the command was not acknowledged: " + ack);
        hold(world.slack.openView(People.user("alice")).isPresent(), "no form opened");
        return "the form is open, acknowledged in " + ack.elapsed().toMillis() + " ms";
    }

    private String theCardAppears() {
        Ack ack = people.asks("alice", "checkout is down, orders are stuck");
        hold(ack.ok(), "the form was not accepted: " + ack);
        await(
                "the card",
                () -> people.cards().size() == 1 && people.sees(people.cards().get(0), "approve"));
        hold(world.slack.notifications().isEmpty(), "somebody was pinged by what Alice wrote");
        return "one card with Approve and Deny in the security channel";
    }

    private String approved() {
        Ack own = people.pressesOnCard("bob", "approve");
        hold(own.ok(), "the press was not acknowledged: " + own);
        approvedAt = sandbox.clock().instant();
        await("the buttons to go", () -> !people.sees(people.cards().get(0), "approve"));
        return "the press was acknowledged in " + own.elapsed().toMillis()
                + " ms, and the card has no Approve any more";
    }

    private String theSlotIsFilled() {
        await("a filled slot", () -> filledSlots().size() == 1);
        hold(filledSlots().equals(List.of(List.of(world.alice()))), "the slot holds others: " + filledSlots());
        return "exactly one slot role holds exactly Alice";
    }

    private String theCredentialWorks() {
        await("the credential", () -> !people.wrappingTokens("alice").isEmpty());
        String token = people.wrappingTokens("alice").get(0);
        JsonNode data = world.vault.unwrap(token).orElseThrow(() -> new Broken("the wrapping token does not open"));
        hold(world.vault.unwrap(token).isEmpty(), "the wrapping token opens twice");
        credential.put("username", data.path("username").asText());
        credential.put("password", data.path("password").asText());
        hold(databaseLogin(), "the credential does not work");
        Instant validUntil = world.vault
                .database()
                .validUntil(credential.get("username"))
                .orElseThrow(() -> new Broken("the database user never ends"));
        await(
                "the token to be taken out of the message",
                () -> people.wrappingTokens("alice").isEmpty());
        Instant latest = approvedAt.plus(Duration.ofMinutes(30)).plusSeconds(10);
        hold(!validUntil.isAfter(latest), "the database user lives until " + validUntil + ", after " + latest);
        return "unwrapped once and taken out of its message, logs in to the database, whose own VALID UNTIL is the grant's end";
    }

    private String theSessionIsSeen() {
        session = people.connects("alice").orElseThrow(() -> new Broken("Boundary refuses Alice after the approval"));
        world.boundary.transfer(session, 2_048, 65_536);
        hold(world.boundary.alive(session), "the session carries nothing");
        await(
                "the trail to tell of the session",
                () -> String.join("\n", people.trail()).contains(session));
        return "bytes flow, and the incident's thread names " + session;
    }

    private String theWarningComes() {
        int before = people.messagesTo("alice").size();
        sandbox.clock().set(approvedAt.plus(Duration.ofMinutes(25)));
        await("the warning", () -> people.messagesTo("alice").size() > before);
        hold(world.boundary.alive(session), "the session was cut by the warning");
        return "a direct message, five minutes before the end; the session goes on";
    }

    private String accessIsTakenAway() {
        sandbox.clock().set(approvedAt.plus(Duration.ofMinutes(30)));
        await("the slot to be empty", () -> filledSlots().isEmpty());
        await("the session to be cut", () -> !world.boundary.alive(session));
        await("the lease to go", () -> world.vault.liveLeases().isEmpty());
        hold(people.connects("alice").isEmpty(), "Boundary still lets Alice in");
        hold(!databaseLogin(), "the database still lets Alice in");
        hold(world.boundary.openSessionsOf(world.alice(), world.target()).isEmpty(), "a session is open");
        return "slot empty, session cut, lease and database user gone, new session 403";
    }

    private String theProofIsTold() {
        await(
                "the last message",
                () -> people.messagesTo("alice").stream().anyMatch(text -> text.contains("read back empty")));
        await("the end of the trail", () -> String.join("\n", people.trail()).contains("roved"));
        long bots = world.vault.liveTokens().stream()
                .filter(token -> token.displayName().contains("bg-"))
                .count();
        hold(bots == 0, bots + " request tokens are alive");
        return "the message names each item, and no token of the request is alive";
    }

    private String theRecordHolds() {
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said, true);
        int code = Main.run(
                writer, writer, "audit", "verify", "--config", sandbox.config().toString());
        hold(code == 0, "audit verify says: " + said);
        long requests = world.slack.calls().size();
        hold(requests > 0, "the fake Slack saw no call");
        return "audit verify, beside the running bot: "
                + said.toString().lines().findFirst().orElse("");
    }

    private List<List<String>> filledSlots() {
        return world.slots().stream()
                .map(world.boundary::principalsOf)
                .filter(principals -> !principals.isEmpty())
                .toList();
    }

    private boolean databaseLogin() {
        return world.vault
                .database()
                .login(
                        Optional.ofNullable(credential.get("username")).orElse(""),
                        Optional.ofNullable(credential.get("password")).orElse(""));
    }

    /** Waits for the world to change; the clock runs fast meanwhile, so that no pause of a second takes a second. */
    private void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            hold(System.nanoTime() < deadline, "waited in vain for " + what);
            LockSupport.parkNanos(10_000_000L);
            sandbox.clock().advance(Duration.ofMillis(100));
        }
    }

    private static void hold(boolean promise, String otherwise) {
        if (!promise) {
            throw new Broken(otherwise);
        }
    }
}
