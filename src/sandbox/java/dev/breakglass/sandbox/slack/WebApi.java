package dev.breakglass.sandbox.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.breakglass.sandbox.FakeServer.Call;
import dev.breakglass.sandbox.FakeServer.Reply;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The table of Web API methods, and what is checked before any of them runs: token, scope and budget. */
final class WebApi {
    static final String PREFIX = "/api/";
    static final int TIER_2 = 20;
    static final int TIER_3 = 50;
    static final int TIER_4 = 100;
    /** Posting has its own limit per channel; this is the one for the whole workspace. */
    static final int POSTING = 300;

    private static final int SEVERAL_HUNDRED = 600;

    interface Body {
        ObjectNode run(Args args);
    }

    private record Method(String scope, int perMinute, Body body) {}

    private final SlackState state;
    private final Map<String, Method> methods = new TreeMap<>();

    WebApi(SlackState state) {
        this.state = state;
        add("auth.test", "", SEVERAL_HUNDRED, args -> authTest());
        new ChatMethods(state).addTo(this);
        new ConversationMethods(state).addTo(this);
        new ViewMethods(state).addTo(this);
    }

    /** An empty scope means that any valid token will do, or that the method asks for its own. */
    void add(String name, String scope, int perMinute, Body body) {
        methods.put(name, new Method(scope, perMinute, body));
    }

    Reply answer(Call call) {
        try {
            return Reply.json(200, run(call).toString()).with("x-oauth-scopes", state.workspace.scopes());
        } catch (SlackError e) {
            return e.reply();
        }
    }

    private ObjectNode run(Call call) {
        String name = call.path().substring(PREFIX.length());
        Args args = Args.of(call);
        if (name.equals("api.test")) {
            return apiTest(args);
        }
        Method method = methods.get(name);
        if (method == null) {
            throw SlackError.of("unknown_method");
        }
        checkToken(call, args);
        if (!method.scope.isEmpty()) {
            needScope(state, method.scope);
        }
        state.pace.spend(name, method.perMinute);
        return method.body.run(args);
    }

    static void needScope(SlackState state, String scope) {
        if (!state.workspace.hasScope(scope)) {
            throw SlackError.missingScope(scope, state.workspace.scopes());
        }
    }

    private void checkToken(Call call, Args args) {
        String header = call.header("authorization");
        Optional<String> token =
                header.startsWith("Bearer ") ? Optional.of(header.substring("Bearer ".length())) : args.text("token");
        if (token.isEmpty()) {
            throw SlackError.of("not_authed");
        }
        if (!token.get().equals(Workspace.TOKEN)) {
            throw SlackError.of("invalid_auth");
        }
        if (state.tokenRevoked) {
            throw SlackError.of("token_revoked");
        }
    }

    private static ObjectNode apiTest(Args args) {
        Optional<String> error = args.text("error");
        if (error.isPresent()) {
            throw SlackError.of(error.get());
        }
        return Json.ok();
    }

    private static ObjectNode authTest() {
        return Json.ok()
                .put("url", "https://" + Workspace.TEAM_DOMAIN + ".slack.com/")
                .put("team", Workspace.TEAM_DOMAIN)
                .put("user", Workspace.BOT_NAME)
                .put("team_id", Workspace.TEAM)
                .put("user_id", Workspace.BOT_USER)
                .put("bot_id", Workspace.BOT_ID)
                .put("is_enterprise_install", false);
    }
}
