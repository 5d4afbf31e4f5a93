package dev.breakglass.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Writes the page as one person sees the workspace. */
final class PageView {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);

    private final FakeSlack slack;
    private final List<Page.Panel> panels;
    private final List<Page.Action> actions;

    PageView(FakeSlack slack, List<Page.Panel> panels, List<Page.Action> actions) {
        this.slack = slack;
        this.panels = panels;
        this.actions = actions;
    }

    /** {@code as} and {@code in} choose person and channel; {@code note} is shown on top. */
    String render(Map<String, String> query) {
        // Panels read other systems and may be slow, so they are asked before the lock is taken.
        String aside = aside(query);
        return slack.look(state -> new Sheet(state, query).render(aside));
    }

    private String aside(Map<String, String> query) {
        StringBuilder html = new StringBuilder("<aside>");
        if (!actions.isEmpty()) {
            html.append("<section class=\"panel\"><h2>Do</h2>");
            for (int i = 0; i < actions.size(); i++) {
                String label = actions.get(i).label();
                html.append("<form method=\"post\" action=\"/page/action\">")
                        .append(hidden("as", query.getOrDefault("as", "")))
                        .append(hidden("in", query.getOrDefault("in", "")))
                        .append(hidden("index", Integer.toString(i)))
                        .append("<button class=\"button\" data-testid=\"action-")
                        .append(Html.slug(label))
                        .append("\">")
                        .append(Html.escape(label))
                        .append("</button></form>");
            }
            html.append("</section>");
        }
        for (Page.Panel panel : panels) {
            html.append("<section class=\"panel\" data-testid=\"panel-")
                    .append(Html.slug(panel.title()))
                    .append("\"><h2>")
                    .append(Html.escape(panel.title()))
                    .append("</h2>")
                    .append(panel.html().get())
                    .append("</section>");
        }
        return html.append("</aside>").toString();
    }

    private static String hidden(String name, String value) {
        return "<input type=\"hidden\" name=\"" + name + "\" value=\"" + Html.escape(value) + "\">";
    }

    /** One rendering for one person. */
    private static final class Sheet {
        private final SlackState state;
        private final String as;
        private final String in;
        private final String note;

        Sheet(SlackState state, Map<String, String> query) {
            this.state = state;
            this.as = state.workspace
                    .person(query.getOrDefault("as", ""))
                    .or(() -> playable().findFirst())
                    .map(Person::id)
                    .orElse("");
            String wanted = query.getOrDefault("in", "");
            this.in = wanted.equals(Page.HOME) || mine().anyMatch(channel -> channel.id.equals(wanted))
                    ? wanted
                    : mine().findFirst().map(channel -> channel.id).orElse(Page.HOME);
            this.note = query.getOrDefault("note", "");
        }

        String render(String aside) {
            return "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Slack sandbox</title>"
                    + "<link rel=\"stylesheet\" href=\"/page/page.css\"><script src=\"/page/page.js\" defer></script>"
                    + "</head><body data-as=\"" + Html.escape(as) + "\" data-changes=\"" + state.changes()
                    + "\" data-view=\"" + Html.escape(viewMark()) + "\">" + top()
                    + "<div class=\"columns\">" + sidebar() + "<main data-testid=\"main\">" + notices() + body()
                    + "</main>" + aside + "</div>" + modal() + "</body></html>";
        }

        private String viewMark() {
            return state.views.top(as).map(view -> view.id + " " + view.hash).orElse("");
        }

        private Stream<Person> playable() {
            return state.workspace.people().stream().filter(person -> !person.is(Person.Flag.BOT));
        }

        private Stream<Channel> mine() {
            if (!as.isEmpty()) {
                state.workspace.dm(as);
            }
            return state.workspace.channels().stream().filter(channel -> channel.has(as));
        }

        private String top() {
            StringBuilder html =
                    new StringBuilder("<header><strong>Slack sandbox</strong><nav aria-label=\"You are\">");
            playable()
                    .forEach(person -> html.append(link(
                            person.id(),
                            in,
                            "user-" + person.name(),
                            Html.escape(person.realName()) + kind(person),
                            person.id().equals(as))));
            return html.append("</nav><time data-testid=\"clock\">")
                    .append(CLOCK.format(state.now()))
                    .append(" UTC</time></header>")
                    .toString();
        }

        private static String kind(Person person) {
            return person.flags().isEmpty()
                    ? ""
                    : " <small>"
                            + Html.escape(Html.slug(person.flags().toString())
                                    .replace("-", " ")
                                    .strip()) + "</small>";
        }

        private String sidebar() {
            StringBuilder html = new StringBuilder("<nav class=\"channels\" aria-label=\"Channels\">");
            mine().forEach(channel -> {
                boolean dm = channel.kind == Channel.Kind.DM;
                String sign = dm ? "💬 " : channel.kind == Channel.Kind.PRIVATE ? "🔒 " : "# ";
                String name = dm ? Workspace.BOT_NAME : channel.name;
                String label = sign
                        + Html.escape(name)
                        + (channel.archived ? " <small>archived</small>" : "")
                        + (channel.sharedExternally ? " <small>shared</small>" : "");
                html.append(link(as, channel.id, "channel-" + (dm ? "dm" : name), label, channel.id.equals(in)));
            });
            return html.append("<form method=\"post\" action=\"/page/home\">")
                    .append(hidden("as", as))
                    .append(hidden("in", Page.HOME))
                    .append("<button class=\"link\" data-testid=\"channel-home\">🏠 App Home</button></form></nav>")
                    .toString();
        }

        private static String link(String user, String channel, String testId, String html, boolean current) {
            return "<a href=\"/?as=" + Html.url(user) + "&amp;in=" + Html.url(channel) + "\" data-testid=\""
                    + Html.escape(testId) + "\"" + (current ? " aria-current=\"true\"" : "") + ">" + html + "</a>";
        }

        private String notices() {
            StringBuilder html = new StringBuilder();
            if (!note.isEmpty()) {
                html.append("<div class=\"notice\" data-testid=\"note\">")
                        .append(Html.plain(note))
                        .append("</div>");
            }
            List<Failure> mine = state.failures.stream()
                    .filter(failure -> failure.user().equals(as))
                    .toList();
            for (Failure failure : mine.subList(Math.max(0, mine.size() - 2), mine.size())) {
                html.append("<div class=\"notice\" data-testid=\"failure\">⚠️ ")
                        .append(HOUR.format(failure.at()))
                        .append(' ')
                        .append(Html.plain(failure.notice()))
                        .append("</div>");
            }
            return html.toString();
        }

        private String body() {
            if (in.equals(Page.HOME)) {
                return state.views
                        .home(as)
                        .map(view -> "<section data-testid=\"home\">" + viewForm(view) + "</form></section>")
                        .orElse("<p class=\"empty\">The app has published no Home tab for you.</p>");
            }
            return state.workspace.channel(in).map(this::channel).orElse("");
        }

        private String channel(Channel channel) {
            StringBuilder html =
                    new StringBuilder(heading(channel)).append("<div class=\"messages\" data-testid=\"messages\">");
            List<Message> all = channel.messages().stream()
                    .filter(message -> !message.deleted())
                    .toList();
            for (Message message : all) {
                if (!message.isReply()) {
                    html.append(message(message));
                    html.append(thread(all, message));
                }
            }
            // A reply outlives its parent; it must not vanish from the page with it.
            all.stream()
                    .filter(Message::isReply)
                    .filter(reply ->
                            all.stream().noneMatch(message -> message.ts().equals(reply.threadTs())))
                    .forEach(reply -> html.append("<div class=\"thread\">")
                            .append(message(reply))
                            .append("</div>"));
            state.ephemerals.stream()
                    .filter(one -> one.user().equals(as) && one.channel().equals(channel.id))
                    .sorted(Comparator.comparing(Ephemeral::ts))
                    .forEach(one -> html.append(ephemeral(one)));
            if (all.isEmpty()) {
                html.append("<p class=\"empty\">Nothing here yet.</p>");
            }
            return html.append("</div>").append(composer("")).toString();
        }

        /** With the id, because forms ask for it. */
        private static String heading(Channel channel) {
            return channel.kind == Channel.Kind.DM
                    ? "<h2 class=\"channel\">" + Workspace.BOT_NAME + "</h2>"
                    : "<h2 class=\"channel\"># " + Html.escape(channel.name) + " <small>" + Html.escape(channel.id)
                            + "</small></h2>";
        }

        private String thread(List<Message> all, Message parent) {
            List<Message> replies = all.stream()
                    .filter(message -> message.isReply() && parent.ts().equals(message.threadTs()))
                    .toList();
            StringBuilder html = new StringBuilder("<div class=\"thread\">");
            replies.forEach(reply -> html.append(message(reply)));
            return html.append("<details><summary>Reply</summary>")
                    .append(composer(parent.ts()))
                    .append("</details></div>")
                    .toString();
        }

        private String message(Message message) {
            String edited = message.edited() ? " <small>(edited)</small>" : "";
            return "<article data-testid=\"message-" + message.ts() + "\">" + author(message.author(), message.ts())
                    + content(message.ts(), message.text(), message.blocks()) + edited + "</article>";
        }

        private String ephemeral(Ephemeral ephemeral) {
            return "<article class=\"ephemeral\" data-testid=\"ephemeral-" + ephemeral.ts() + "\">"
                    + author(Workspace.BOT_USER, ephemeral.ts()) + "<small>Only visible to you</small>"
                    + content(ephemeral.ts(), ephemeral.text(), ephemeral.blocks()) + "</article>";
        }

        private String author(String user, String ts) {
            Instant at = Instant.ofEpochSecond(Long.parseLong(ts.substring(0, ts.indexOf('.'))));
            String app = user.equals(Workspace.BOT_USER) ? " <span class=\"app\">APP</span>" : "";
            return "<div class=\"author\"><b>" + Html.escape(state.workspace.nameOf(user)) + "</b>" + app + " <time>"
                    + HOUR.format(at) + "</time></div>";
        }

        private String content(String ts, String text, JsonNode blocks) {
            if (blocks.isEmpty()) {
                return "<div>" + Html.mrkdwn(text, state.workspace::nameOf) + "</div>";
            }
            JsonNode values = Form.initial(blocks, Json.object());
            return "<form method=\"post\">" + hidden("as", as) + hidden("in", in) + hidden("ts", ts)
                    + blocks("/page/press", "/page/choose", values, Map.of(), blocks) + "</form>";
        }

        private String blocks(
                String pressTo, String chooseTo, JsonNode values, Map<String, String> errors, JsonNode blocks) {
            BlockHtml.Place place = new BlockHtml.Place(
                    pressTo, chooseTo, values, errors, playable().toList());
            return new BlockHtml(place, state.workspace::nameOf).render(blocks);
        }

        private String composer(String thread) {
            String hint = thread.isEmpty() ? "Message, or /breakglass …" : "Reply in thread";
            return "<form class=\"composer\" method=\"post\" action=\"/page/send\">" + hidden("as", as)
                    + hidden("in", in)
                    + (thread.isEmpty() ? "" : hidden("thread", thread))
                    + "<input name=\"text\" autocomplete=\"off\" placeholder=\"" + hint + "\" data-testid=\"composer"
                    + (thread.isEmpty() ? "" : "-" + thread) + "\"><button class=\"button primary\" data-testid=\"send"
                    + (thread.isEmpty() ? "" : "-" + thread) + "\">Send</button></form>";
        }

        private String modal() {
            Optional<Views.View> top = state.views.top(as);
            if (top.isEmpty()) {
                return "";
            }
            Views.View view = top.get();
            String submit = view.definition.has("submit")
                    ? "<button class=\"button primary\" formaction=\"/page/submit\" data-testid=\"modal-submit\">"
                            + Html.text(view.definition.path("submit"), state.workspace::nameOf) + "</button>"
                    : "";
            String close = view.definition.has("close")
                    ? Html.text(view.definition.path("close"), state.workspace::nameOf)
                    : "Close";
            return "<div class=\"shade\"><section class=\"modal\" role=\"dialog\" aria-modal=\"true\""
                    + " data-testid=\"modal\" data-view=\"" + view.id + "\"><h2>"
                    + Html.text(view.definition.path("title"), state.workspace::nameOf) + "</h2>" + viewForm(view)
                    + "<div class=\"actions end\"><button class=\"button\" formaction=\"/page/close\""
                    + " data-testid=\"modal-cancel\">" + close + "</button>" + submit + "</div></form></section></div>";
        }

        /** Leaves the form open, for the caller's own buttons. */
        private String viewForm(Views.View view) {
            // Enter in a field presses the first button of a form; this one does what people expect.
            String enter = view.definition.has("submit")
                    ? "<button hidden formaction=\"/page/submit\" tabindex=\"-1\"></button>"
                    : "";
            return "<form method=\"post\" novalidate>" + enter + hidden("as", as) + hidden("in", in)
                    + hidden("view", view.id)
                    + blocks("/page/view-press", "/page/view-select", view.values, view.errors, view.blocks());
        }
    }
}
