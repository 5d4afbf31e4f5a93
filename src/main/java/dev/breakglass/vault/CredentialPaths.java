package dev.breakglass.vault;

import dev.breakglass.access.CredentialKind;
import java.util.Optional;

/**
 * Which paths of Vault a credential is made of.
 *
 * @param path what the request's own token uses; empty if nothing but the token is handed out
 * @param capability what it must be allowed there
 * @param role the role of the engine that says how; empty if there is none that we know how to read
 */
record CredentialPaths(Optional<String> path, String capability, Optional<String> role) {
    static CredentialPaths of(CredentialKind kind) {
        return kind.match(new Choice());
    }

    private static final class Choice implements CredentialKind.Cases<CredentialPaths> {
        @Override
        public CredentialPaths database(CredentialKind.Database kind) {
            return new CredentialPaths(Optional.of(kind.path()), "read", role(kind.path()));
        }

        @Override
        public CredentialPaths sshCertificate(CredentialKind.SshCertificate kind) {
            return new CredentialPaths(Optional.of(kind.path()), "update", role(kind.path()));
        }

        @Override
        public CredentialPaths sshOneTimePassword(CredentialKind.SshOneTimePassword kind) {
            return new CredentialPaths(Optional.of(kind.path()), "update", role(kind.path()));
        }

        @Override
        public CredentialPaths token(CredentialKind.Token kind) {
            return new CredentialPaths(Optional.empty(), "", Optional.empty());
        }

        @Override
        public CredentialPaths lease(CredentialKind.Lease kind) {
            String capability = kind.parameters().isEmpty() ? "read" : "update";
            return new CredentialPaths(Optional.of(kind.path()), capability, Optional.empty());
        }

        @Override
        public CredentialPaths staticSecret(CredentialKind.StaticSecret kind) {
            return new CredentialPaths(Optional.of(kind.path()), "read", Optional.empty());
        }

        private static Optional<String> role(String path) {
            return Optional.of(path.replaceFirst("/(creds|sign)/([^/]+)$", "/roles/$2"));
        }
    }
}
