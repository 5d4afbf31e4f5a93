package dev.breakglass.kill;

import com.fasterxml.jackson.databind.JsonNode;
import dev.breakglass.app.cli.Main;
import dev.breakglass.kill.Step.Phase;
import dev.breakglass.sandbox.People;
import dev.breakglass.sandbox.slack.Workspace;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One request from the command to its proved end, by people who only go by what they see in Slack. */
final class Story implements AutoCloseable {
    /** Longer than a lease of unknown id can live. */
    private static final Duration LONGEST_LEASE = Duration.ofMinutes(65);

    /** How the story goes on after the card. */
    enum Ending {
        EXPIRES,
        DONE_EARLY,
        /** The bot is dead from before the warning until after the end. */
        OUTAGE,
        DENIED
    }

    private final Ending ending;
    private final Bot bot;
    private final People people;
    private final Set<String> opened = new HashSet<>();

    Story(Path directory, Ending ending, Optional<Step> step) throws IOException {
        this.ending = ending;
        bot = new Bot(directory, step);
        people = new People(bot.world);
    }

    /** Tells it; throws {@link Bot.Broken} at the first promise that does not hold. */
    String tell() {
        bot.bringUp();
        theFormOpens();
        itIsAsked();
        if (ending == Ending.DENIED) {
            itIsDenied();
            Judgement.ofDenied(bot.record.lines());
            Bot.hold(bot.outside.open().isEmpty(), "open after a denial: " + bot.outside.open());
        } else {
            itIsApproved();
            itIsUsed();
            itEnds();
            Judgement.ofGranted(bot.record.lines(), ending == Ending.EXPIRES);
        }
        theRecordHolds();
        return notes();
    }

    List<Killer.Seen> calls() {
        return bot.killer.seen();
    }

    boolean killed() {
        return bot.killer.hasKilled();
    }

    List<String> lastWords() throws IOException {
        return bot.lastWords();
    }

    private void theFormOpens() {
        bot.enter(Phase.FORM);
        bot.insist("open the form", () -> !aliceSeesTheForm(), () -> people.typesBreakglass("alice"));
        bot.await("the form", this::aliceSeesTheForm);
    }

    private boolean aliceSeesTheForm() {
        return bot.world.slack.openView(People.user("alice")).isPresent();
    }

    private void itIsAsked() {
        bot.enter(Phase.ASK);
        bot.insist("ask", () -> true, () -> people.asks("alice", "checkout is down, orders are stuck"));
        bot.await("the card", () -> sees("approve"));
    }

    private boolean sees(String button) {
        return people.cards().stream().anyMatch(card -> people.sees(card, button));
    }

    private void itIsApproved() {
        bot.enter(Phase.APPROVE);
        bot.insist("approve", () -> sees("approve"), () -> people.pressesOnCard("bob", "approve"));
        bot.await("the opening", () -> bot.record.tells("OPENED"));
        bot.outside.mustEndAt(until());
        Bot.hold(
                bot.world
                        .boundary
                        .principalsOf(bot.outside.filledSlots().get(0))
                        .equals(List.of(bot.world.alice())),
                "the slot holds others");
    }

    private Instant until() {
        return Instant.parse(bot.record.find("APPROVED").orElseThrow().fact("until"));
    }

    private void itIsUsed() {
        bot.enter(Phase.USE);
        bot.await("a credential that works", this::aliceLogsIn);
        bot.await("a session", () -> people.connects("alice").isPresent());
        bot.await("the spent token to leave its message", () -> bot.record.tells("WRAPPING_SPENT"));
        bot.await("the session to be told", () -> bot.record.tells("SESSION_OPENED"));
    }

    private boolean aliceLogsIn() {
        boolean works = false;
        for (String token : people.wrappingTokens("alice")) {
            Optional<JsonNode> unwrapped = opened.add(token) ? bot.world.vault.unwrap(token) : Optional.empty();
            if (unwrapped.isPresent()) {
                String user = unwrapped.get().path("username").asText();
                String password = unwrapped.get().path("password").asText();
                bot.outside.gaveLogin(user, password);
                works = bot.world.vault.database().login(user, password);
            }
        }
        return works;
    }

    private void itEnds() {
        switch (ending) {
            case DONE_EARLY -> aliceIsDone();
            case OUTAGE -> {
                bot.isDeadUntil(until().plus(Duration.ofMinutes(5)));
                bot.outside.mustEndAt(bot.clock.instant());
            }
            default -> timeRunsOut();
        }
        bot.await("everything to be taken away", () -> bot.outside.open().isEmpty());
        Bot.hold(people.connects("alice").isEmpty(), "Boundary still lets Alice in");
        Instant latest = bot.clock.instant().plus(Outside.LATEST_END);
        bot.await(
                "the proof",
                () -> bot.record.tells("CLOSED") || bot.clock.instant().isAfter(latest));
        if (!bot.record.tells("CLOSED")) {
            // All is over outside; the record waits for the latest possible end of what cannot be read back.
            bot.clock.advance(LONGEST_LEASE);
        }
        bot.await("the proof", () -> bot.record.tells("CLOSED"));
        bot.await(
                "the last message",
                () -> people.messagesTo("alice").stream().anyMatch(text -> text.contains("read back empty")));
        bot.run(Duration.ofSeconds(3));
        bot.clock.advanceTo(until().plus(LONGEST_LEASE));
        Bot.hold(bot.outside.liveTokens().isEmpty(), "alive in the end: " + bot.outside.liveTokens());
    }

    private void aliceIsDone() {
        bot.enter(Phase.END);
        bot.insist("be done", this::aliceMayBeDone, () -> people.pressesInMessages("alice", "done"));
        bot.await("the end", () -> bot.record.tells("CLOSING"));
        bot.outside.mustEndAt(bot.clock.instant());
    }

    private void timeRunsOut() {
        bot.enter(Phase.WARNING);
        bot.clock.advanceTo(until().minus(Duration.ofMinutes(5)));
        bot.await("the warning", () -> bot.record.tells("ENDING_SOON"));
        bot.enter(Phase.END);
        bot.clock.advanceTo(until());
    }

    private boolean aliceMayBeDone() {
        return bot.world.slack.dm(People.user("alice")).stream().anyMatch(message -> people.sees(message, "done"));
    }

    private void itIsDenied() {
        bot.enter(Phase.DENY);
        bot.insist("be asked why", () -> !bobIsAskedWhy(), () -> people.pressesOnCard("bob", "deny"));
        bot.await("the question why", this::bobIsAskedWhy);
        bot.insist(
                "deny",
                this::bobIsAskedWhy,
                () -> bot.world.slack.submit(
                        Workspace.userId("bob"),
                        bot.world
                                .slack
                                .openView(People.user("bob"))
                                .orElseThrow()
                                .id(),
                        Map.of("reason.reason", "it is no emergency")));
        bot.await("the denial", () -> bot.record.tells("DENIED"));
        bot.run(Duration.ofSeconds(5));
    }

    private boolean bobIsAskedWhy() {
        return bot.world.slack.openView(People.user("bob")).isPresent();
    }

    /** The stored record is examined by the command, beside the running bot, and the file must be its exact copy. */
    private void theRecordHolds() {
        bot.await("the file to be complete", () -> {
            List<AuditFile.Line> lines = bot.record.lines();
            String last = lines.size() + " events, the last with hash " + lines.get(lines.size() - 1).hash;
            return examined().startsWith(last);
        });
        Judgement.ofFile(bot.record.lines());
    }

    private String examined() {
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said, true);
        int code = Main.run(writer, writer, "audit", "verify", "--config", bot.config.toString());
        Bot.hold(code == 0, "audit verify says: " + said);
        return said.toString();
    }

    private String notes() {
        List<String> remarkable = bot.record.lines().stream()
                .filter(line -> Set.of("TROUBLE", "REFUSED", "REFUSED_OUTSIDE").contains(line.type()))
                .map(line -> line.type() + " " + line.fact("holding") + line.fact("refusal") + line.fact("why"))
                .toList();
        long credentials = bot.record.lines().stream()
                .filter(line -> line.type().equals("CREDENTIAL_REVOKED"))
                .count();
        return (credentials > 1 ? credentials + " credentials " : "") + (remarkable.isEmpty() ? "" : remarkable);
    }

    @Override
    public void close() {
        bot.close();
    }
}
