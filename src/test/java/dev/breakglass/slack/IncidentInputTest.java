package dev.breakglass.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.access.Ask;
import dev.breakglass.access.Refusal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IncidentInputTest {
    @Test
    void nothing_typed_is_no_place() {
        assertThat(IncidentInput.read("  ", "acme")).isEqualTo(new IncidentInput.Place(new Ask.Incident.UnderCard()));
    }

    @Test
    void a_channel_is_an_id_a_mention_or_a_link() {
        for (String typed : List.of(
                " C0INCIDENTS ",
                "<#C0INCIDENTS|incidents>",
                "<#C0INCIDENTS>",
                "https://acme.slack.com/archives/C0INCIDENTS",
                "<https://ACME.slack.com/archives/C0INCIDENTS/>")) {
            assertThat(IncidentInput.read(typed, "acme")).as(typed).isEqualTo(place(Optional.empty()));
        }
    }

    @Test
    void a_link_to_a_message_is_its_thread() {
        assertThat(IncidentInput.read("https://acme.slack.com/archives/C0INCIDENTS/p1772452800000100", "acme"))
                .isEqualTo(place(Optional.of("1772452800.000100")));
        assertThat(IncidentInput.read(
                        "https://acme.slack.com/archives/C0INCIDENTS/p1772452999000200"
                                + "?thread_ts=1772452800.000100&cid=C0INCIDENTS",
                        "acme"))
                .isEqualTo(place(Optional.of("1772452800.000100")));
    }

    @Test
    void links_elsewhere_are_refused() {
        assertThat(IncidentInput.read("https://other.slack.com/archives/C0INCIDENTS", "acme"))
                .isEqualTo(new IncidentInput.Unreadable(Refusal.INCIDENT_OF_ANOTHER_WORKSPACE));
        for (String typed : List.of(
                "#incidents",
                "D0ALICE",
                "c0incidents",
                "http://acme.slack.com/archives/C0INCIDENTS",
                "https://acme.slack.com.evil.example/archives/C0INCIDENTS",
                "https://evil.example/archives/C0INCIDENTS",
                "https://acme.slack.com/archives/C0INCIDENTS/p12",
                "mailto:a@b",
                "https://%%%",
                "<!channel>")) {
            assertThat(IncidentInput.read(typed, "acme"))
                    .as(typed)
                    .isEqualTo(new IncidentInput.Unreadable(Refusal.INCIDENT_NOT_A_CHANNEL));
        }
    }

    private static IncidentInput place(Optional<String> thread) {
        return new IncidentInput.Place(new Ask.Incident.InChannel("C0INCIDENTS", thread));
    }
}
