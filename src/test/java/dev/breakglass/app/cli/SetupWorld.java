package dev.breakglass.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.app.Node;
import dev.breakglass.app.Time;
import dev.breakglass.sandbox.SettableClock;
import dev.breakglass.sandbox.World;
import dev.breakglass.sandbox.slack.Workspace;
import dev.breakglass.sandbox.vault.FakeVault;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Servers that nobody has prepared, drafts of the two files, and an administrator who runs {@code setup}. */
final class SetupWorld implements AutoCloseable {
    static final String DATABASE_URL = "postgresql://{{username}}:{{password}}@127.0.0.1:5432/orders";

    final SettableClock clock = SettableClock.running();
    final World world;
    final Map<String, String> environment = new HashMap<>();
    private final Path directory;

    SetupWorld(Path directory) {
        this.directory = directory;
        world = World.unprepared(clock, directory);
        administrator("admin", "password");
        environment.put("VAULT_TOKEN", FakeVault.ROOT);
        environment.put("DATABASE_PASSWORD", "vaultadmin");
        write("policy.yaml", policy("", ""));
        write("config.yaml", config(""));
    }

    void administrator(String loginName, String password) {
        environment.put("BOUNDARY_LOGIN_NAME", loginName);
        environment.put("BOUNDARY_PASSWORD", password);
    }

    Said boundary(String... options) {
        return setup("boundary", options);
    }

    Said vault(String... options) {
        return setup("vault", options);
    }

    /** With the options that make the database connection, too. */
    Said vaultWithDatabase() {
        return vault("--target", World.TARGET, "--database-url", DATABASE_URL, "--database-user", "vaultadmin");
    }

    Said setup(String what, String... options) {
        return typed("", what, options);
    }

    /** Runs the command for somebody without a console who sends these lines. */
    Said typed(String lines, String what, String... options) {
        List<String> arguments = new ArrayList<>(List.of("setup", what, "--config", config().toString()));
        arguments.addAll(List.of(options));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Terminal terminal = Terminal.of(environment, new StringReader(lines));
        int code = Main.run(
                new Main.Parts(Time.of(clock), Node::close, terminal),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                arguments.toArray(String[]::new));
        return new Said(code, out.toString(), err.toString());
    }

    Said check() {
        return Said.by(clock, "check", "--config", config().toString());
    }

    /** Puts what the commands printed into the two files, as an administrator would. */
    void paste(Said boundary, Said vault) {
        String config = config(lineOf(boundary, "  authMethod: ") + lineOf(boundary, "  loginName: "));
        write("config.yaml", config);
        write("policy.yaml", policy(blockOf(boundary, "    boundary:"), blockOf(vault, "    vault:")));
        String slots = lineOf(boundary, "      slots: [").strip();
        world.preparedWith(
                List.of(slots.substring("slots: [".length(), slots.length() - 1).split(", ", -1)));
    }

    /** Lets the policy take its people from a file. */
    void withPeopleFile(String name) {
        String text = read("policy.yaml");
        write("policy.yaml", "people_file: " + name + "\n" + text.substring(text.indexOf("groups:")));
    }

    void inPolicy(String text, String instead) {
        String before = read("policy.yaml");
        assertThat(before).contains(text);
        write("policy.yaml", before.replace(text, instead));
    }

    private String read(String name) {
        try {
            return Files.readString(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String lineOf(Said said, String start) {
        return said.lines().stream()
                        .filter(line -> line.startsWith(start))
                        .findFirst()
                        .orElseThrow()
                + "\n";
    }

    private static String blockOf(Said said, String first) {
        List<String> lines = said.lines();
        assertThat(lines).contains(first);
        List<String> after = lines.subList(lines.indexOf(first), lines.size());
        return String.join(
                        "\n", after.stream().takeWhile(line -> !line.isBlank()).toList()) + "\n";
    }

    Path config() {
        return directory.resolve("config.yaml");
    }

    Path secret(String name) {
        return directory.resolve("secrets").resolve(name);
    }

    void write(String name, String text) {
        try {
            Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The configuration, in which Slack is known and the rest is a draft. */
    private String config(String boundary) {
        return """
                policy: policy.yaml
                data: data
                http: {bind: 127.0.0.1, port: 0}
                admin: {bind: 127.0.0.1, port: 0}
                slack:
                  apiUrl: %s
                  botToken: %s
                  signingSecrets: %s
                  teamId: %s
                  appId: %s
                boundary:
                  addr: %s
                %s  password: file:secrets/boundary-password
                vault:
                  addr: %s
                  roleId: file:secrets/role-id
                  secretId: file:secrets/secret-id
                """.formatted(
                        world.slack.apiUrl(),
                        Workspace.TOKEN,
                        World.SIGNING_SECRET,
                        Workspace.TEAM,
                        Workspace.APP,
                        world.boundary.url(),
                        boundary,
                        world.vault.url());
    }

    private String policy(String boundary, String vault) {
        return """
                people:
                  alice@example.com: {name: Alice Adams, slack: [{team: T0001, user: U0ALICE}], boundary: %s}
                  bob@example.com: {name: Bob Brown, slack: [{team: T0001, user: U0BOB}]}
                groups:
                  oncall: [alice@example.com]
                  security: [bob@example.com]
                targets:
                  %s:
                    description: Orders database (production)
                    risk: high
                %s%s    connect: boundary connect postgres -target-id %s -dbname orders
                    channel: %s
                    ask: [oncall]
                    approve: {from: [security], people: 1}
                    durations: [15m, 30m, 1h]
                    longest: 4h
                """.formatted(
                        world.alice(), World.TARGET, boundary, vault, world.target(), Workspace.channelId(World.CARDS));
    }

    @Override
    public void close() {
        world.close();
    }
}
