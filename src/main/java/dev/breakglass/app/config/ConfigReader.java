package dev.breakglass.app.config;

import dev.breakglass.access.Secret;
import dev.breakglass.app.config.Config.Listen;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads a configuration once. Values are not repeated in problems, because any of them may be a misplaced secret. */
final class ConfigReader {
    private static final List<String> SECTIONS = List.of("http", "admin", "slack", "boundary", "vault", "audit");
    private static final Pattern HOST = Pattern.compile("[0-9A-Za-z:.\\[\\]-]{1,255}");
    private static final Pattern PORT = Pattern.compile("\\d{1,5}");
    private static final int SHORTEST_SIGNING_SECRET = 16;
    private static final int LARGEST_PORT = 65_535;
    private static final Duration LONGEST_WRAP = Duration.ofHours(1);
    private static final String OFF = "off";

    private final Path file;
    private final Spot top;
    private final Problems problems = new Problems();
    private final Substitution substitution;
    private final SecretSource secrets;
    private final Map<String, Section> sections = new HashMap<>();

    ConfigReader(Path file, Map<String, String> environment) {
        this.file = file;
        this.top = new Spot(YamlReader.nameOf(file), 1);
        this.substitution = new Substitution(environment, problems);
        this.secrets = new SecretSource(file, problems);
    }

    /** A text from the file or by default. */
    private record Given(Spot at, String text) {}

    Result<Config> read() {
        return YamlReader.read(file, problems)
                .flatMap(this::root)
                .flatMap(this::config)
                .map(config -> new Result<>(Optional.of(config), problems.list()))
                .orElseGet(() -> Result.bad(problems));
    }

    private Optional<Section> root(Yaml node) {
        List<String> keys =
                Stream.concat(ConfigKey.names("").stream(), SECTIONS.stream()).toList();
        Optional<Section> root = Section.of(node, "the configuration", keys, problems);
        root.ifPresent(found -> sections.put("", found));
        return root;
    }

    private Optional<Config> config(Section root) {
        for (String name : SECTIONS) {
            boolean required = name.equals("slack") || name.equals("boundary");
            (required ? root.required(name) : root.optional(name))
                    .flatMap(node -> Section.of(node, "'" + name + "'", ConfigKey.names(name), problems))
                    .ifPresent(section -> sections.put(name, section));
        }
        Optional<Path> policy = path(ConfigKey.POLICY);
        Optional<Path> data = path(ConfigKey.DATA);
        Optional<Listen> http = listen(ConfigKey.HTTP_BIND, ConfigKey.HTTP_PORT);
        Optional<Listen> admin = listen(ConfigKey.ADMIN_BIND, ConfigKey.ADMIN_PORT);

        Optional<dev.breakglass.boundary.Settings> boundary = boundary();
        Optional<dev.breakglass.vault.Settings> vault = vault();
        Optional<dev.breakglass.slack.Settings> slack = slack(vault);
        Optional<Path> audit = auditFile(data);
        refuseSamePort(root, http, admin);
        if (Stream.of(data, http, admin, boundary).anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        return Optional.of(
                new Config(policy, data.get(), http.get(), admin.get(), slack, boundary.get(), vault, audit));
    }

    private void refuseSamePort(Section root, Optional<Listen> http, Optional<Listen> admin) {
        if (http.isEmpty() || admin.isEmpty()) {
            return;
        }
        int port = http.get().port();
        if (port != 0 && port == admin.get().port()) {
            problems.add(root.at(), "http.port and admin.port are both " + port, "Give them different ports.");
        }
    }

    private Optional<dev.breakglass.slack.Settings> slack(Optional<dev.breakglass.vault.Settings> vault) {
        if (!sections.containsKey("slack")) {
            return Optional.empty();
        }
        Optional<URI> api = address(ConfigKey.SLACK_API_URL);
        Optional<Secret> token = secret(ConfigKey.SLACK_BOT_TOKEN);
        Optional<List<Secret>> signing = oneOrMoreSecrets(ConfigKey.SLACK_SIGNING_SECRETS);
        Optional<String> team = shaped(ConfigKey.SLACK_TEAM_ID, Shape.SLACK_TEAM);
        Optional<String> app = shaped(ConfigKey.SLACK_APP_ID, Shape.SLACK_APP);
        if (Stream.of(api, token, signing, team, app).anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        return Optional.of(new dev.breakglass.slack.Settings(
                api.get().toString(),
                token.get(),
                signing.get(),
                team.get(),
                app.get(),
                vault.map(settings -> settings.publicAddr().toString()).orElse("")));
    }

    private Optional<dev.breakglass.boundary.Settings> boundary() {
        if (!sections.containsKey("boundary")) {
            return Optional.empty();
        }
        Optional<URI> addr = address(ConfigKey.BOUNDARY_ADDR);
        Optional<URI> publicAddr = addressOr(ConfigKey.BOUNDARY_PUBLIC_ADDR, addr);
        Optional<String> method = shaped(ConfigKey.BOUNDARY_AUTH_METHOD, Shape.AUTH_METHOD);
        Optional<String> login = plain(ConfigKey.BOUNDARY_LOGIN_NAME);
        Optional<Secret> password = secret(ConfigKey.BOUNDARY_PASSWORD);
        if (Stream.of(addr, publicAddr, method, login, password).anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        return Optional.of(new dev.breakglass.boundary.Settings(
                addr.get(), publicAddr.get(), method.get(), login.get(), password.get()));
    }

    private Optional<dev.breakglass.vault.Settings> vault() {
        if (!sections.containsKey("vault")) {
            return Optional.empty();
        }
        Optional<URI> addr = address(ConfigKey.VAULT_ADDR);
        Optional<URI> publicAddr = addressOr(ConfigKey.VAULT_PUBLIC_ADDR, addr);
        Optional<String> namespace = plain(ConfigKey.VAULT_NAMESPACE);
        Optional<String> mount = shaped(ConfigKey.VAULT_APPROLE_MOUNT, Shape.VAULT_MOUNT);
        Optional<Secret> role = secret(ConfigKey.VAULT_ROLE_ID);
        Optional<Secret> secret = secret(ConfigKey.VAULT_SECRET_ID);
        Optional<Duration> wrapTtl = wrapTtl();
        if (Stream.of(addr, publicAddr, mount, role, secret, wrapTtl).anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        return Optional.of(new dev.breakglass.vault.Settings(
                addr.get(), publicAddr.get(), namespace, mount.get(), role.get(), secret.get(), wrapTtl.get()));
    }

    private Optional<Path> auditFile(Optional<Path> data) {
        Optional<Given> given = given(ConfigKey.AUDIT_FILE);
        if (given.isEmpty()) {
            return data.map(directory -> directory.resolve("audit.ndjson"));
        }
        return given.filter(text -> !text.text().equals(OFF)).flatMap(text -> path(ConfigKey.AUDIT_FILE, text));
    }

    private Optional<Listen> listen(ConfigKey bindKey, ConfigKey portKey) {
        Optional<String> bind = given(bindKey).flatMap(text -> bind(bindKey, text));
        Optional<Integer> port = given(portKey).flatMap(text -> port(portKey, text));
        return bind.isPresent() && port.isPresent()
                ? Optional.of(new Listen(bind.get(), port.get()))
                : Optional.empty();
    }

    private Optional<String> bind(ConfigKey key, Given given) {
        if (HOST.matcher(given.text()).matches()) {
            return Optional.of(given.text());
        }
        problems.add(given.at(), name(key) + " is not an address to listen on", "Write one such as 127.0.0.1.");
        return Optional.empty();
    }

    private Optional<Integer> port(ConfigKey key, Given given) {
        if (PORT.matcher(given.text()).matches() && Integer.parseInt(given.text()) <= LARGEST_PORT) {
            return Optional.of(Integer.parseInt(given.text()));
        }
        problems.add(given.at(), name(key) + " is not a port", "Write a number from 0 to 65535; 0 takes any free one.");
        return Optional.empty();
    }

    private Optional<Duration> wrapTtl() {
        Optional<Given> given = given(ConfigKey.VAULT_WRAP_TTL);
        Optional<Duration> duration = given.flatMap(text -> Durations.parse(text.text()))
                .filter(ttl -> !ttl.isZero() && ttl.compareTo(LONGEST_WRAP) <= 0);
        if (given.isPresent() && duration.isEmpty()) {
            problems.add(
                    given.get().at(),
                    name(ConfigKey.VAULT_WRAP_TTL) + " is not a duration from 1s to 1h",
                    "Write it like 90s or 5m.");
        }
        return duration;
    }

    private Optional<URI> address(ConfigKey key) {
        return given(key).flatMap(text -> Address.of(text.text(), text.at(), key.path(), problems));
    }

    private Optional<URI> addressOr(ConfigKey key, Optional<URI> fallback) {
        return isGiven(key) ? address(key) : fallback;
    }

    private Optional<String> plain(ConfigKey key) {
        return given(key).map(Given::text);
    }

    private Optional<String> shaped(ConfigKey key, Shape shape) {
        return given(key).flatMap(text -> shape.of(text.at(), text.text(), name(key), problems));
    }

    private Optional<Path> path(ConfigKey key) {
        return given(key).flatMap(text -> path(key, text));
    }

    private Optional<Path> path(ConfigKey key, Given given) {
        try {
            return Optional.of(file.resolveSibling(given.text()).normalize());
        } catch (InvalidPathException e) {
            problems.add(given.at(), name(key) + " is not a path", "Write the path of a file or directory.");
            return Optional.empty();
        }
    }

    private Optional<Secret> secret(ConfigKey key) {
        return node(key).flatMap(node -> secret(key, node));
    }

    private Optional<List<Secret>> oneOrMoreSecrets(ConfigKey key) {
        Optional<Yaml> node = node(key);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        List<Yaml> items = node.get() instanceof Yaml.Sequence list ? list.items() : List.of(node.get());
        if (items.isEmpty()) {
            problems.add(node.get().at(), name(key) + " is empty", "List at least one.");
        }
        List<Secret> found = new ArrayList<>();
        items.forEach(item ->
                secret(key, item).filter(secret -> isLong(key, item, secret)).ifPresent(found::add));
        return found.isEmpty() ? Optional.empty() : Optional.of(found);
    }

    /** A short one is a misplaced text, and forging calls from Slack would be easy under it. */
    private boolean isLong(ConfigKey key, Yaml node, Secret secret) {
        if (secret.expose().strip().length() >= SHORTEST_SIGNING_SECRET) {
            return true;
        }
        problems.add(
                node.at(),
                name(key) + " is shorter than " + SHORTEST_SIGNING_SECRET + " characters",
                "Copy the signing secret from the app's page in Slack.");
        return false;
    }

    private Optional<Secret> secret(ConfigKey key, Yaml node) {
        return substituted(key, node).flatMap(text -> secrets.find(key, text.at(), text.text()));
    }

    /** A text that is no secret, from the file or by default. */
    private Optional<Given> given(ConfigKey key) {
        return node(key)
                .map(node -> substituted(key, node).filter(text -> notByReference(key, text)))
                .orElseGet(() -> key.fallback().map(text -> new Given(top, text)));
    }

    private boolean notByReference(ConfigKey key, Given given) {
        if (SecretSource.isReference(given.text())) {
            problems.add(
                    given.at(), name(key) + " is a reference", "Write it out, or use ${NAME}; only secrets refer.");
            return false;
        }
        return true;
    }

    private Optional<Given> substituted(ConfigKey key, Yaml node) {
        return Section.scalar(node, name(key), problems)
                .flatMap(scalar -> substitution.in(scalar, key.path()).map(text -> new Given(scalar.at(), text)));
    }

    private boolean isGiven(ConfigKey key) {
        return sections.containsKey(key.section())
                && sections.get(key.section()).has(key.leaf());
    }

    private Optional<Yaml> node(ConfigKey key) {
        Optional<Section> section = Optional.ofNullable(sections.get(key.section()));
        return key.presence() == ConfigKey.Presence.REQUIRED
                ? section.flatMap(found -> found.required(key.leaf()))
                : section.flatMap(found -> found.optional(key.leaf()));
    }

    private static String name(ConfigKey key) {
        return "'" + key.path() + "'";
    }
}
