package dev.breakglass.slack;

import com.google.gson.JsonParseException;
import com.slack.api.methods.SlackApiException;
import com.slack.api.methods.SlackApiTextResponse;
import com.slack.api.methods.request.conversations.ConversationsInfoRequest;
import com.slack.api.methods.request.users.UsersInfoRequest;
import com.slack.api.methods.response.conversations.ConversationsInfoResponse;
import com.slack.api.methods.response.users.UsersInfoResponse;
import com.slack.api.model.Conversation;
import com.slack.api.model.User;
import dev.breakglass.access.SlackUser;
import dev.breakglass.flow.Directory;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks Slack about accounts and channels, and believes an answer for a minute at most. */
public final class SlackDirectory implements Directory {
    private static final Logger log = LoggerFactory.getLogger(SlackDirectory.class);
    private static final Duration BELIEVED = Duration.ofSeconds(60);
    private static final int MOST_REMEMBERED = 10_000;
    private static final String SLACKBOT = "USLACKBOT";

    private final SlackApi api;
    private final Clock clock;
    private final Map<SlackUser, Remembered<Account>> accounts = new ConcurrentHashMap<>();
    private final Map<String, Remembered<Channel>> channels = new ConcurrentHashMap<>();

    public SlackDirectory(SlackApi api, Clock clock) {
        this.api = api;
        this.clock = clock;
    }

    private record Remembered<T>(T fact, Instant at) {}

    @Override
    public Account account(SlackUser user) {
        return remembered(accounts, user, () -> askAccount(user));
    }

    @Override
    public Channel channel(String id) {
        return remembered(channels, id, () -> askChannel(id));
    }

    private <K, T> T remembered(Map<K, Remembered<T>> facts, K key, Supplier<T> ask) {
        Instant now = clock.instant();
        Remembered<T> known = facts.get(key);
        if (known != null
                && !now.isBefore(known.at())
                && now.isBefore(known.at().plus(BELIEVED))) {
            return known.fact();
        }
        T fact = ask.get();
        if (facts.size() >= MOST_REMEMBERED) {
            facts.clear();
        }
        // The age counts from before the call, so that a slow answer is not believed for longer.
        facts.put(key, new Remembered<>(fact, now));
        return fact;
    }

    private Account askAccount(SlackUser user) {
        UsersInfoRequest request = UsersInfoRequest.builder().user(user.user()).build();
        UsersInfoResponse response = ask("users.info", () -> api.facts().usersInfo(request));
        if (!response.isOk() || response.getUser() == null) {
            throw unavailable("users.info", String.valueOf(response.getError()));
        }
        User found = response.getUser();
        String team = found.getTeamId() == null ? user.team() : found.getTeamId();
        boolean ours = team.equals(api.settings().teamId())
                && user.team().equals(api.settings().teamId());
        return new Account(
                found.isRestricted() || found.isUltraRestricted(),
                found.isStranger() || !ours,
                found.isBot() || found.isConnectorBot() || found.isWorkflowBot() || SLACKBOT.equals(user.user()),
                found.isDeleted(),
                email(found));
    }

    /** An address that nobody has confirmed could be anybody's. */
    static Optional<String> email(User user) {
        return Optional.ofNullable(user.getProfile())
                .filter(profile -> user.isEmailConfirmed())
                .map(User.Profile::getEmail);
    }

    private Channel askChannel(String id) {
        ConversationsInfoRequest request =
                ConversationsInfoRequest.builder().channel(id).build();
        ConversationsInfoResponse response =
                ask("conversations.info", () -> api.facts().conversationsInfo(request));
        if (!response.isOk() && "channel_not_found".equals(response.getError())) {
            // Also what Slack says of a private channel that the bot is not in.
            return new Channel(false, false);
        }
        if (!response.isOk() || response.getChannel() == null) {
            throw unavailable("conversations.info", String.valueOf(response.getError()));
        }
        return channel(response.getChannel());
    }

    static Channel channel(Conversation found) {
        boolean shared = found.isShared()
                || found.isExtShared()
                || found.isOrgShared()
                || found.isGlobalShared()
                || found.isPendingExtShared()
                || (found.getPendingShared() != null
                        && !found.getPendingShared().isEmpty());
        return new Channel(found.isMember() && !found.isArchived(), shared);
    }

    private static <T extends SlackApiTextResponse> T ask(String method, SlackErrors.Call<T> call) {
        try {
            return call.send();
        } catch (SlackApiException e) {
            throw unavailable(method, "status " + e.getResponse().code());
        } catch (IOException | JsonParseException e) {
            throw unavailable(method, e.getClass().getSimpleName());
        }
    }

    private static Unavailable unavailable(String method, String why) {
        log.warn("{} gave no facts: {}", method, why);
        return new Unavailable(method + " gave no facts");
    }
}
