package dev.breakglass.slack;

import com.google.gson.JsonParseException;
import com.slack.api.Slack;
import com.slack.api.SlackConfig;
import com.slack.api.methods.MethodsClient;
import com.slack.api.methods.SlackApiException;
import com.slack.api.methods.request.users.UsersListRequest;
import com.slack.api.methods.response.users.UsersListResponse;
import com.slack.api.model.User;
import com.slack.api.util.http.SlackHttpClient;
import dev.breakglass.access.Secret;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** The members of a workspace, for a suggestion of who is who. */
public final class SlackPeople {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int PAGE = 200;
    private static final String SLACKBOT = "USLACKBOT";

    private final MethodsClient slack;

    public SlackPeople(String apiUrl, Secret botToken) {
        SlackConfig config = new SlackConfig();
        config.setMethodsEndpointUrlPrefix(apiUrl.endsWith("/") ? apiUrl : apiUrl + "/");
        config.setStatsEnabled(false);
        config.setHttpClientResponseHandlers(List.of());
        OkHttpClient http = new OkHttpClient.Builder().callTimeout(PATIENCE).build();
        slack = Slack.getInstance(config, new SlackHttpClient(http)).methods(botToken.expose());
    }

    /**
     * An ordinary member.
     *
     * @param email empty if the app may not see it
     */
    public record Member(String id, String team, String name, String realName, String email) {}

    /** Slack did not give the list; the message is ours. */
    public static final class Unreadable extends RuntimeException {
        Unreadable(String message) {
            super(message);
        }
    }

    /** Everybody but bots, guests, strangers and people who have left. */
    public List<Member> members() {
        List<Member> members = new ArrayList<>();
        String cursor = "";
        do {
            UsersListResponse page = page(cursor);
            page.getMembers().stream()
                    .filter(SlackPeople::isOrdinary)
                    .map(SlackPeople::member)
                    .forEach(members::add);
            cursor = page.getResponseMetadata() == null
                    ? ""
                    : text(page.getResponseMetadata().getNextCursor());
        } while (!cursor.isEmpty());
        return members;
    }

    private UsersListResponse page(String cursor) {
        try {
            UsersListRequest.UsersListRequestBuilder request =
                    UsersListRequest.builder().limit(PAGE);
            UsersListResponse page = slack.usersList((cursor.isEmpty() ? request : request.cursor(cursor)).build());
            if (page.isOk() && page.getMembers() != null) {
                return page;
            }
            throw new Unreadable("Slack does not list its users (" + page.getError()
                    + "). Correct slack.botToken, and give the app the scope users:read.");
        } catch (SlackApiException e) {
            throw new Unreadable(
                    "Slack does not list its users (status " + e.getResponse().code() + "). Try again in a minute.");
        } catch (IOException | JsonParseException e) {
            throw new Unreadable("Slack does not answer. Correct slack.apiUrl and what lies between.");
        }
    }

    private static boolean isOrdinary(User user) {
        boolean bot = user.isBot() || user.isConnectorBot() || user.isWorkflowBot() || SLACKBOT.equals(user.getId());
        boolean guest = user.isRestricted() || user.isUltraRestricted() || user.isStranger();
        return !bot && !guest && !user.isDeleted();
    }

    private static Member member(User user) {
        User.Profile profile = user.getProfile();
        String name = text(user.getName());
        String realName = text(user.getRealName());
        return new Member(
                text(user.getId()),
                text(user.getTeamId()),
                name,
                realName.isEmpty() ? name : realName,
                profile == null ? "" : text(profile.getEmail()));
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
