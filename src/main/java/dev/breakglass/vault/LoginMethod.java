package dev.breakglass.vault;

import dev.breakglass.flow.OwnSecret;
import java.util.List;

/** How the bot proves to Vault who it is. Mounts are bare names, without {@code auth/}. */
public sealed interface LoginMethod {
    /** What people know the place by where it is checked. */
    String place();

    /** What it takes. */
    List<OwnSecret> secrets();

    /** A role id and a secret id. */
    record AppRole(String mount, OwnSecret roleId, OwnSecret secretId) implements LoginMethod {
        public static final String DEFAULT_MOUNT = "approle";

        public AppRole {
            requireMount(mount);
        }

        @Override
        public String place() {
            return "auth/" + mount;
        }

        @Override
        public List<OwnSecret> secrets() {
            return List.of(roleId, secretId);
        }
    }

    /** As {@link AppRole}, but what is kept is a token that opens the secret id, once. */
    record WrappedAppRole(String mount, OwnSecret roleId, OwnSecret wrappedSecretId) implements LoginMethod {
        public WrappedAppRole {
            requireMount(mount);
        }

        @Override
        public String place() {
            return "auth/" + mount;
        }

        @Override
        public List<OwnSecret> secrets() {
            return List.of(roleId, wrappedSecretId);
        }
    }

    /** The token that Kubernetes gives to a service account and replaces every hour or so. */
    record Kubernetes(String mount, String role, OwnSecret token) implements LoginMethod {
        public static final String DEFAULT_MOUNT = "kubernetes";
        public static final String DEFAULT_TOKEN_FILE = "/var/run/secrets/kubernetes.io/serviceaccount/token";

        public Kubernetes {
            requireMount(mount);
        }

        @Override
        public String place() {
            return "auth/" + mount;
        }

        @Override
        public List<OwnSecret> secrets() {
            return List.of(token);
        }
    }

    /** A JWT of any other issuer. */
    record Jwt(String mount, String role, OwnSecret token) implements LoginMethod {
        public static final String DEFAULT_MOUNT = "jwt";

        public Jwt {
            requireMount(mount);
        }

        @Override
        public String place() {
            return "auth/" + mount;
        }

        @Override
        public List<OwnSecret> secrets() {
            return List.of(token);
        }
    }

    /** A token of Vault that somebody else, such as an agent, makes and keeps alive. */
    record TokenFile(OwnSecret token) implements LoginMethod {
        @Override
        public String place() {
            return "the token file";
        }

        @Override
        public List<OwnSecret> secrets() {
            return List.of(token);
        }
    }

    private static void requireMount(String mount) {
        if (mount.isBlank() || mount.startsWith("/") || mount.endsWith("/")) {
            throw new IllegalArgumentException("the mount of a login is a bare name, such as approle");
        }
    }
}
