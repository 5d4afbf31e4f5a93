package dev.breakglass.app.config;

import dev.breakglass.flow.OwnSecret;
import dev.breakglass.tls.Tls;
import dev.breakglass.vault.LoginMethod;
import dev.breakglass.vault.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads what the configuration says of Vault. */
final class VaultSection {
    private static final Duration LONGEST_WRAP = Duration.ofHours(1);

    private final ConfigValues values;
    private final Problems problems;

    VaultSection(ConfigValues values) {
        this.values = values;
        this.problems = values.problems();
    }

    /** The ways to log in, and the keys that each has beside those of the others. */
    private enum Method {
        APPROLE("approle"),
        KUBERNETES("kubernetes"),
        JWT("jwt"),
        TOKEN_FILE("token-file");

        private final String word;

        Method(String word) {
            this.word = word;
        }

        private List<ConfigKey> keys() {
            return switch (this) {
                case APPROLE ->
                    List.of(
                            ConfigKey.VAULT_APPROLE_MOUNT,
                            ConfigKey.VAULT_ROLE_ID,
                            ConfigKey.VAULT_SECRET_ID,
                            ConfigKey.VAULT_WRAPPED_SECRET_ID);
                case KUBERNETES, JWT ->
                    List.of(ConfigKey.VAULT_MOUNT, ConfigKey.VAULT_ROLE, ConfigKey.VAULT_TOKEN_FILE);
                case TOKEN_FILE -> List.of(ConfigKey.VAULT_TOKEN_FILE);
            };
        }

        static Optional<Method> of(String word) {
            return Arrays.stream(values())
                    .filter(method -> method.word.equals(word))
                    .findFirst();
        }

        static Stream<ConfigKey> allKeys() {
            return Arrays.stream(values())
                    .flatMap(method -> method.keys().stream())
                    .distinct();
        }

        static String words() {
            return Arrays.stream(values()).map(method -> method.word).collect(Collectors.joining(", "));
        }
    }

    /** Empty without the section, and beside problems. */
    Optional<Settings> read() {
        if (!values.has("vault")) {
            return Optional.empty();
        }
        Optional<URI> addr = values.address(ConfigKey.VAULT_ADDR);
        Optional<URI> publicAddr = values.addressOr(ConfigKey.VAULT_PUBLIC_ADDR, addr);
        Optional<String> namespace = values.shaped(ConfigKey.VAULT_NAMESPACE, Shape.VAULT_NAMESPACE);
        Optional<LoginMethod> login = method().flatMap(this::login);
        Optional<Tls> tls = new TlsKeys(
                        ConfigKey.VAULT_CA_FILE, ConfigKey.VAULT_CLIENT_CERT_FILE, ConfigKey.VAULT_CLIENT_KEY_FILE)
                .read(values);
        Optional<Duration> wrapTtl = wrapTtl();
        boolean wrongNamespace = values.isGiven(ConfigKey.VAULT_NAMESPACE) && namespace.isEmpty();
        if (wrongNamespace || Stream.of(addr, publicAddr, login, tls, wrapTtl).anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        return Optional.of(
                new Settings(addr.get(), publicAddr.get(), namespace, login.get(), tls.get(), wrapTtl.get()));
    }

    private Optional<Method> method() {
        Optional<ConfigValues.Given> given = values.given(ConfigKey.VAULT_LOGIN);
        Optional<Method> method = given.flatMap(text -> Method.of(text.text()));
        if (given.isPresent() && method.isEmpty()) {
            problems.add(
                    given.get().at(),
                    ConfigValues.name(ConfigKey.VAULT_LOGIN) + " is none of the ways to log in",
                    "Write one of: " + Method.words() + ".");
        }
        method.ifPresent(this::refuseKeysOfOthers);
        return method;
    }

    /** Who left the keys of another login behind may believe that they are in use. */
    private void refuseKeysOfOthers(Method method) {
        Method.allKeys()
                .filter(key -> !method.keys().contains(key))
                .forEach(key -> values.at(key)
                        .ifPresent(at -> problems.add(
                                at,
                                ConfigValues.name(key) + " has no meaning with 'login: " + method.word + "'",
                                "Remove it, or choose the login that it belongs to.")));
    }

    private Optional<LoginMethod> login(Method method) {
        return switch (method) {
            case APPROLE -> appRole();
            case KUBERNETES ->
                byToken(LoginMethod.Kubernetes.DEFAULT_MOUNT, LoginMethod.Kubernetes.DEFAULT_TOKEN_FILE)
                        .map(token -> new LoginMethod.Kubernetes(token.mount(), token.role(), token.token()));
            case JWT ->
                byToken(LoginMethod.Jwt.DEFAULT_MOUNT, "")
                        .map(token -> new LoginMethod.Jwt(token.mount(), token.role(), token.token()));
            case TOKEN_FILE -> tokenFile("").map(LoginMethod.TokenFile::new);
        };
    }

    private Optional<LoginMethod> appRole() {
        values.require(ConfigKey.VAULT_ROLE_ID);
        boolean wrapped = values.isGiven(ConfigKey.VAULT_WRAPPED_SECRET_ID);
        ConfigKey secretKey = wrapped ? ConfigKey.VAULT_WRAPPED_SECRET_ID : ConfigKey.VAULT_SECRET_ID;
        if (wrapped && values.isGiven(ConfigKey.VAULT_SECRET_ID)) {
            problems.add(
                    values.spot(ConfigKey.VAULT_WRAPPED_SECRET_ID),
                    "there is a 'vault.secretId' and a 'vault.wrappedSecretId'",
                    "Remove one of them.");
            return Optional.empty();
        }
        values.require(secretKey);
        Optional<String> mount = values.shaped(ConfigKey.VAULT_APPROLE_MOUNT, Shape.VAULT_MOUNT);
        Optional<OwnSecret> role = values.secret(ConfigKey.VAULT_ROLE_ID);
        Optional<OwnSecret> secret = values.secret(secretKey);
        if (Stream.of(mount, role, secret).anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        return Optional.of(
                wrapped
                        ? new LoginMethod.WrappedAppRole(mount.get(), role.get(), secret.get())
                        : new LoginMethod.AppRole(mount.get(), role.get(), secret.get()));
    }

    private record ByToken(String mount, String role, OwnSecret token) {}

    private Optional<ByToken> byToken(String usualMount, String usualFile) {
        values.require(ConfigKey.VAULT_ROLE);
        Optional<String> mount = values.isGiven(ConfigKey.VAULT_MOUNT)
                ? values.shaped(ConfigKey.VAULT_MOUNT, Shape.VAULT_MOUNT)
                : Optional.of(usualMount);
        Optional<String> role = values.shaped(ConfigKey.VAULT_ROLE, Shape.VAULT_ROLE);
        Optional<OwnSecret> token = tokenFile(usualFile);
        return mount.isPresent() && role.isPresent() && token.isPresent()
                ? Optional.of(new ByToken(mount.get(), role.get(), token.get()))
                : Optional.empty();
    }

    private Optional<OwnSecret> tokenFile(String usual) {
        if (usual.isEmpty()) {
            values.require(ConfigKey.VAULT_TOKEN_FILE);
        }
        return values.secretIn(ConfigKey.VAULT_TOKEN_FILE, usual);
    }

    private Optional<Duration> wrapTtl() {
        Optional<ConfigValues.Given> given = values.given(ConfigKey.VAULT_WRAP_TTL);
        Optional<Duration> duration = given.flatMap(text -> Durations.parse(text.text()))
                .filter(ttl -> !ttl.isZero() && ttl.compareTo(LONGEST_WRAP) <= 0);
        if (given.isPresent() && duration.isEmpty()) {
            problems.add(
                    given.get().at(),
                    ConfigValues.name(ConfigKey.VAULT_WRAP_TTL) + " is not a duration from 1s to 1h",
                    "Write it like 90s or 5m.");
        }
        return duration;
    }
}
