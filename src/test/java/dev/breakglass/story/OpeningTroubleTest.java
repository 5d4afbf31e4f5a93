package dev.breakglass.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.breakglass.sandbox.FakeServer.Fault;
import dev.breakglass.sandbox.FakeServer.Reply;
import dev.breakglass.sandbox.slack.Message;
import dev.breakglass.sandbox.vault.FakeVault;
import dev.breakglass.story.Trouble.Step;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every call of an opening and of an ending fails in turn: it opens within its minute or is closed again, and it always
 * ends. Judged by what the outside systems themselves have.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
@Tag("matrix")
class OpeningTroubleTest {
    private static final Fault HANG_UP = new Fault.HangUp();
    private static final Fault LOSE_REPLY = new Fault.LoseReply();

    private Stage stage;
    private Trouble trouble;
    private List<Step> opening;
    private List<Step> ending;

    @BeforeAll
    void open(@TempDir Path directory) {
        stage = Stage.open(directory);
        trouble = new Trouble(stage);
        stage.opened("alice");
        stage.finish();
        List<Step> steps = trouble.steps();
        Message card = stage.opened("alice");
        stage.settle();
        // What comes after the credential was handed over is watching.
        int handedOver = steps.lastIndexOf(new Step("Slack", "POST /api/chat.postMessage", 1));
        opening = List.copyOf(steps.subList(0, handedOver + 1));
        assertThat(stage.people.connects("alice")).isPresent();
        stage.settle();
        List<Step> more = trouble.steps();
        done(card);
        stage.awaitEvent("CLOSED", card);
        ending = List.copyOf(more);
    }

    @AfterEach
    void nothingIsLeft() {
        trouble.mend();
        stage.finish();
    }

    @AfterAll
    void close() {
        stage.close();
    }

    private void done(Message card) {
        stage.await("the button", () -> stage.dmButtons("alice", card).contains("done"));
        stage.people.pressesInMessages("alice", "done");
    }

    // ---- opening ----

    @TestFactory
    Stream<DynamicTest> whichever_call_of_the_opening_fails_once_it_opens_in_the_end() {
        assertThat(opening).hasSizeGreaterThan(7);
        List<DynamicTest> tests = new ArrayList<>();
        for (Step step : opening) {
            tests.add(told("hang up: " + step, () -> opensInTheEnd(step, HANG_UP)));
            tests.add(told("lose the reply: " + step, () -> opensInTheEnd(step, LOSE_REPLY)));
        }
        return tests.stream();
    }

    private void opensInTheEnd(Step step, Fault fault) {
        Message card = stage.asked("alice");
        stage.settle();
        BooleanSupplier hit = trouble.once(step, fault);
        stage.press("bob", card, "approve");
        stage.awaitEvent("OPENED", card);
        assertThat(hit).returns(true, BooleanSupplier::getAsBoolean);
        assertThat(stage.filledSlots()).containsExactly(List.of(stage.world.alice()));
        assertThat(stage.people.connects("alice")).isPresent();
        done(card);
        endsWithProof(card);
    }

    @TestFactory
    Stream<DynamicTest> whichever_call_of_the_opening_fails_for_good_all_of_it_is_closed_again() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Step step : opening.stream().filter(one -> one.nth() == 1).toList()) {
            tests.add(failsForGood(step, 403));
        }
        // What failed may work the next time, so a minute is spent on each: one for each system.
        for (String system : List.of("Boundary", "Vault", "Slack")) {
            opening.stream()
                    .filter(one -> one.system().equals(system))
                    .reduce((earlier, later) -> later)
                    .ifPresent(step -> tests.add(failsForGood(step, 500)));
        }
        return tests.stream();
    }

    /** One telling; where it fails, the next one begins on a clean stage all the same. */
    private DynamicTest told(String name, Executable story) {
        return DynamicTest.dynamicTest(name, () -> {
            try {
                story.execute();
            } catch (AssertionError e) {
                nothingIsLeft();
                throw e;
            }
        });
    }

    private DynamicTest failsForGood(Step step, int status) {
        return told(status + ": " + step, () -> closesAgain(() -> trouble.always(step, Trouble.answer(step, status))));
    }

    @Test
    void a_sealed_vault_closes_what_was_opened() {
        closesAgain(stage.world.vault::seal, stage.world.vault::unseal);
    }

    @Test
    void a_used_up_quota_of_vault_closes_what_was_opened() {
        closesAgain(() -> stage.world.vault.quota(true), () -> stage.world.vault.quota(false));
    }

    @Test
    void boundary_that_asks_to_wait_for_too_long_closes_it() {
        closesAgain(() -> stage.world.boundary.fail(
                call -> call.path().contains("/roles/"),
                new Fault.Answer(
                        Reply.json(429, "{\"kind\":\"ResourceExhausted\"}").with("Retry-After", "30"))));
    }

    @TestFactory
    Stream<DynamicTest> whichever_system_is_down_all_of_it_is_closed_again() {
        return Stream.of(stage.world.boundary, stage.world.vault)
                .map(system -> told(system.getClass().getSimpleName(), () -> closesAgain(system::goDown)));
    }

    private void closesAgain(Runnable breaking) {
        closesAgain(breaking, () -> {});
    }

    private void closesAgain(Runnable breaking, Runnable mending) {
        Message card = stage.asked("alice");
        String request = stage.requestOf(card);
        stage.settle();
        breaking.run();
        stage.press("bob", card, "approve");
        Instant approved = stage.clock.instant();
        leapWhile(() -> !stage.historyOf(request).contains("CLOSING"));
        assertThat(stage.historyOf(request)).doesNotContain("OPENED");
        assertThat(closingOf(request).path("at").asText())
                .isLessThan(approved.plus(Duration.ofMinutes(3)).toString());
        mending.run();
        trouble.mend();
        endsWithProof(card);
        assertThat(stage.dm("alice", card)).containsAnyOf("refused", "within a minute");
    }

    /** Moves time on in leaps of a second, for a minute that nobody wants to wait for. */
    private void leapWhile(BooleanSupplier going) {
        stage.await("the minute to pass", () -> {
            stage.clock.advance(Duration.ofMillis(400));
            return !going.getAsBoolean();
        });
    }

    private JsonNode closingOf(String request) {
        return stage.audit("CLOSING").stream()
                .filter(event -> event.path("request").asText().equals(request))
                .findFirst()
                .orElseThrow();
    }

    // ---- slow ----

    @Test
    void a_call_that_takes_longer_than_anybody_waits_is_doubted_and_it_opens_all_the_same() {
        Message card = stage.asked("alice");
        stage.settle();
        stage.world.boundary.failTimes(
                1, call -> call.path().endsWith(":set-principals"), new Fault.Delay(Duration.ofMillis(4_500)));
        stage.press("bob", card, "approve");
        String request = stage.requestOf(card);
        stage.awaitSlowly("the opening", () -> stage.historyOf(request).contains("OPENED"));
        assertThat(stage.filledSlots()).containsExactly(List.of(stage.world.alice()));
        done(card);
        endsWithProof(card);
    }

    // ---- logins ----

    @Test
    void a_login_that_dies_between_opening_and_ending_is_made_again() {
        Message card = stage.asked("alice");
        killLogins();
        stage.press("bob", card, "approve");
        stage.awaitEvent("OPENED", card);
        assertThat(stage.people.connects("alice")).isPresent();
        killLogins();
        done(card);
        endsWithProof(card);
        assertThat(stage.historyOf(stage.requestOf(card))).doesNotContain("TROUBLE");
    }

    private void killLogins() {
        killBoundaryLogins();
        killVaultLogins();
    }

    private void killBoundaryLogins() {
        String bot = stage.world.botUser();
        stage.world.boundary.tokensOf(bot).forEach(stage.world.boundary::deleteToken);
    }

    private void killVaultLogins() {
        stage.world.vault.liveTokens().stream()
                .filter(token -> token.displayName().contains("approle"))
                .forEach(token -> asVaultsAdministrator(
                        "auth/token/revoke-accessor", "{\"accessor\":\"" + token.accessor() + "\"}"));
    }

    private void asVaultsAdministrator(String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(stage.world.vault.url().resolve("/v1/" + path))
                .header("X-Vault-Token", FakeVault.ROOT)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        int status = HttpClient.newHttpClient()
                .sendAsync(request, HttpResponse.BodyHandlers.discarding())
                .join()
                .statusCode();
        assertThat(status).isEqualTo(204);
    }

    // ---- ending ----

    @TestFactory
    Stream<DynamicTest> whichever_call_of_the_ending_fails_once_it_ends_with_proof() {
        List<Step> boundary = of("Boundary");
        List<Step> vault = of("Vault");
        assertThat(boundary).hasSizeGreaterThan(5);
        assertThat(vault).hasSizeGreaterThan(4);
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < Math.max(boundary.size(), vault.size()); i++) {
            // Neither system waits for the other, so one telling serves a fault in each.
            List<Step> steps = List.of(boundary.get(i % boundary.size()), vault.get(i % vault.size()));
            tests.add(told("no reply: " + steps, () -> endsInTheEnd(steps, step -> LOSE_REPLY)));
            tests.add(told("500: " + steps, () -> endsInTheEnd(steps, step -> Trouble.answer(step, 500))));
        }
        return tests.stream();
    }

    private List<Step> of(String system) {
        return ending.stream().filter(step -> step.system().equals(system)).toList();
    }

    private void endsInTheEnd(List<Step> steps, Function<Step, Fault> fault) {
        Message card = stage.opened("alice");
        String session = stage.people.connects("alice").orElseThrow();
        stage.await("the button", () -> stage.dmButtons("alice", card).contains("done"));
        stage.settle();
        steps.forEach(step -> trouble.once(step, fault.apply(step)));
        stage.people.pressesInMessages("alice", "done");
        endsWithProof(card);
        assertThat(stage.world.boundary.alive(session)).isFalse();
    }

    /** At once in Boundary; what a lost answer left in Vault may have to wait for its own latest end. */
    private void endsWithProof(Message card) {
        String request = stage.requestOf(card);
        stage.await(
                "the slot and the sessions to be proved gone",
                () -> stage.historyOf(request).containsAll(List.of("SLOT_EMPTIED", "SESSIONS_ENDED")));
        assertThat(stage.filledSlots()).isEmpty();
        assertThat(stage.people.connects("alice")).isEmpty();
        stage.settle();
        if (!stage.historyOf(request).contains("CLOSED")) {
            stage.clock.advance(Duration.ofHours(2));
        }
        stage.awaitEvent("CLOSED", card);
        stage.await("the last words", () -> stage.dm("alice", card).contains("Closed, proved gone"));
        String shown = stage.dm("alice", card) + stage.text(card) + String.join("\n", stage.people.trail());
        assertThat(shown).doesNotContain(Trouble.VENDORS_WORDS, "internal", "pq:");
        List<String> left = stage.openOutside();
        left.removeIf(item -> item.startsWith("token"));
        assertThat(left).isEmpty();
    }
}
