package dev.breakglass.slack;

import com.google.gson.JsonParseException;
import com.slack.api.methods.SlackApiException;
import com.slack.api.methods.SlackApiTextResponse;
import com.slack.api.methods.request.auth.AuthTestRequest;
import com.slack.api.methods.request.bots.BotsInfoRequest;
import com.slack.api.methods.request.conversations.ConversationsInfoRequest;
import com.slack.api.methods.request.users.UsersInfoRequest;
import com.slack.api.methods.request.users.UsersLookupByEmailRequest;
import com.slack.api.methods.response.auth.AuthTestResponse;
import com.slack.api.methods.response.bots.BotsInfoResponse;
import com.slack.api.methods.response.conversations.ConversationsInfoResponse;
import com.slack.api.methods.response.users.UsersInfoResponse;
import com.slack.api.methods.response.users.UsersLookupByEmailResponse;
import com.slack.api.model.Conversation;
import com.slack.api.model.User;
import dev.breakglass.access.Person;
import dev.breakglass.access.Policy;
import dev.breakglass.access.SlackByEmail;
import dev.breakglass.access.SlackUser;
import dev.breakglass.flow.Directory;
import dev.breakglass.flow.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Tries, ahead of need, everything that the bot must be able to do in Slack. */
public final class SlackCheck {
    private static final String EMAIL_SCOPE = "users:read.email";

    /** What {@code manifest.yml} asks for, and each scope's use. */
    static final Map<String, String> SCOPES = new TreeMap<>(Map.of(
            "commands",
            "people could not use the command",
            "chat:write",
            "cards and messages could not be posted",
            "im:write",
            "direct messages could not be opened",
            "users:read",
            "nobody could be identified",
            EMAIL_SCOPE,
            "nobody could be found by their e-mail address",
            "channels:read",
            "public channels could not be checked",
            "groups:read",
            "private channels could not be checked"));

    private static final String MISSING_SCOPE = "missing_scope";

    private final SlackApi api;

    public SlackCheck(SlackApi api) {
        this.api = api;
    }

    /** Every fault found; empty if all is well. */
    public List<Finding> check(Policy policy) {
        List<Finding> findings = new ArrayList<>();
        Optional<AuthTestResponse> login = login(findings);
        if (login.isEmpty()) {
            return findings;
        }
        boolean rightTeam = isOfOurTeam(login.get(), findings);
        checkApp(login.get(), findings);
        checkScopes(login.get(), policy, findings);
        // In another workspace no channel and nobody would be found, which says nothing new.
        if (rightTeam) {
            channels(policy).forEach(channel -> checkChannel(channel, findings));
            policy.people().values().stream()
                    .sorted(Comparator.comparing(person -> person.id().value()))
                    .forEach(person -> checkPerson(person, policy, findings));
        }
        return findings.stream().distinct().toList();
    }

    private Optional<AuthTestResponse> login(List<Finding> findings) {
        Answer<AuthTestResponse> answer =
                ask(() -> api.messages().authTest(AuthTestRequest.builder().build()));
        if (answer.fault().isEmpty()) {
            return answer.response();
        }
        String remedy = answer.response().isEmpty()
                ? "check slack.apiUrl, the network and any proxy in between"
                : "install the app again and store its bot token (xoxb-…)";
        findings.add(Finding.fault("Slack does not take the bot token: " + answer.fault(), remedy));
        return Optional.empty();
    }

    private boolean isOfOurTeam(AuthTestResponse login, List<Finding> findings) {
        String wanted = api.settings().teamId();
        if (wanted.equals(login.getTeamId())) {
            return true;
        }
        findings.add(Finding.fault(
                "the bot token belongs to team " + login.getTeamId() + ", but the configuration says " + wanted,
                "set slack.teamId to the team of the token, or use the token of that team"));
        return false;
    }

    /** Servers that only speak a part of Slack's API may not know this method; then nothing is found. */
    private void checkApp(AuthTestResponse login, List<Finding> findings) {
        if (login.getBotId() == null) {
            findings.add(Finding.fault(
                    "the token is not a bot's", "use the bot token (xoxb-…) of the app, not a person's token"));
            return;
        }
        BotsInfoRequest request =
                BotsInfoRequest.builder().bot(login.getBotId()).build();
        Answer<BotsInfoResponse> answer = ask(() -> api.messages().botsInfo(request));
        Optional<String> app = answer.response()
                .filter(SlackApiTextResponse::isOk)
                .flatMap(response -> Optional.ofNullable(response.getBot()))
                .flatMap(bot -> Optional.ofNullable(bot.getAppId()));
        String wanted = api.settings().appId();
        if (app.isPresent() && !app.get().equals(wanted)) {
            findings.add(Finding.fault(
                    "the bot token belongs to app " + app.get() + ", but the configuration says " + wanted,
                    "set slack.appId to the app of the token, or use the token of that app"));
        }
    }

    private static void checkScopes(AuthTestResponse login, Policy policy, List<Finding> findings) {
        List<String> headers = login.getHttpResponseHeaders().entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase("x-oauth-scopes"))
                .flatMap(header -> header.getValue().stream())
                .toList();
        if (headers.isEmpty()) {
            return;
        }
        Set<String> granted = headers.stream()
                .flatMap(header -> Arrays.stream(header.split(",", -1)))
                .map(String::strip)
                .collect(Collectors.toSet());
        SCOPES.keySet().stream()
                .filter(scope -> !scope.equals(EMAIL_SCOPE) || policy.slackByEmail() != SlackByEmail.NOBODY)
                .filter(scope -> !granted.contains(scope))
                .forEach(scope -> findings.add(lacks(scope)));
    }

    private static Finding lacks(String scope) {
        String without = SCOPES.getOrDefault(scope, "something could not be read");
        return Finding.fault(
                "the bot token lacks the scope " + scope + ", so " + without,
                "compare the app with manifest.yml and install it again");
    }

    /** What a refused call says: a missing scope reads the same wherever it shows. */
    private static Finding refused(Answer<? extends SlackApiTextResponse> answer, Finding otherwise) {
        return answer.response()
                .filter(response -> answer.fault().equals(MISSING_SCOPE))
                .flatMap(response -> Optional.ofNullable(response.getNeeded()))
                .map(SlackCheck::lacks)
                .orElse(otherwise);
    }

    private static Set<String> channels(Policy policy) {
        Set<String> channels = new TreeSet<>();
        policy.rules().values().forEach(rule -> channels.add(rule.terms().channel()));
        return channels;
    }

    private void checkChannel(String id, List<Finding> findings) {
        ConversationsInfoRequest request =
                ConversationsInfoRequest.builder().channel(id).build();
        Answer<ConversationsInfoResponse> answer = ask(() -> api.messages().conversationsInfo(request));
        if (!answer.fault().isEmpty() || answer.response().isEmpty()) {
            Finding unreadable = Finding.fault(
                    "the approval channel " + id + " cannot be read: " + answer.fault(),
                    "use the channel's id, and invite the bot into it");
            findings.add(refused(answer, unreadable));
            return;
        }
        Conversation found = answer.response().get().getChannel();
        Directory.Channel channel = SlackDirectory.channel(found);
        if (found.isArchived()) {
            findings.add(Finding.fault(
                    "the approval channel " + id + " is archived", "restore it, or name another in the policy"));
        } else if (!channel.usable()) {
            findings.add(
                    Finding.fault("the bot is not in the approval channel " + id, "invite the bot into the channel"));
        }
        if (channel.shared()) {
            findings.add(Finding.fault(
                    "the approval channel " + id + " is shared with another workspace",
                    "name a channel of this workspace only in the policy"));
        }
    }

    private void checkPerson(Person person, Policy policy, List<Finding> findings) {
        if (person.slack().isEmpty() && policy.slackByEmail() != SlackByEmail.NOBODY) {
            checkAddress(person, policy, findings);
        }
        person.slack().stream()
                .sorted(Comparator.comparing(SlackUser::toString))
                .forEach(account -> checkAccount(person, account, findings));
    }

    private void checkAddress(Person person, Policy policy, List<Finding> findings) {
        String who = "the Slack account of " + person.id();
        String remedy = "correct the subject, or name the account under 'people' in the policy";
        UsersLookupByEmailRequest request =
                UsersLookupByEmailRequest.builder().email(person.id().value()).build();
        Answer<UsersLookupByEmailResponse> answer = ask(() -> api.messages().usersLookupByEmail(request));
        if (!answer.fault().isEmpty() || answer.response().isEmpty()) {
            Finding unfound = Finding.fault(who + " cannot be found by e-mail: " + answer.fault(), remedy);
            findings.add(refused(answer, unfound));
            return;
        }
        User user = answer.response().get().getUser();
        SlackUser account = new SlackUser(api.settings().teamId(), user.getId());
        Optional<String> fault = unusable(user).map(why -> "is " + why);
        if (fault.isEmpty() && SlackDirectory.email(user).isEmpty()) {
            fault = Optional.of("has an e-mail address that is not confirmed");
        }
        if (fault.isEmpty() && !isOf(person, policy.ownerOf(account, SlackDirectory.email(user)))) {
            fault = Optional.of("is bound to somebody else");
        }
        fault.ifPresent(why -> findings.add(Finding.fault(who + ", " + account + ", " + why, remedy)));
    }

    private static boolean isOf(Person person, Policy.Owner owner) {
        return owner instanceof Policy.Owner.One one && one.person().equals(person);
    }

    private void checkAccount(Person person, SlackUser account, List<Finding> findings) {
        String who = "the Slack account " + account + " of " + person.id();
        String remedy = "correct the account under 'people' in the policy";
        if (!account.team().equals(api.settings().teamId())) {
            findings.add(Finding.fault(who + " is of another workspace", remedy));
            return;
        }
        UsersInfoRequest request =
                UsersInfoRequest.builder().user(account.user()).build();
        Answer<UsersInfoResponse> answer = ask(() -> api.messages().usersInfo(request));
        if (!answer.fault().isEmpty() || answer.response().isEmpty()) {
            findings.add(refused(answer, Finding.fault(who + " cannot be read: " + answer.fault(), remedy)));
            return;
        }
        unusable(answer.response().get().getUser())
                .ifPresent(why -> findings.add(Finding.fault(who + " is " + why, remedy)));
    }

    private static Optional<String> unusable(User user) {
        if (user.isDeleted()) {
            return Optional.of("deactivated");
        }
        if (user.isBot()) {
            return Optional.of("a bot");
        }
        if (user.isStranger()) {
            return Optional.of("of another workspace");
        }
        return user.isRestricted() || user.isUltraRestricted() ? Optional.of("a guest") : Optional.empty();
    }

    /**
     * What a call brought.
     *
     * @param fault empty if it succeeded
     */
    private record Answer<T>(Optional<T> response, String fault) {}

    private static <T extends SlackApiTextResponse> Answer<T> ask(SlackErrors.Call<T> call) {
        try {
            T response = call.send();
            String fault = response.isOk() ? "" : String.valueOf(response.getError());
            return new Answer<>(Optional.of(response), fault);
        } catch (SlackApiException e) {
            return new Answer<>(
                    Optional.empty(), "it answered status " + e.getResponse().code());
        } catch (IOException | JsonParseException e) {
            return new Answer<>(
                    Optional.empty(), "it did not answer (" + e.getClass().getSimpleName() + ")");
        }
    }
}
