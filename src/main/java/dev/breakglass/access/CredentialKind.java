package dev.breakglass.access;

import java.time.Duration;
import java.util.Map;

/**
 * What kind of credential Vault gives, with all that making and ending it depend on. A {@code defaultTtl} is the time to
 * live that Vault gives a lease before we shorten it; it bounds what a lost reply can leave behind.
 */
public sealed interface CredentialKind {
    /** What the kind is called in the policy, in the store and in the record. */
    String word();

    /** Whether Vault can end it; if not, what was handed over works on without its token. */
    default boolean canBeTakenBack() {
        return true;
    }

    /** One answer per kind; a new kind breaks every user at compile time. */
    <R> R match(Cases<R> cases);

    /** A database user of its own, leased. */
    record Database(String path, Duration defaultTtl) implements CredentialKind {
        public static final String WORD = "database";

        @Override
        public String word() {
            return WORD;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.database(this);
        }
    }

    /**
     * A certificate for a fresh SSH key. Vault keeps no hold on it, so it is valid until the end that it was signed for.
     *
     * @param path what signs, such as {@code ssh/sign/ops}
     * @param user the only user that it lets in
     */
    record SshCertificate(String path, String user) implements CredentialKind {
        public static final String WORD = "ssh-certificate";

        @Override
        public String word() {
            return WORD;
        }

        @Override
        public boolean canBeTakenBack() {
            return false;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.sshCertificate(this);
        }
    }

    /** A password for one SSH login on one host, leased. */
    record SshOneTimePassword(String path, String ip, String user, Duration defaultTtl) implements CredentialKind {
        public static final String WORD = "ssh-otp";

        @Override
        public String word() {
            return WORD;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.sshOneTimePassword(this);
        }
    }

    /** The request's own token itself, with the policies that the terms name. */
    record Token() implements CredentialKind {
        public static final String WORD = "token";

        @Override
        public String word() {
            return WORD;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.token(this);
        }
    }

    /**
     * Whatever else Vault leases.
     *
     * @param parameters sent along if there are any; without, the path is only read
     */
    record Lease(String path, Map<String, String> parameters, Duration defaultTtl) implements CredentialKind {
        public static final String WORD = "lease";

        public Lease {
            parameters = Map.copyOf(parameters);
        }

        @Override
        public String word() {
            return WORD;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.lease(this);
        }
    }

    /** A secret that stands still. Once shown it can only be changed where it is valid, which a person has to confirm. */
    record StaticSecret(String path) implements CredentialKind {
        public static final String WORD = "kv";

        @Override
        public String word() {
            return WORD;
        }

        @Override
        public boolean canBeTakenBack() {
            return false;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.staticSecret(this);
        }
    }

    /** What to do with each kind. */
    interface Cases<R> {
        R database(Database kind);

        R sshCertificate(SshCertificate kind);

        R sshOneTimePassword(SshOneTimePassword kind);

        R token(Token kind);

        R lease(Lease kind);

        R staticSecret(StaticSecret kind);
    }
}
