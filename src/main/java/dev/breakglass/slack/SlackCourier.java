package dev.breakglass.slack;

import com.slack.api.methods.request.conversations.ConversationsOpenRequest;
import com.slack.api.methods.response.conversations.ConversationsOpenResponse;
import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Secret;
import dev.breakglass.access.Terms.AccountTerms;
import dev.breakglass.flow.Courier;
import dev.breakglass.flow.Messenger.Posted;
import dev.breakglass.flow.Messenger.Undelivered;
import dev.breakglass.flow.Surfaces;
import dev.breakglass.slack.view.EmergencyLogin;
import dev.breakglass.slack.view.VaultAddress;
import dev.breakglass.slack.view.WrappedToken;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Hands wrapping tokens to requesters by direct message. */
public final class SlackCourier implements Courier {
    private final SlackApi api;
    private final SlackMessenger messenger;
    private final Surfaces surfaces;
    private final Clock clock;

    public SlackCourier(SlackApi api, SlackMessenger messenger, Surfaces surfaces, Clock clock) {
        this.api = api;
        this.messenger = messenger;
        this.surfaces = surfaces;
        this.clock = clock;
    }

    /** Nothing may sleep here, so when the channel must rest the keeper is sent away and comes again. */
    @Override
    public String open(AccessRequest request) {
        String user = request.requester().slack().user();
        Instant now = clock.instant();
        Instant turn = surfaces.takeTurn(user, now);
        if (turn.isAfter(now)) {
            throw new Undelivered(
                    Undelivered.Kind.RESTING, Duration.between(now, turn), "the direct message has to rest");
        }
        ConversationsOpenRequest open =
                ConversationsOpenRequest.builder().users(List.of(user)).build();
        ConversationsOpenResponse opened =
                SlackErrors.deliver("conversations.open", () -> api.messages().conversationsOpen(open));
        return opened.getChannel().getId();
    }

    @Override
    public Posted deliver(
            AccessRequest request, String conversation, String credential, Secret token, Duration opensFor) {
        return messenger.post(
                conversation, Optional.empty(), WrappedToken.of(request, credential, token, opensFor, vault()));
    }

    @Override
    public Posted deliverLogin(
            AccessRequest request, String conversation, AccountTerms account, Secret token, Duration opensFor) {
        String boundary = api.settings().boundaryPublicAddr();
        return messenger.post(
                conversation,
                Optional.empty(),
                EmergencyLogin.of(request, account, token, opensFor, vault(), boundary));
    }

    private VaultAddress vault() {
        return new VaultAddress(api.settings().vaultPublicAddr(), api.settings().vaultNamespace());
    }

    @Override
    public void blankLogin(AccessRequest request, Posted posted) {
        messenger.update(posted, EmergencyLogin.spent(request));
    }

    @Override
    public void blank(AccessRequest request, Posted posted, String credential) {
        messenger.update(posted, WrappedToken.spent(request, credential));
    }
}
