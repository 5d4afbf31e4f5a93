package dev.breakglass.app.config;

import dev.breakglass.app.config.Config.Listen;
import dev.breakglass.app.config.ConfigValues.Given;
import dev.breakglass.flow.OwnSecret;
import dev.breakglass.tls.Tls;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads a configuration once. Values are not repeated in problems, because any of them may be a misplaced secret. */
final class ConfigReader {
    private static final List<String> SECTIONS =
            List.of("database", "http", "admin", "slack", "boundary", "vault", "pager", "audit");
    private static final Pattern HOST = Pattern.compile("[0-9A-Za-z:.\\[\\]-]{1,255}");
    private static final Pattern PORT = Pattern.compile("\\d{1,5}");
    private static final int LARGEST_PORT = 65_535;
    private static final String OFF = "off";

    private final Path file;
    private final Problems problems = new Problems();
    private final ConfigValues values;

    ConfigReader(Path file, Map<String, String> environment) {
        this.file = file;
        this.values = new ConfigValues(file, environment, problems);
    }

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
        root.ifPresent(found -> values.put("", found));
        return root;
    }

    private Optional<Config> config(Section root) {
        for (String name : SECTIONS) {
            boolean required = name.equals("slack") || name.equals("boundary");
            (required ? root.required(name) : root.optional(name))
                    .flatMap(node -> Section.of(node, "'" + name + "'", ConfigKey.names(name), problems))
                    .ifPresent(section -> values.put(name, section));
        }
        Optional<Path> policy = values.path(ConfigKey.POLICY);
        Optional<Path> data = values.path(ConfigKey.DATA);
        Optional<dev.breakglass.store.Settings> database = database(root, data);
        Optional<Listen> http = listen(ConfigKey.HTTP_BIND, ConfigKey.HTTP_PORT);
        Optional<Listen> admin = listen(ConfigKey.ADMIN_BIND, ConfigKey.ADMIN_PORT);

        Optional<dev.breakglass.boundary.Settings> boundary = boundary();
        Optional<dev.breakglass.vault.Settings> vault = new VaultSection(values).read();
        Optional<SlackSection> slack = slack(vault, boundary);
        Optional<Path> audit = auditFile(data);
        refuseSamePort(root, http, admin);
        if (Stream.of(data, database, http, admin, boundary).anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        return Optional.of(new Config(
                policy,
                data.get(),
                database.get(),
                http.get(),
                admin.get(),
                slack,
                boundary.get(),
                vault,
                pagers(),
                audit));
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

    private Optional<SlackSection> slack(
            Optional<dev.breakglass.vault.Settings> vault, Optional<dev.breakglass.boundary.Settings> boundary) {
        if (!values.has("slack")) {
            return Optional.empty();
        }
        Optional<URI> api = values.address(ConfigKey.SLACK_API_URL);
        Optional<SecretPlace> token = values.secretPlace(ConfigKey.SLACK_BOT_TOKEN);
        Optional<List<SecretPlace>> signing =
                values.secrets(ConfigKey.SLACK_SIGNING_SECRETS, dev.breakglass.slack.Settings::isLong);
        Optional<String> team = values.shaped(ConfigKey.SLACK_TEAM_ID, Shape.SLACK_TEAM);
        Optional<String> app = values.shaped(ConfigKey.SLACK_APP_ID, Shape.SLACK_APP);
        if (Stream.of(api, token, signing, team, app).anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        SlackSection slack = new SlackSection(
                api.get().toString(),
                token.get(),
                signing.get(),
                team.get(),
                app.get(),
                vault.map(settings -> settings.publicAddr().toString()).orElse(""),
                vault.flatMap(dev.breakglass.vault.Settings::namespace).orElse(""),
                boundary.map(settings -> settings.publicAddr().toString()).orElse(""));
        refuseVaultWithoutVault(slack);
        return slack.inVault().isEmpty() || vault.isPresent() ? Optional.of(slack) : Optional.empty();
    }

    private void refuseVaultWithoutVault(SlackSection slack) {
        if (!values.has("vault")) {
            slack.inVault()
                    .forEach(place -> problems.add(
                            place.at(),
                            "'" + place.key() + "' is kept in Vault, and there is no section 'vault'",
                            "Add the section, or use ${NAME} or file:/path."));
        }
    }

    private Optional<dev.breakglass.boundary.Settings> boundary() {
        if (!values.has("boundary")) {
            return Optional.empty();
        }
        Optional<URI> addr = values.address(ConfigKey.BOUNDARY_ADDR);
        Optional<URI> publicAddr = values.addressOr(ConfigKey.BOUNDARY_PUBLIC_ADDR, addr);
        Optional<String> method = values.shaped(ConfigKey.BOUNDARY_AUTH_METHOD, Shape.AUTH_METHOD);
        Optional<String> login = values.plain(ConfigKey.BOUNDARY_LOGIN_NAME);
        Optional<OwnSecret> password = values.secret(ConfigKey.BOUNDARY_PASSWORD);
        Optional<Tls> tls = new TlsKeys(
                        ConfigKey.BOUNDARY_CA_FILE,
                        ConfigKey.BOUNDARY_CLIENT_CERT_FILE,
                        ConfigKey.BOUNDARY_CLIENT_KEY_FILE)
                .read(values);
        if (Stream.of(addr, publicAddr, method, login, password, tls).anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        return Optional.of(new dev.breakglass.boundary.Settings(
                addr.get(), publicAddr.get(), method.get(), login.get(), password.get(), tls.get()));
    }

    private dev.breakglass.pager.Settings pagers() {
        return new dev.breakglass.pager.Settings(
                pager(ConfigKey.PAGER_PAGERDUTY_KEY, ConfigKey.PAGER_PAGERDUTY_URL),
                pager(ConfigKey.PAGER_OPSGENIE_KEY, ConfigKey.PAGER_OPSGENIE_URL));
    }

    private Optional<dev.breakglass.pager.Settings.Service> pager(ConfigKey keyKey, ConfigKey urlKey) {
        Optional<URI> url = values.address(urlKey);
        Optional<OwnSecret> key = values.secret(keyKey);
        return url.isPresent() && key.isPresent()
                ? Optional.of(new dev.breakglass.pager.Settings.Service(url.get(), key.get()))
                : Optional.empty();
    }

    /** A section with a fault is no reason to look for what is open in another database. */
    private Optional<dev.breakglass.store.Settings> database(Section root, Optional<Path> data) {
        return root.has("database")
                ? DatabaseReader.settings(
                        values.given(ConfigKey.DATABASE_URL)
                                .flatMap(text -> DatabaseReader.url(text.text(), text.at(), problems)),
                        values.plain(ConfigKey.DATABASE_USER),
                        values.secret(ConfigKey.DATABASE_PASSWORD).map(OwnSecret::now),
                        values.given(ConfigKey.DATABASE_CONNECTIONS)
                                .flatMap(text -> DatabaseReader.connections(text.text(), text.at(), problems)))
                : data.map(dev.breakglass.store.Settings.Embedded::new);
    }

    private Optional<Path> auditFile(Optional<Path> data) {
        Optional<Given> given = values.given(ConfigKey.AUDIT_FILE);
        if (given.isEmpty()) {
            return data.map(directory -> directory.resolve("audit.ndjson"));
        }
        return given.filter(text -> !text.text().equals(OFF)).flatMap(text -> values.path(ConfigKey.AUDIT_FILE, text));
    }

    private Optional<Listen> listen(ConfigKey bindKey, ConfigKey portKey) {
        Optional<String> bind = values.given(bindKey).flatMap(text -> bind(bindKey, text));
        Optional<Integer> port = values.given(portKey).flatMap(text -> port(portKey, text));
        return bind.isPresent() && port.isPresent()
                ? Optional.of(new Listen(bind.get(), port.get()))
                : Optional.empty();
    }

    private Optional<String> bind(ConfigKey key, Given given) {
        if (HOST.matcher(given.text()).matches()) {
            return Optional.of(given.text());
        }
        problems.add(
                given.at(), ConfigValues.name(key) + " is not an address to listen on", "Write one such as 127.0.0.1.");
        return Optional.empty();
    }

    private Optional<Integer> port(ConfigKey key, Given given) {
        if (PORT.matcher(given.text()).matches() && Integer.parseInt(given.text()) <= LARGEST_PORT) {
            return Optional.of(Integer.parseInt(given.text()));
        }
        problems.add(
                given.at(),
                ConfigValues.name(key) + " is not a port",
                "Write a number from 0 to 65535; 0 takes any free one.");
        return Optional.empty();
    }
}
