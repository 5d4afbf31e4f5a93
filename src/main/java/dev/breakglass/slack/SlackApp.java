package dev.breakglass.slack;

import com.slack.api.app_backend.slash_commands.payload.SlashCommandPayload;
import com.slack.api.bolt.App;
import com.slack.api.bolt.AppConfig;
import com.slack.api.bolt.jakarta_servlet.SlackAppServlet;
import com.slack.api.bolt.middleware.MiddlewareChain;
import com.slack.api.bolt.request.Request;
import com.slack.api.bolt.request.RequestHeaders;
import com.slack.api.bolt.request.builtin.BlockActionRequest;
import com.slack.api.bolt.request.builtin.SlashCommandRequest;
import com.slack.api.bolt.response.Response;
import dev.breakglass.access.Refusal;
import dev.breakglass.flow.DecideRequest;
import dev.breakglass.flow.EndEarly;
import dev.breakglass.flow.ReplaceCredentials;
import dev.breakglass.flow.RequestAccess;
import dev.breakglass.flow.Requests;
import dev.breakglass.flow.Surfaces;
import dev.breakglass.flow.TurnAway;
import dev.breakglass.slack.view.Ids;
import dev.breakglass.slack.view.Wording;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way in from Slack: one table of routes. Handlers parse, call one flow, and answer what came of it; they run only
 * behind {@link SignatureFilter}.
 */
public final class SlackApp {
    private static final Logger log = LoggerFactory.getLogger(SlackApp.class);

    private final Settings settings;
    private final TurnAway turnAway;
    private final Answers answers;
    private final App bolt;

    /**
     * Makes the routes.
     *
     * @param replace empty where no credentials are issued
     */
    public SlackApp(
            SlackApi api,
            TurnAway turnAway,
            RequestAccess ask,
            DecideRequest decide,
            EndEarly end,
            Optional<ReplaceCredentials> replace,
            Requests requests,
            Surfaces surfaces) {
        this.settings = api.settings();
        this.turnAway = turnAway;
        this.answers = new Answers(api);
        Asking asking = new Asking(ask, answers);
        Deciding deciding = new Deciding(settings, decide, end, requests, surfaces, answers);
        // Our own list of middleware: Bolt's would call auth.test, and shut everybody out when that fails once.
        this.bolt = new App(config(), api.slack(), List.of(this::guard));
        bolt.command(Ids.COMMAND.id(), asking::command);
        bolt.viewSubmission(Ids.REQUEST_MODAL.id(), asking::submitted);
        bolt.blockAction(Ids.APPROVE.id(), deciding::approve);
        bolt.blockAction(Ids.DENY.id(), deciding::askWhyDenied);
        bolt.viewSubmission(Ids.DENY_MODAL.id(), deciding::denied);
        bolt.blockAction(Ids.END_NOW.id(), deciding::end);
        bolt.blockAction(Ids.ROTATED.id(), deciding::rotated);
        bolt.blockAction(Ids.DONE.id(), deciding::end);
        bolt.blockAction(Ids.WITHDRAW.id(), deciding::withdraw);
        replace.map(flow -> new Replacing(flow, answers)).ifPresent(replacing -> {
            bolt.blockAction(Ids.NEW_TOKEN.id(), replacing::askWhatBecameOfTheLast);
            bolt.viewSubmission(Ids.NEW_TOKEN_MODAL.id(), replacing::replaced);
        });
        bolt.start();
    }

    /** What serves {@code /slack/events}. */
    public HttpServlet servlet() {
        return new Servlet(bolt);
    }

    /** Loads what the first person would else wait for, in the three seconds that Slack gives; calls nobody. */
    public void warm() {
        SlashCommandPayload help = new SlashCommandPayload();
        help.setApiAppId(settings.appId());
        help.setTeamId(settings.teamId());
        help.setUserId("nobody");
        help.setCommand(Ids.COMMAND.id());
        help.setText("help");
        try {
            bolt.run(new SlashCommandRequest("", help, new RequestHeaders(Map.of())));
        } catch (Exception e) {
            throw new IllegalStateException("Bolt does not answer", e);
        }
    }

    private AppConfig config() {
        AppConfig config = new AppConfig();
        config.setRequestVerificationEnabled(false);
        config.setUnmatchedRequestHandler(this::unmatched);
        return config;
    }

    /** No view of ours has such a button; an older version may have had it, or somebody made it up. */
    private Response unmatched(Request<?> request) {
        log.info("nothing here answers a {}", request.getRequestType());
        return request instanceof BlockActionRequest press
                ? refuse(request, Caller.of(press.getPayload()), Refusal.UNKNOWN_ACTION)
                : Response.ok();
    }

    private Response refuse(Request<?> request, Caller caller, Refusal why) {
        String verb = request.getRequestType().name().toLowerCase(Locale.ROOT);
        turnAway.refuse(caller.account(), verb, why);
        return answers.tell(request, Wording.sentence(why));
    }

    /** Lets only our own workspace's people through, and is the net under every handler. */
    private Response guard(Request<?> request, Response response, MiddlewareChain chain) {
        Optional<Caller> caller = Caller.of(request);
        try {
            if (caller.isPresent() && !caller.get().isOf(settings)) {
                log.warn("refused, because it is not of this workspace and app: {}", caller.get());
                return refuse(request, caller.get(), Refusal.STRANGER);
            }
            return chain.next(request);
        } catch (Exception e) {
            log.error("{} by {} failed", request.getRequestType(), caller, e);
            return answers.tell(
                    request,
                    "Something went wrong here, so this may not have been done."
                            + " Look at the request, and try again.");
        }
    }

    /** Bolt reads a payload before any middleware runs, and fails on one whose shape it does not know. */
    private static final class Servlet extends SlackAppServlet {
        Servlet(App app) {
            super(app);
        }

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            try {
                super.doPost(request, response);
            } catch (RuntimeException e) {
                log.warn("a payload could not be read: {}", e.toString());
                response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            }
        }
    }
}
