package dev.breakglass.boundary;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.breakglass.access.Secret;
import dev.breakglass.boundary.BoundaryHttp.Ask;
import java.io.InterruptedIOException;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The bot's one login, shared by all callers: when its token ends, one of them logs in again for all. */
final class BoundaryLogin {
    /** Longer than a login can take; who waits longer than this waits behind several that failed. */
    private static final long WAIT_SECONDS = 4;

    private final BoundaryHttp http;
    private final Settings settings;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Token current;

    /** The bearer's id may be logged and compared, the rest may not; the scope is that of the bot's auth method. */
    record Token(String id, String scope, Secret bearer) {}

    BoundaryLogin(BoundaryHttp http, Settings settings) {
        this.http = http;
        this.settings = settings;
    }

    /** The present token, after logging in if there is none. */
    Token token(Way way, UUID correlation) {
        Token token = current;
        return token == null ? renewed("", way, correlation) : token;
    }

    /** A token other than the one with this id, which turned out to be worth nothing. */
    Token renewed(String spentId, Way way, UUID correlation) {
        lockOrGiveUp();
        try {
            Token token = current;
            if (token == null || token.id().equals(spentId)) {
                token = way.call(() -> login(correlation));
                current = token;
            }
            return token;
        } finally {
            lock.unlock();
        }
    }

    private void lockOrGiveUp() {
        try {
            if (!lock.tryLock(WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw BoundaryException.noAnswer(
                        BoundaryException.LOGIN, new InterruptedIOException("others are logging in"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw BoundaryException.noAnswer(
                    BoundaryException.LOGIN, new InterruptedIOException("interrupted while others log in"));
        }
    }

    private Token login(UUID correlation) {
        ObjectNode body = BoundaryHttp.object().put("command", "login").put("type", "token");
        body.putObject("attributes")
                .put("login_name", settings.loginName())
                .put("password", settings.password().now().expose());
        Ask ask = Ask.act(BoundaryException.LOGIN, "auth-methods", settings.authMethod(), "authenticate", body);
        Answer attributes = http.send(ask, null, correlation).object("attributes");
        return new Token(
                attributes.requiredText("id"),
                attributes.object("scope").text("id"),
                Secret.of(attributes.requiredText("token")));
    }
}
