package dev.breakglass.vault;

import dev.breakglass.access.CredentialKind;
import dev.breakglass.access.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Where the secrets of one kind of credential come from. */
interface Source {
    /**
     * What a source gave.
     *
     * @param secrets what the person gets, by name
     * @param lease empty for something that Vault cannot take back
     * @param end when it ends by itself, where that is known and no lease says it
     */
    record Issued(Map<String, Secret> secrets, Optional<VaultClient.Lease> lease, Optional<Instant> end) {
        public Issued {
            secrets = Map.copyOf(secrets);
        }
    }

    /**
     * Gets it, in one call that is never sent twice.
     *
     * @param own the request's own token
     * @param left what is left of the grant
     */
    Issued get(Secret own, Duration left);

    /** For how long a lease could live of which Vault's answer was lost; empty for a source that gives no lease. */
    Optional<Duration> leaseLivesFor();

    /** Whether the request's own token is handed out itself; such a token must not be renewed by who holds it. */
    default boolean handsOutTheToken() {
        return false;
    }

    static Source of(CredentialKind kind, VaultClient client) {
        return kind.match(new Choice(client));
    }

    /** Which source stands for which kind. */
    record Choice(VaultClient client) implements CredentialKind.Cases<Source> {
        @Override
        public Source database(CredentialKind.Database kind) {
            return new LeasedPath(client, kind.path(), Map.of(), kind.defaultTtl());
        }

        @Override
        public Source sshCertificate(CredentialKind.SshCertificate kind) {
            return new SignedKey(client, kind);
        }

        @Override
        public Source sshOneTimePassword(CredentialKind.SshOneTimePassword kind) {
            Map<String, String> login = Map.of("ip", kind.ip(), "username", kind.user());
            return new LeasedPath(client, kind.path(), login, kind.defaultTtl());
        }

        @Override
        public Source token(CredentialKind.Token kind) {
            return new TokenItself();
        }

        @Override
        public Source lease(CredentialKind.Lease kind) {
            return new LeasedPath(client, kind.path(), kind.parameters(), kind.defaultTtl());
        }

        @Override
        public Source staticSecret(CredentialKind.StaticSecret kind) {
            return new StaticPath(client, kind.path());
        }
    }
}
