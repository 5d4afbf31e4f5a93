package dev.breakglass.slack.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTest {
    @Test
    void mentions_links_and_dates_are_only_characters_in_mrkdwn() {
        assertThat(Text.mrkdwn("<!channel> <@U1> <#C1> <https://x|y> &lt;", 100))
                .isEqualTo("&lt;!channel&gt; &lt;@U1&gt; &lt;#C1&gt; &lt;https://x|y&gt; &amp;lt;");
    }

    @Test
    void bidirectional_and_invisible_characters_are_taken_out() {
        assertThat(Text.clean("a\u202Eb\u2066c\u200Bd\u200Fe\uFEFFf\u0000g\u001Bh\u00ADi\u061Cj"))
                .isEqualTo("abcdefghij");
    }

    @Test
    void halves_of_characters_are_taken_out() {
        assertThat(Text.clean("a\uD83Db\uDD25c")).isEqualTo("abc");
    }

    @Test
    void line_breaks_of_every_kind_become_one_kind() {
        assertThat(Text.clean("a\r\nb\rc\u2028d\u2029e\n")).isEqualTo("a\nb\nc\nd\ne");
        assertThat(Text.line("a\r\n  b\n\nc", 100)).isEqualTo("a b c");
        assertThat(Text.mrkdwn("Reason\n*Approved*", 100)).isEqualTo("Reason *Approved*");
    }

    @Test
    void ten_kilobytes_are_cut_to_what_fits() {
        String tenKilobytes = "&".repeat(10_000);
        assertThat(Text.plain(tenKilobytes, 150)).hasSize(150).endsWith("…");
        assertThat(Text.mrkdwn(tenKilobytes, 150)).hasSizeLessThanOrEqualTo(150).endsWith("&amp;…");
    }

    @Test
    void an_emoji_is_never_cut_in_half() {
        String fires = "🔥".repeat(10);
        assertThat(Text.plain(fires, 5)).isEqualTo("🔥🔥🔥🔥…");
        assertThat(Text.mrkdwn(fires, 5)).isEqualTo("🔥🔥🔥🔥…");
        assertThat(Text.plain("👩‍🚒 ok", 10)).isEqualTo("👩‍🚒 ok");
    }

    @Test
    void what_fits_is_left_alone() {
        assertThat(Text.plain("12345", 5)).isEqualTo("12345");
        assertThat(Text.mrkdwn("1234", 5)).isEqualTo("1234");
        assertThat(Text.mrkdwn("12345", 5)).hasSizeLessThanOrEqualTo(5);
    }
}
