package dev.breakglass.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.breakglass.app.cli.Main;
import dev.breakglass.sandbox.People;
import dev.breakglass.sandbox.Sandbox;
import dev.breakglass.sandbox.SettableClock;
import dev.breakglass.sandbox.World;
import dev.breakglass.sandbox.slack.Ack;
import dev.breakglass.sandbox.slack.Message;
import dev.breakglass.sandbox.slack.Workspace;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The sandbox with what the stories here look at: the record as it was shipped, and what is open outside. */
final class Stage implements AutoCloseable {
    static final String REASON = "checkout is down, orders are stuck";
    static final String CARDS = Workspace.channelId(World.CARDS);
    static final String INCIDENT = Workspace.channelId(World.INCIDENT);

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Set<String> FINAL = Set.of("CLOSED", "DENIED", "WITHDRAWN", "LAPSED");

    final Sandbox sandbox;
    final World world;
    final People people;
    final SettableClock clock;
    private final Path directory;

    private Stage(Sandbox sandbox, Path directory) {
        this.sandbox = sandbox;
        this.world = sandbox.world();
        this.people = new People(world);
        this.clock = sandbox.clock();
        this.directory = directory;
    }

    static Stage open(Path directory) {
        Sandbox sandbox = Sandbox.start(SettableClock.running(), directory, 0);
        sandbox.world().slack.enforceRateLimits(false);
        return new Stage(sandbox, directory);
    }

    @Override
    public void close() {
        sandbox.close();
    }

    // ---- steps that many stories take ----

    /** Asks for half an hour, and waits for the card. */
    Message asked(String name) {
        return asked(name, REASON, INCIDENT);
    }

    Message asked(String name, String reason, String incident) {
        List<Message> before = people.cards();
        assertThat(people.typesBreakglass(name).ok()).isTrue();
        Ack ack = people.asks(name, "PT30M", reason, incident);
        assertThat(ack.ok()).as("submitting: %s", ack).isTrue();
        return newCard(before);
    }

    /** The card that came after these messages; alarms about earlier requests may come in between. */
    Message newCard(List<Message> before) {
        Set<String> old = before.stream().map(Message::ts).collect(Collectors.toSet());
        await("a new card", () -> newCards(old).findFirst().isPresent());
        return newCards(old).findFirst().orElseThrow();
    }

    private Stream<Message> newCards(Set<String> old) {
        return people.cards().stream()
                .filter(message -> !old.contains(message.ts()) && people.sees(message, "approve"));
    }

    Ack press(String name, Message message, String action) {
        return world.slack.press(People.user(name), message.channel(), message.ts(), action);
    }

    /** Asks, has it approved by Bob, and waits until it is open. */
    Message opened(String name) {
        Message card = asked(name);
        press("bob", card, "approve");
        awaitEvent("OPENED", card);
        return card;
    }

    /** Lets every request lapse or expire, and waits until all of it is over. */
    void finish() {
        settle();
        clock.advance(Duration.ofMinutes(62));
        await("everything to be over", this::allIsOver);
        assertNothingIsOpen();
    }

    boolean allIsOver() {
        List<JsonNode> audit = audit();
        Set<String> over = audit.stream()
                .filter(event -> FINAL.contains(event.path("type").asText()))
                .map(event -> event.path("request").asText())
                .collect(Collectors.toSet());
        return audit.stream()
                .filter(event -> event.path("type").asText().equals("REQUESTED"))
                .allMatch(event -> over.contains(event.path("request").asText()));
    }

    /** Waits until no call is under way; else a leap in time takes work from a worker in the middle of a post. */
    void settle() {
        int quiet = 0;
        int before = -1;
        while (quiet < 20) {
            int calls = world.slack.calls().size()
                    + world.boundary.calls().size()
                    + world.vault.calls().size();
            quiet = calls == before ? quiet + 1 : 0;
            before = calls;
            LockSupport.parkNanos(10_000_000L);
        }
    }

    // ---- what is open outside, as the outside systems themselves have it ----

    List<List<String>> filledSlots() {
        return world.slots().stream()
                .map(world.boundary::principalsOf)
                .filter(principals -> !principals.isEmpty())
                .toList();
    }

    /** Everything outside that exists because of a grant; empty if all is gone. */
    List<String> openOutside() {
        List<String> open = new ArrayList<>();
        filledSlots().forEach(slot -> open.add("slot " + slot));
        List.of(world.alice(), world.dave(), world.emergencyUser())
                .forEach(user -> world.boundary
                        .openSessionsOf(user, world.target())
                        .forEach(session -> open.add("session " + session)));
        if (world.boundary.hasPassword(world.emergencyUser())) {
            open.add("password of " + World.EMERGENCY);
        }
        world.boundary.tokensOf(world.emergencyUser()).forEach(token -> open.add("login " + token));
        world.vault.liveTokens().stream()
                .filter(token -> token.displayName().contains("bg-"))
                .forEach(token -> open.add("token " + token));
        world.vault.liveLeases().forEach(lease -> open.add("lease " + lease));
        return open;
    }

    void assertNothingIsOpen() {
        assertThat(openOutside()).isEmpty();
    }

    // ---- the record ----

    /** The events that were shipped to the file so far. */
    List<JsonNode> audit() {
        Path file = directory.resolve("data").resolve("audit.ndjson");
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            String text = Files.readString(file);
            return text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .map(line -> parse(parse(line).path("body").asText()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<JsonNode> audit(String type) {
        return audit().stream()
                .filter(event -> event.path("type").asText().equals(type))
                .toList();
    }

    /** The types of the events about one request, in order. */
    List<String> historyOf(String request) {
        return audit().stream()
                .filter(event -> event.path("request").asText().equals(request))
                .map(event -> event.path("type").asText())
                .toList();
    }

    /** The request that a card is about; every card carries its id in a button while it has one. */
    String requestOf(Message card) {
        return world.slack.visibleButtons(card).get(0).value();
    }

    void awaitEvent(String type, Message card) {
        String request = requestOf(card);
        await(type + " of " + request, () -> historyOf(request).contains(type));
    }

    /** What {@code audit verify} says of the chain. */
    String verified() {
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said, true);
        int code = Main.run(
                writer, writer, "audit", "verify", "--config", sandbox.config().toString());
        assertThat(code).as("audit verify: %s", said).isZero();
        return said.toString();
    }

    // ---- what people see ----

    /** A message as it stands now. */
    Message now(Message message) {
        return world.slack.messages(message.channel()).stream()
                .filter(other -> other.ts().equals(message.ts()))
                .findFirst()
                .orElseThrow();
    }

    String text(Message message) {
        return world.slack.plainText(now(message));
    }

    List<String> buttons(Message message) {
        return world.slack.visibleButtons(now(message)).stream()
                .map(button -> button.actionId())
                .toList();
    }

    String dmChannelOf(String name) {
        return world.slack.dmChannel(People.user(name));
    }

    /** The replies under a message. */
    String thread(String channel, String ts) {
        return world.slack.thread(channel, ts).stream()
                .filter(message -> !message.ts().equals(ts))
                .map(world.slack::plainText)
                .collect(Collectors.joining("\n"));
    }

    /** What the bot wrote to a person about the request of a card. */
    String dm(String name, Message card) {
        return dmAbout(name, card).map(world.slack::plainText).collect(Collectors.joining("\n"));
    }

    private Stream<Message> dmAbout(String name, Message card) {
        return world.slack.dm(People.user(name)).stream()
                .filter(message -> world.slack.plainText(message).contains(spoken(card)));
    }

    String spoken(Message card) {
        return "BG-" + requestOf(card).substring(0, 8).toUpperCase(Locale.ROOT);
    }

    /** Every button in the direct messages to a person about the request of a card. */
    List<String> dmButtons(String name, Message card) {
        return dmAbout(name, card)
                .flatMap(message -> world.slack.visibleButtons(message).stream())
                .map(button -> button.actionId())
                .toList();
    }

    // ---- refusals ----

    /**
     * A refusal as the person saw it and as the record has it.
     *
     * @param sentence what only this person was told
     */
    record Refused(String sentence, JsonNode event) {
        String why() {
            return event.path("facts").path("refusal").asText();
        }

        String actor() {
            return event.path("actor").path("kind").asText() + " "
                    + event.path("actor").path("id").asText();
        }
    }

    /** Does something that has to be refused: told once, to nobody else, and recorded once. */
    Refused refused(String name, Runnable deed) {
        int told = world.slack.ephemerals(People.user(name)).size();
        int recorded = audit("REFUSED").size();
        deed.run();
        var ephemerals = world.slack.ephemerals(People.user(name));
        assertThat(ephemerals).as("what %s is told", name).hasSize(told + 1);
        return new Refused(world.slack.plainText(ephemerals.get(told)), recordedSince(recorded));
    }

    /** As {@link #refused}, where the sentence stands next to a field of the open form. */
    Refused refusedInForm(String name, String field, Runnable deed) {
        int recorded = audit("REFUSED").size();
        deed.run();
        var errors = world.slack.openView(People.user(name)).orElseThrow().errors();
        assertThat(errors).containsOnlyKeys(field);
        return new Refused(String.valueOf(errors.get(field)), recordedSince(recorded));
    }

    private JsonNode recordedSince(int before) {
        await("the refusal in the record", () -> audit("REFUSED").size() > before);
        List<JsonNode> refusals = audit("REFUSED");
        assertThat(refusals).hasSize(before + 1);
        return refusals.get(before);
    }

    // ---- policy ----

    /** Puts another policy into force. */
    void policy(String yaml) {
        try {
            Files.writeString(world.policyFile(), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        clock.advance(Duration.ofSeconds(2));
    }

    // ---- time ----

    /** Waits for the world to change; the clock runs some five times as fast meanwhile. */
    void await(String what, BooleanSupplier condition) {
        await(what, Duration.ofMillis(40), condition);
    }

    /** Waits for the world to change, at the pace of the machine: for when a call has to take its time. */
    void awaitSlowly(String what, BooleanSupplier condition) {
        await(what, Duration.ZERO, condition);
    }

    private void await(String what, Duration step, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("waited in vain for %s; the record ends with %s", what, lastEvents())
                    .isLessThan(deadline);
            LockSupport.parkNanos(10_000_000L);
            clock.advance(step);
        }
    }

    private List<JsonNode> lastEvents() {
        List<JsonNode> audit = audit();
        return audit.subList(Math.max(0, audit.size() - 8), audit.size());
    }

    static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
