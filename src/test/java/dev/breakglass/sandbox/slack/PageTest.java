package dev.breakglass.sandbox.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.sandbox.FakeServer.Reply;
import dev.breakglass.sandbox.SettableClock;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PageTest {
    private static final String ALICE = Workspace.userId("alice");
    private static final String INCIDENTS = Workspace.channelId("incidents");
    private static final String EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\\\"'";

    private final SettableClock clock = SettableClock.stoppedAt(Instant.parse("2026-03-02T12:00:00Z"));
    private final FakeSlack slack = new FakeSlack(0, clock, Workspace.standard());
    private final TinyApp app = new TinyApp(slack);

    @AfterEach
    void stop() {
        app.close();
        slack.close();
    }

    @Test
    void text_from_outside_is_escaped_everywhere() {
        slack.enforceRateLimits(false);
        slack.say(ALICE, INCIDENTS, EVIL);
        String text = "{\"type\":\"%s\",\"text\":\"" + EVIL + "\"}";
        String plain = text.formatted("plain_text");
        app.api(
                "chat.postMessage",
                "channel",
                INCIDENTS,
                "text",
                "x",
                "blocks",
                "[{\"type\":\"header\",\"text\":" + plain + "},{\"type\":\"section\",\"text\":"
                        + text.formatted("mrkdwn") + ",\"fields\":[" + plain + "]},"
                        + "{\"type\":\"rich_text\",\"elements\":[{\"type\":\"rich_text_quote\",\"elements\":["
                        + text.formatted("text") + ",{\"type\":\"link\",\"url\":\"javascript:alert(3)\"}]}]},"
                        + "{\"type\":\"actions\",\"elements\":[{\"type\":\"button\",\"action_id\":\"" + EVIL
                        + "\",\"text\":" + plain + ",\"value\":\"" + EVIL + "\"}]}]");
        app.api("chat.postEphemeral", "channel", INCIDENTS, "user", ALICE, "text", "`" + EVIL + "` <" + EVIL + "|a>");
        String page = get("/?as=" + ALICE + "&in=" + INCIDENTS + "&note=%3Cscript%3E");
        assertThat(page)
                .contains("&lt;script&gt;alert(1)")
                .doesNotContain("<script>alert")
                .doesNotContain("<script>\n")
                .doesNotContain("<img")
                .doesNotContain("href=\"javascript:");
        assertThat(page.split("<script", -1)).hasSize(2);
    }

    @Test
    void a_press_on_the_page_reaches_the_app() {
        String ts = app.api("chat.postMessage", "channel", INCIDENTS, "blocks", """
                        [{"type":"actions","block_id":"b","elements":[{"type":"button","action_id":"approve",
                          "text":{"type":"plain_text","text":"Approve"},"value":"7","confirm":{
                          "title":{"type":"plain_text","text":"Sure?"},"text":{"type":"plain_text","text":"Now"},
                          "confirm":{"type":"plain_text","text":"Yes"},"deny":{"type":"plain_text","text":"No"}}}]}]""")
                .path("ts")
                .asText();
        String page = get("/?as=" + ALICE + "&in=" + INCIDENTS);
        assertThat(page)
                .contains("data-testid=\"message-" + ts + "\"")
                .contains("data-testid=\"button-approve\"")
                .contains("data-testid=\"confirm-yes-approve\"")
                .contains("formaction=\"/page/press?block=b&amp;action=approve\"");
        HttpResponse<String> pressed =
                post("/page/press?block=b&action=approve", "as=" + ALICE + "&in=" + INCIDENTS + "&ts=" + ts);
        assertThat(pressed.statusCode()).isEqualTo(303);
        assertThat(app.lastPayload().at("/actions/0/value").asText()).isEqualTo("7");
        assertThat(app.lastPayload().at("/user/id").asText()).isEqualTo(ALICE);
    }

    @Test
    void a_modal_is_opened_filled_in_and_corrected() {
        app.answers(fields -> {
            app.api("views.open", "trigger_id", fields.path("trigger_id").asText(), "view", modal());
            return Reply.empty(200);
        });
        post("/page/send", "as=" + ALICE + "&in=" + INCIDENTS + "&text=%2Fbreakglass+ask");
        assertThat(app.lastPayload().path("text").asText()).isEqualTo("ask");
        String page = get("/?as=" + ALICE + "&in=" + INCIDENTS);
        assertThat(page)
                .contains("data-testid=\"modal\"")
                .contains("data-testid=\"field-why-text\"")
                .contains("data-testid=\"field-boxes-c\"");

        String view = slack.openView(ALICE).orElseThrow().id();
        app.answers(200, "{\"response_action\":\"errors\",\"errors\":{\"why\":\"say <more>\"}}");
        String form = "as=" + ALICE + "&in=" + INCIDENTS + "&view=" + view
                + "&f%3Awhy.text=down&f%3Aboxes.c=&f%3Aboxes.c=one&f%3Aboxes.c=two";
        post("/page/submit", form);
        assertThat(app.lastPayload().at("/view/state/values/boxes/c/selected_options"))
                .hasSize(2);
        assertThat(get("/?as=" + ALICE + "&in=" + INCIDENTS))
                .contains("data-testid=\"error-why\">say &lt;more&gt;")
                .contains("value=\"down\"");
        app.answers(200, "");
        post("/page/submit", form);
        assertThat(get("/?as=" + ALICE + "&in=" + INCIDENTS)).doesNotContain("data-testid=\"modal\"");
    }

    @Test
    void another_site_cannot_press() {
        HttpRequest request = HttpRequest.newBuilder(slack.url().resolve("/page/send"))
                .header("Origin", "https://elsewhere.example")
                .POST(HttpRequest.BodyPublishers.ofString("as=" + ALICE + "&in=" + INCIDENTS + "&text=hi"))
                .build();
        assertThat(app.send(request).statusCode()).isEqualTo(403);
        assertThat(slack.messages(INCIDENTS)).isEmpty();
    }

    @Test
    void the_sandbox_adds_panels_and_actions() {
        slack.addPanel("Boundary state", () -> "<table data-testid=\"slots\"></table>");
        slack.addAction("5 minutes on", () -> clock.advance(Duration.ofMinutes(5)));
        assertThat(get("/"))
                .contains("data-testid=\"panel-boundary-state\"")
                .contains("data-testid=\"slots\"")
                .contains("data-testid=\"action-5-minutes-on\"");
        post("/page/action", "as=" + ALICE + "&in=" + INCIDENTS + "&index=0");
        assertThat(get("/")).contains("2026-03-02 12:05:00");
    }

    @Test
    void what_goes_wrong_is_said_on_the_page() {
        app.answers(500, "");
        post("/page/send", "as=" + ALICE + "&in=" + INCIDENTS + "&text=%2Fbreakglass");
        assertThat(get("/?as=" + ALICE + "&in=" + INCIDENTS))
                .contains("data-testid=\"failure\"")
                .contains("dispatch_failed");
        assertThat(post("/page/press?block=b&action=a", "as=" + ALICE + "&in=" + INCIDENTS + "&ts=1.1")
                        .headers()
                        .firstValue("Location")
                        .orElse(""))
                .contains("note=no+message");
    }

    @Test
    void a_workspace_without_people_has_a_page_too() {
        try (FakeSlack lonely = new FakeSlack(0, clock, Workspace.empty())) {
            HttpRequest request = HttpRequest.newBuilder(lonely.url()).build();
            assertThat(app.send(request).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void style_and_script_are_served_from_here() {
        assertThat(get("/page/page.css")).contains(".modal");
        assertThat(get("/page/page.js")).contains("data-dispatcher");
        assertThat(get("/page/changes?as=" + ALICE)).contains("\"changes\"");
    }

    @Test
    void every_tag_is_closed() {
        app.answers(fields -> {
            app.api("views.open", "trigger_id", fields.path("trigger_id").asText(), "view", modal());
            return Reply.empty(200);
        });
        String ts = slack.say(ALICE, INCIDENTS, "*bold* ```code``` <https://x|y>");
        slack.reply(ALICE, INCIDENTS, ts, "> quoted :lock:");
        slack.slash(ALICE, INCIDENTS, "/breakglass", "");
        app.api("views.publish", "user_id", ALICE, "view", "{\"type\":\"home\",\"blocks\":[{\"type\":\"divider\"}]}");
        slack.addAction("go", () -> {});
        assertThat(openTags(get("/?as=" + ALICE + "&in=" + INCIDENTS))).isEmpty();
        assertThat(openTags(get("/?as=" + ALICE + "&in=home"))).isEmpty();
    }

    private static List<String> openTags(String html) {
        List<String> open = new ArrayList<>();
        Matcher tag = Pattern.compile("<(/?)([a-z0-9]+)[^>]*>").matcher(html);
        while (tag.find()) {
            String name = tag.group(2);
            if (tag.group(1).isEmpty()
                    && !Set.of("input", "meta", "link", "hr", "br").contains(name)) {
                open.add(name);
            } else if (!tag.group(1).isEmpty()) {
                assertThat(open).last().isEqualTo(name);
                open.remove(open.size() - 1);
            }
        }
        return open;
    }

    private static String modal() {
        return """
               {"type":"modal","title":{"type":"plain_text","text":"Ask"},"submit":{"type":"plain_text","text":"Send"},
                "blocks":[
                 {"type":"input","block_id":"why","label":{"type":"plain_text","text":"Why"},
                  "element":{"type":"plain_text_input","action_id":"text"}},
                 {"type":"input","block_id":"boxes","optional":true,"label":{"type":"plain_text","text":"Boxes"},
                  "element":{"type":"checkboxes","action_id":"c","options":[
                   {"text":{"type":"plain_text","text":"One"},"value":"one"},
                   {"text":{"type":"plain_text","text":"Two"},"value":"two"}]}}]}""";
    }

    private String get(String path) {
        return app.send(HttpRequest.newBuilder(URI.create(slack.url() + path)).build())
                .body();
    }

    private HttpResponse<String> post(String path, String form) {
        return app.send(HttpRequest.newBuilder(URI.create(slack.url() + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build());
    }
}
