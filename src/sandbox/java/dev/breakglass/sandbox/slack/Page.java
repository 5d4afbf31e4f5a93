package dev.breakglass.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.breakglass.sandbox.FakeServer.Call;
import dev.breakglass.sandbox.FakeServer.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** The routes of the page on which one person at a time can be played by hand. */
final class Page {
    /** The pseudo channel that shows the app's Home tab. */
    static final String HOME = "home";

    record Panel(String title, Supplier<String> html) {}

    record Action(String label, Runnable run) {}

    private final FakeSlack slack;
    private final PageView view;
    private final List<Panel> panels = new CopyOnWriteArrayList<>();
    private final List<Action> actions = new CopyOnWriteArrayList<>();

    Page(FakeSlack slack) {
        this.slack = slack;
        this.view = new PageView(slack, panels, actions);
    }

    void addPanel(String title, Supplier<String> html) {
        panels.add(new Panel(title, html));
    }

    void addAction(String label, Runnable action) {
        actions.add(new Action(label, action));
    }

    boolean answers(Call call) {
        return call.path().equals("/") || call.path().startsWith("/page/");
    }

    Reply answer(Call call) {
        Map<String, String> fields = new HashMap<>(Args.form(call.query()));
        if (call.method().equals("POST")) {
            if (isForeign(call)) {
                return Reply.empty(403);
            }
            fields.putAll(Args.form(call.body()));
            return post(call.path().substring("/page/".length()), fields);
        }
        return switch (call.path()) {
            case "/" -> html(view.render(fields));
            case "/page/page.css" -> resource("page.css", "text/css; charset=utf-8");
            case "/page/page.js" -> resource("page.js", "text/javascript; charset=utf-8");
            case "/page/changes" -> Reply.json(200, changes(field(fields, "as")).toString());
            default -> Reply.empty(404);
        };
    }

    /** Another site open in the same browser must not press buttons here. */
    private static boolean isForeign(Call call) {
        String origin = call.header("origin");
        return !origin.isEmpty() && !origin.equals("http://" + call.header("host"));
    }

    private Reply post(String what, Map<String, String> fields) {
        String as = field(fields, "as");
        try {
            if (what.equals("suggest")) {
                return suggest(as, fields);
            }
            act(what, as, field(fields, "in"), fields);
            return back(fields, "");
        } catch (IllegalArgumentException | IllegalStateException | SlackError e) {
            return back(fields, String.valueOf(e.getMessage()));
        }
    }

    private void act(String what, String as, String in, Map<String, String> fields) {
        String viewId = field(fields, "view");
        String block = field(fields, "block");
        String action = field(fields, "action");
        switch (what) {
            case "send" -> send(as, in, field(fields, "text"), field(fields, "thread"));
            case "press" -> slack.press(as, in, field(fields, "ts"), block, action);
            case "choose" -> slack.choose(as, in, field(fields, "ts"), action, chosen(fields, block, action));
            case "view-press" -> {
                slack.fillIn(as, viewId, filledIn(fields));
                slack.pressInView(as, viewId, action);
            }
            case "view-select" -> {
                Map<String, String> filledIn = filledIn(fields);
                slack.fillIn(as, viewId, filledIn);
                slack.selectInView(as, viewId, block, action, chosen(fields, block, action));
            }
            case "submit" -> slack.submit(as, viewId, filledIn(fields));
            case "close" -> slack.closeView(as, viewId);
            case "home" -> slack.openHome(as);
            case "action" ->
                actions.get(Integer.parseInt(field(fields, "index"))).run().run();
            default -> throw new IllegalArgumentException("the page cannot " + what);
        }
    }

    private void send(String as, String in, String text, String thread) {
        if (text.isBlank()) {
            return;
        }
        if (!text.startsWith("/")) {
            if (thread.isEmpty()) {
                slack.say(as, in, text);
            } else {
                slack.reply(as, in, thread, text);
            }
            return;
        }
        if (!thread.isEmpty()) {
            throw new IllegalArgumentException("slash commands do not work in threads");
        }
        int space = text.indexOf(' ');
        String command = space < 0 ? text : text.substring(0, space);
        slack.slash(as, in, command, space < 0 ? "" : text.substring(space + 1));
    }

    private static String chosen(Map<String, String> fields, String block, String action) {
        return tidy(field(fields, "f:" + block + "." + action));
    }

    private static Map<String, String> filledIn(Map<String, String> fields) {
        Map<String, String> filledIn = new HashMap<>();
        fields.forEach((name, value) -> {
            if (name.startsWith("f:")) {
                filledIn.put(name.substring(2), tidy(value));
            }
        });
        return filledIn;
    }

    /** Drops the mark of the hidden field beside radio buttons and boxes. */
    private static String tidy(String value) {
        String unix = value.replace("\r\n", "\n");
        return unix.startsWith(",") ? unix.substring(1) : unix;
    }

    private Reply suggest(String as, Map<String, String> fields) {
        String viewId = field(fields, "view");
        String action = field(fields, "action");
        slack.suggest(as, viewId, action, field(fields, "typed"));
        ObjectNode answer = Json.object();
        List<JsonNode> options = slack.look(state -> state.views
                .byId(viewId)
                .map(shown -> shown.suggested.getOrDefault(action, List.of()))
                .orElse(List.of()));
        options.forEach(answer.putArray("options")::add);
        return Reply.json(200, answer.toString());
    }

    /** What tells the script that the page is stale: anything at all, and the person's own modal. */
    private ObjectNode changes(String as) {
        return slack.look(state -> Json.object()
                .put("changes", state.changes())
                .put(
                        "view",
                        state.views.top(as).map(top -> top.id + " " + top.hash).orElse("")));
    }

    private static Reply back(Map<String, String> fields, String note) {
        String where = "/?as=" + Html.url(field(fields, "as")) + "&in=" + Html.url(field(fields, "in"));
        return Reply.empty(303).with("Location", note.isEmpty() ? where : where + "&note=" + Html.url(note));
    }

    private static String field(Map<String, String> fields, String name) {
        return fields.getOrDefault(name, "");
    }

    private static Reply html(String html) {
        return new Reply(200, Map.of("Content-Type", "text/html; charset=utf-8"), html)
                .with("Cache-Control", "no-store")
                .with(
                        "Content-Security-Policy",
                        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self';"
                                + " form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
    }

    private static Reply resource(String name, String type) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("missing from the class path: " + name);
            }
            return new Reply(200, Map.of("Content-Type", type), new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
