package dev.breakglass.slack;

import com.slack.api.app_backend.interactive_components.payload.BlockActionPayload;
import com.slack.api.app_backend.slash_commands.payload.SlashCommandPayload;
import com.slack.api.app_backend.views.payload.ViewSubmissionPayload;
import com.slack.api.bolt.request.Request;
import com.slack.api.bolt.request.builtin.BlockActionRequest;
import com.slack.api.bolt.request.builtin.SlashCommandRequest;
import com.slack.api.bolt.request.builtin.ViewSubmissionRequest;
import dev.breakglass.access.SlackUser;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who sent something, as Slack itself vouches for it. Absent parts are empty texts, which match nothing.
 *
 * @param app the app that it was sent to
 * @param team the workspace that it was sent from
 * @param account the account, with its own workspace, which in a shared channel is another one
 */
record Caller(String app, String team, SlackUser account) {

    /** Empty for what no person sends. */
    static Optional<Caller> of(Request<?> request) {
        if (request instanceof SlashCommandRequest command) {
            return Optional.of(of(command.getPayload()));
        }
        if (request instanceof BlockActionRequest action) {
            return Optional.of(of(action.getPayload()));
        }
        return request instanceof ViewSubmissionRequest submission
                ? Optional.of(of(submission.getPayload()))
                : Optional.empty();
    }

    static Caller of(SlashCommandPayload payload) {
        String team = given(payload.getTeamId());
        return new Caller(given(payload.getApiAppId()), team, new SlackUser(team, given(payload.getUserId())));
    }

    static Caller of(BlockActionPayload payload) {
        String team = payload.getTeam() == null ? "" : given(payload.getTeam().getId());
        BlockActionPayload.User user = payload.getUser();
        SlackUser account =
                user == null ? new SlackUser("", "") : new SlackUser(given(user.getTeamId()), given(user.getId()));
        return new Caller(given(payload.getApiAppId()), team, account);
    }

    static Caller of(ViewSubmissionPayload payload) {
        String team = payload.getTeam() == null ? "" : given(payload.getTeam().getId());
        ViewSubmissionPayload.User user = payload.getUser();
        SlackUser account =
                user == null ? new SlackUser("", "") : new SlackUser(given(user.getTeamId()), given(user.getId()));
        return new Caller(given(payload.getApiAppId()), team, account);
    }

    boolean isOf(Settings settings) {
        return app.equals(settings.appId())
                && team.equals(settings.teamId())
                && account.team().equals(settings.teamId())
                && !account.user().isEmpty();
    }

    static String given(@Nullable String value) {
        return value == null ? "" : value;
    }
}
