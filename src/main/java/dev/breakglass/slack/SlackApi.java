package dev.breakglass.slack;

import com.slack.api.Slack;
import com.slack.api.SlackConfig;
import com.slack.api.methods.MethodsClient;
import com.slack.api.util.http.SlackHttpClient;
import dev.breakglass.flow.OwnSecret;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import okhttp3.OkHttpClient;

/** Slack's Web API with the three patience levels that we have; nothing is retried or queued behind our back. */
public final class SlackApi {
    /** For facts about people and channels that a person's click waits for. */
    static final Duration FACTS = Duration.ofMillis(1_500);
    /** For answers to people, who see a failure after three seconds. */
    static final Duration ANSWERS = Duration.ofSeconds(2);
    /** For everything that runs from the work table. */
    static final Duration MESSAGES = Duration.ofSeconds(4);

    private final Settings settings;
    private final Slack slack;
    private final Slack answering;
    private final Slack finding;
    private final OkHttpClient http;

    public SlackApi(Settings settings) {
        this.settings = settings;
        OkHttpClient patient = new OkHttpClient.Builder()
                .connectTimeout(Duration.ofSeconds(2))
                .callTimeout(MESSAGES)
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                .build();
        this.http = patient.newBuilder().callTimeout(ANSWERS).build();
        this.slack = slack(patient);
        this.answering = slack(http);
        this.finding = slack(patient.newBuilder().callTimeout(FACTS).build());
    }

    Settings settings() {
        return settings;
    }

    Slack slack() {
        return slack;
    }

    MethodsClient facts() throws NoToken {
        return methods(finding);
    }

    MethodsClient answers() throws NoToken {
        return methods(answering);
    }

    MethodsClient messages() throws NoToken {
        return methods(slack);
    }

    /** The bot token is not known yet, which for a call is as if Slack were away. */
    static final class NoToken extends IOException {
        NoToken(OwnSecret.Unavailable why) {
            super(why.getMessage());
        }
    }

    /** For addresses that Slack gives for one answer; as patient as {@link #answers}. */
    OkHttpClient http() {
        return http;
    }

    private Slack slack(OkHttpClient client) {
        SlackConfig config = new SlackConfig();
        config.setMethodsEndpointUrlPrefix(settings.apiUrl());
        // Its statistics cost a dozen threads and serve only the asynchronous client.
        config.setStatsEnabled(false);
        // They would write every body into the log at DEBUG, wrapping tokens included.
        config.setHttpClientResponseHandlers(List.of());
        return Slack.getInstance(config, new SlackHttpClient(client));
    }

    /**
     * With the token of now, for it may be replaced at any time. The team is given, because the client would else ask for it
     * with a hidden auth.test.
     */
    private MethodsClient methods(Slack one) throws NoToken {
        try {
            return one.methods(settings.botToken().now().expose(), settings.teamId());
        } catch (OwnSecret.Unavailable e) {
            throw new NoToken(e);
        }
    }
}
