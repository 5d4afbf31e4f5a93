package dev.breakglass.slack.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.access.Actor;
import dev.breakglass.access.AuditEvent;
import dev.breakglass.access.EndReason;
import dev.breakglass.access.Refusal;
import dev.breakglass.slack.Samples;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WordingTest {
    @Test
    void every_refusal_is_a_sentence_of_its_own_but_for_unknown_and_forbidden_targets() {
        Set<String> sentences =
                Arrays.stream(Refusal.values()).map(Wording::sentence).collect(Collectors.toSet());
        assertThat(sentences).hasSize(Refusal.values().length - 1).allMatch(sentence -> sentence.endsWith("."));
        assertThat(Wording.sentence(Refusal.UNKNOWN_TARGET)).isEqualTo(Wording.sentence(Refusal.TARGET_NOT_ALLOWED));
    }

    @Test
    void a_full_house_says_who_holds_the_slots_and_until_when() {
        assertThat(Wording.sentence(Refusal.NO_FREE_SLOT, "Carol Cat holds one until 12:40 UTC."))
                .isEqualTo("Every emergency role of this target is in use. Carol Cat holds one until 12:40 UTC.");
    }

    @Test
    void a_refusal_names_the_request_that_stands_in_the_way() {
        assertThat(Wording.sentence(Refusal.ALREADY_ASKED, Optional.of(Samples.active())))
                .contains("BG-0A1B2C3D")
                .contains("open");
        assertThat(Wording.sentence(Refusal.ALREADY_DECIDED, Optional.of(Samples.denied())))
                .contains("BG-0A1B2C3D is denied already");
        assertThat(Wording.sentence(Refusal.OWN_REQUEST, Optional.of(Samples.pending())))
                .isEqualTo(Wording.sentence(Refusal.OWN_REQUEST));
    }

    @Test
    void every_reason_for_an_end_reads_after_because() {
        for (EndReason why : EndReason.values()) {
            assertThat(Wording.because(why)).matches("[a-z].*[a-z]");
        }
    }

    @Test
    void every_event_has_a_line_or_none_and_never_fails_on_missing_facts() {
        for (AuditEvent.Type type : AuditEvent.Type.values()) {
            AuditEvent event = AuditEvent.of(type, Samples.NOON, Samples.ID, Actor.BOT, Map.of());
            ThreadLines.line(event, Samples.pending())
                    .ifPresent(line -> assertThat(line).startsWith("12:00:00 UTC  "));
        }
    }

    @Test
    void the_trail_tells_what_happened() {
        assertThat(line(AuditEvent.Type.REQUESTED, Map.of("duration", "PT30M", "reason", Samples.REASON)))
                .contains("Bob Bee asks for orders-db for 30 min")
                .contains(Samples.REASON);
        assertThat(line(AuditEvent.Type.APPROVAL_GIVEN, Map.of("progress", "1 of 2")))
                .contains("Bob Bee approved, 1 of 2.");
        assertThat(line(AuditEvent.Type.CLOSING, Map.of("why", "EXPIRED"))).contains("because its time was over");
        assertThat(line(
                        AuditEvent.Type.REFUSED_OUTSIDE,
                        Map.of("holding", "slot", "refusal", "NO_FREE_SLOT", "says", "Carol holds it.")))
                .contains("is in use. Carol holds it.");
        assertThat(line(AuditEvent.Type.SESSION_CLOSED, Map.of("session", "s_1", "bytes_up", "1234567890")))
                .contains("1234 MB up, unknown down");
        AuditEvent refused = AuditEvent.of(AuditEvent.Type.REFUSED, Samples.NOON, Actor.BOT, Map.of());
        assertThat(ThreadLines.line(refused, Samples.pending())).isEmpty();
    }

    private static String line(AuditEvent.Type type, Map<String, String> facts) {
        AuditEvent event = AuditEvent.of(type, Samples.NOON, Samples.ID, Actor.of(Samples.BOB), facts);
        return ThreadLines.line(event, Samples.pending()).orElseThrow();
    }
}
