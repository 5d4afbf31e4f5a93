package dev.breakglass.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.app.cli.Main;
import dev.breakglass.sandbox.World;
import dev.breakglass.sandbox.slack.FakeSlack;
import dev.breakglass.sandbox.slack.Workspace;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Day one on real servers: the people and the target that an organisation would have, then {@code setup boundary} and
 * {@code setup vault}, and what they print put into the configuration and the policy.
 */
final class LivePreparation implements AutoCloseable {
    private static final Pattern SLOTS = Pattern.compile("(?m)^ *slots: \\[(.*)]$");

    private final TestServers servers;
    private final LiveBoundary boundary;
    private final LiveVault vault;
    private final Psql database;
    private final Path directory;
    private final FakeSlack slack;
    private final String name = "breakglass-test-" + BoundaryStage.unique();
    private final BoundaryStage.Person alice;
    private final String target;
    private List<String> slots = List.of();

    LivePreparation(TestServers servers, LiveBoundary boundary, LiveVault vault, Path directory, FakeSlack slack) {
        this.servers = servers;
        this.boundary = boundary;
        this.vault = vault;
        this.database = new Psql(servers);
        this.directory = directory;
        this.slack = slack;
        BoundaryStage people = new BoundaryStage(boundary);
        alice = people.person("alice");
        URI place = database.place();
        target = people.target(place.getHost(), place.getPort(), Duration.ofHours(1));
        write();
        String made =
                setup("boundary", "--slots", "2", "--admin-auth-method", servers.required("BOUNDARY_AUTH_METHOD"));
        slots = slots(made);
        write();
        setup("vault", "--database-url", database.url(), "--database-user", database.admin());
        // What was made once is found again, and nothing else is wanted.
        setup("boundary", "--slots", "2", "--admin-auth-method", servers.required("BOUNDARY_AUTH_METHOD"));
    }

    private static List<String> slots(String printed) {
        Matcher matcher = SLOTS.matcher(printed);
        assertThat(matcher.find()).as(printed).isTrue();
        return List.of(matcher.group(1).split(", ", -1));
    }

    private String setup(String what, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("setup", what, "--config", config().toString(), "--name", name));
        arguments.addAll(List.of(more));
        return command(arguments);
    }

    /** Runs a command of the program as the shell would, and returns what it prints; it must succeed. */
    String command(List<String> arguments) {
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said, true);
        int code = Main.run(writer, writer, arguments.toArray(String[]::new));
        assertThat(code).as(arguments + ": " + said).isZero();
        return said.toString();
    }

    Path config() {
        return directory.resolve("config.yaml");
    }

    BoundaryStage.Person alice() {
        return alice;
    }

    String target() {
        return target;
    }

    List<String> slots() {
        return slots;
    }

    Psql database() {
        return database;
    }

    /** The path at which credentials are issued. */
    String credentials() {
        return name + "-db/creds/orders";
    }

    private void write() {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("policy.yaml"), policy());
            Files.writeString(config(), configuration());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String policy() {
        return """
                people:
                  alice@example.com: {name: Alice Adams, slack: [{team: T0001, user: U0ALICE}], boundary: %s}
                  bob@example.com: {name: Bob Brown, slack: [{team: T0001, user: U0BOB}]}
                groups:
                  oncall: [alice@example.com]
                  security: [bob@example.com]
                targets:
                  %s:
                    description: Orders database (test)
                    risk: high
                    boundary: {project: %s, target: %s, slots: [%s]}
                    vault:
                      - {name: orders, kind: database, path: %s, token_role: %s, policies: [%s], default_ttl: 1h}
                    connect: boundary connect postgres -target-id %s -dbname orders
                    channel: %s
                    ask: [oncall]
                    approve: {from: [security], people: 1}
                    durations: [1m]
                    longest: 1h
                """.formatted(
                        alice.user(),
                        World.TARGET,
                        boundary.ground().project(),
                        target,
                        String.join(", ", slots),
                        credentials(),
                        name,
                        name,
                        target,
                        Workspace.channelId(World.CARDS));
    }

    private String configuration() {
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
                  authMethod: %s
                  loginName: %s-bot
                  password: file:boundary-password
                vault:
                  addr: %s
                  approleMount: %s
                  roleId: file:role-id
                  secretId: file:secret-id
                """.formatted(
                        slack.apiUrl(),
                        Workspace.TOKEN,
                        World.SIGNING_SECRET,
                        Workspace.TEAM,
                        Workspace.APP,
                        boundary.addr(),
                        boundary.ground().authMethod(),
                        name,
                        servers.addr("VAULT_ADDR"),
                        name);
    }

    /** Takes away what was made in Vault; in Boundary all goes with its organisation. */
    @Override
    public void close() {
        VaultCaller admin = vault.administrator();
        for (String path : List.of(
                "sys/mounts/" + name + "-db",
                "sys/auth/" + name,
                "auth/token/roles/" + name,
                "sys/policies/acl/" + name,
                "sys/policies/acl/" + name + "-bot")) {
            admin.delete(path).good();
        }
    }
}
