package dev.breakglass.vault;

import dev.breakglass.access.Act;
import dev.breakglass.access.CredentialKind;
import dev.breakglass.access.Handles;
import dev.breakglass.access.Proof;
import dev.breakglass.access.Secret;
import dev.breakglass.access.Seen;
import dev.breakglass.flow.Journal;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a credential away, however far its making came, and says how it is known to be gone. */
final class RevokeCredential {
    private static final Logger log = LoggerFactory.getLogger(RevokeCredential.class);

    private final VaultClient client;
    private final VaultLogin login;
    private final Clock clock;

    RevokeCredential(VaultClient client, VaultLogin login, Clock clock) {
        this.client = client;
        this.login = login;
        this.clock = clock;
    }

    Seen revoke(Act act, Journal journal) {
        Handles.Credential handles = (Handles.Credential) journal.handles();
        Instant tokenEnd = handles.tokenEnd();
        String accessor = handles.accessor();
        if (tokenEnd == null) {
            return ended(Proof.Kind.NEVER_HELD, clock.instant(), "Vault was never asked for it, or made nothing");
        }
        if (accessor == null) {
            // Only its maker could have known the token, and the maker gave up without it.
            return ended(
                    Proof.Kind.ENDED_BY_ITSELF,
                    tokenEnd,
                    "whether a token was made is not known; if so it is held by nobody and ends by itself by then");
        }
        try {
            return revoke(journal.request().credentialTerms(act.name()).kind(), handles, accessor, journal);
        } catch (VaultException e) {
            return new Seen.Failed(e.says());
        }
    }

    private Seen revoke(CredentialKind kind, Handles.Credential handles, String accessor, Journal journal) {
        String lease = handles.lease();
        if (lease != null) {
            Optional<String> trouble = endLease(lease, journal);
            if (trouble.isPresent()) {
                return new Seen.Failed(trouble.get());
            }
        }
        login.asBot(journal::call, done(token -> client.revokeAccessor(token, accessor)));
        if (login.asBot(journal::call, token -> client.isThere(token, accessor))) {
            return new Seen.Failed("Vault still knows the token of the credential");
        }
        Optional<String> unopened = handles.unopened();
        if (unopened.isPresent()) {
            revokeWrapping(unopened.get(), !kind.canBeTakenBack(), journal);
        }
        return kind.match(new Remains(handles, clock.instant()));
    }

    /** Revokes the lease and reads it back; empty if it is gone. */
    private Optional<String> endLease(String lease, Journal journal) {
        try {
            login.asBot(journal::call, done(token -> client.revokeLease(token, lease, true)));
        } catch (VaultException e) {
            if (e.atLogin()) {
                throw e;
            }
            if (e.kind() == VaultException.Kind.TIMED_OUT) {
                // Hanging up may have stopped it, so Vault is told to go on by itself.
                login.asBot(journal::call, done(token -> client.revokeLease(token, lease, false)));
            } else if (e.kind() == VaultException.Kind.REFUSED) {
                return Optional.of("Vault could not revoke the credential; the system behind it refused or was away");
            } else {
                throw e;
            }
        }
        return login.asBot(journal::call, token -> client.lookupLease(token, lease))
                .map(stillThere -> "Vault was asked to end the credential and has not done it yet");
    }

    /**
     * Destroys what nobody has opened yet. If it is dead by now that is tidiness, and tried once; if it is alive it is part
     * of the ending, and has to succeed.
     */
    private void revokeWrapping(String wrapAccessor, boolean alive, Journal journal) {
        try {
            Secret token = login.token();
            if (journal.call(() -> client.isThere(token, wrapAccessor))) {
                journal.call(() -> {
                    client.revokeAccessor(token, wrapAccessor);
                    return wrapAccessor;
                });
            }
        } catch (VaultException e) {
            if (alive) {
                throw e;
            }
            log.info("an unopened wrapping stays until its own end: {}", e.says());
        }
    }

    private static Seen ended(Proof.Kind kind, Instant at, String says) {
        return new Seen.Ended(new Proof(kind, at, says));
    }

    private interface Deed {
        void with(Secret token);
    }

    private static Function<Secret, Boolean> done(Deed deed) {
        return token -> {
            deed.with(token);
            return true;
        };
    }
}
