package dev.breakglass.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SettingsTest {
    @Test
    void slack_itself_is_the_default() {
        assertThat(Samples.settings("").apiUrl()).isEqualTo("https://slack.com/api/");
        assertThat(Samples.settings("https://slack.example.com/api").apiUrl())
                .isEqualTo("https://slack.example.com/api/");
    }

    @Test
    void plain_http_is_for_loopback_only() {
        assertThat(Samples.settings("http://127.0.0.1:1234/api/").apiUrl()).isEqualTo("http://127.0.0.1:1234/api/");
        assertThatThrownBy(() -> Samples.settings("http://slack.example.com/api/"))
                .hasMessageContaining("plain https URL");
        assertThatThrownBy(() -> Samples.settings("https://slack.example.com/api/;rm"))
                .hasMessageContaining("plain https URL");
        assertThatThrownBy(() -> Samples.settings("not a url")).hasMessageContaining("not a URL");
    }

    @Test
    void no_secret_is_printed() {
        assertThat(Samples.settings("").toString()).doesNotContain("xoxb").doesNotContain("0123456789abcdef");
    }
}
