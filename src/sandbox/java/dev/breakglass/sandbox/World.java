package dev.breakglass.sandbox;

import dev.breakglass.sandbox.boundary.FakeBoundary;
import dev.breakglass.sandbox.boundary.Person;
import dev.breakglass.sandbox.slack.FakeSlack;
import dev.breakglass.sandbox.slack.Workspace;
import dev.breakglass.sandbox.vault.FakeVault;
import dev.breakglass.sandbox.vault.Preparation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Everything around one bot: a Slack workspace, a Boundary and a Vault, all fake, and the configuration and policy that let
 * the bot work with them. Alice and Dave may ask for the orders database, with one emergency account between them; Bob and
 * Carol approve.
 */
public final class World implements AutoCloseable {
    public static final String SIGNING_SECRET = "0123456789abcdef0123456789abcdef";
    public static final String TARGET = "orders-db";
    public static final String PASSWORD = "a-long-password";
    public static final String EMERGENCY = "emergency-1";
    public static final String CARDS = "emergency";
    public static final String INCIDENT = "incidents";
    public static final String PRODUCTION = "127.0.0.1";

    public final FakeSlack slack;
    public final FakeBoundary boundary;
    public final FakeVault vault;
    private final Path directory;
    private final String alice;
    private final String dave;
    private final String target;
    private String emergencyUser = "";
    private String botUser = "";
    private List<String> slots = List.of();
    private Optional<Preparation.Login> bot = Optional.empty();
    private String database = "";

    /**
     * Starts the fakes.
     *
     * @param directory gets the configuration, the policy and the bot's data
     * @param slackPort the port of the workspace's page; 0 takes any free one
     */
    public World(Clock clock, Path directory, int slackPort) {
        this(directory, clock, slackPort);
        prepare();
        emergencyUser = boundary.addUser(EMERGENCY, EMERGENCY, "");
        boundary.letManage("breakglass-bot", emergencyUser);
    }

    /** Starts the fakes with all that a bot needs, but without emergency accounts. */
    public static World withoutAccounts(Clock clock, Path directory) {
        World world = new World(directory, clock, 0);
        world.prepare();
        return world;
    }

    private void prepare() {
        slots = List.of(boundary.addSlot("orders-1", target), boundary.addSlot("orders-2", target));
        botUser = boundary.addBot("breakglass-bot", PASSWORD, slots);
        bot = Optional.of(vault.prepare("orders", Duration.ofHours(4)));
        vault.database();
    }

    /** Starts the fakes as they are before any administrator has prepared them for a bot. */
    public static World unprepared(Clock clock, Path directory) {
        return new World(directory, clock, 0);
    }

    private World(Path directory, Clock clock, int slackPort) {
        this.directory = directory;
        slack = new FakeSlack(slackPort, clock, Workspace.standard());
        boundary = new FakeBoundary(clock, 0);
        vault = new FakeVault(clock, 0);
        boundary.withoutDefaultGrants();
        alice = boundary.addUser("alice", "alice", PASSWORD);
        dave = boundary.addUser("dave", "dave", PASSWORD);
        target = boundary.addTarget(TARGET, PRODUCTION, 5432, Duration.ofHours(1));
    }

    /** Lets configurations that are written from now on name a PostgreSQL instead of the embedded database. */
    public void keepIn(String url, String user) {
        database = "database: {url: '" + url + "', user: " + user + ", password: any}\n";
    }

    /** Writes the policy and a configuration that makes the bot listen on these ports; 0 takes any free one. */
    public Path configure(int httpPort, int adminPort) {
        return configure(httpPort, adminPort, policy(1));
    }

    /** The same with a policy of one's own. */
    public Path configure(int httpPort, int adminPort, String policy) {
        try {
            Files.createDirectories(directory);
            Files.writeString(policyFile(), policy);
            Path config = directory.resolve("config.yaml");
            Files.writeString(config, config(httpPort, adminPort));
            return config;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path policyFile() {
        return directory.resolve("policy.yaml");
    }

    /** Tells the workspace where the bot listens. */
    public void install(int httpPort) {
        slack.installApp(URI.create("http://127.0.0.1:" + httpPort + "/slack/events"), SIGNING_SECRET);
    }

    public String alice() {
        return alice;
    }

    public String dave() {
        return dave;
    }

    /** The user of the emergency account, with which nobody can log in until it is given a password. */
    public String emergencyUser() {
        return emergencyUser;
    }

    /** The bot's own user in Boundary. */
    public String botUser() {
        return botUser;
    }

    /** The bot's login to Vault, and the names that it works with there. */
    public Preparation.Login bot() {
        return bot.orElseThrow(() -> new IllegalStateException("nobody has prepared this world"));
    }

    /** The Boundary target of the orders database. */
    public String target() {
        return target;
    }

    public List<String> slots() {
        return slots;
    }

    /** Tells which roles somebody else made as slots. */
    public void preparedWith(List<String> slotIds) {
        slots = List.copyOf(slotIds);
    }

    /** A person's own session with Boundary. */
    public Person loginAs(String name) {
        return boundary.loginAs(name, PASSWORD);
    }

    /** The policy, with this many approvals needed. */
    public String policy(int approvals) {
        return policy(approvals, "15m, 30m, 1h");
    }

    /** The policy, with this many approvals needed and these durations offered. */
    public String policy(int approvals, String durations) {
        return """
                people:
                  alice@example.com: {name: Alice Adams, slack: [{team: T0001, user: U0ALICE}], boundary: %s}
                  dave@example.com: {name: Dave Dunn, slack: [{team: T0001, user: U0DAVE}], boundary: %s}
                  bob@example.com: {name: Bob Brown, slack: [{team: T0001, user: U0BOB}]}
                  carol@example.com: {name: Carol Clark, slack: [{team: T0001, user: U0CAROL}]}
                groups:
                  oncall: [alice@example.com, dave@example.com]
                  security: [bob@example.com, carol@example.com]
                targets:
                  %s:
                    description: Orders database (production)
                    risk: high
                    boundary: {project: %s, target: %s, slots: [%s]%s}
                    vault:
                      - {name: orders, kind: database, path: database/creds/orders, token_role: %s, policies: [%s], default_ttl: 1h}
                    connect: boundary connect postgres -target-id %s -dbname orders
                    channel: %s
                    ask: [oncall]
                    approve: {from: [security], people: %d}
                    durations: [%s]
                    longest: 4h
                """.formatted(
                        alice,
                        dave,
                        TARGET,
                        boundary.projectId(),
                        target,
                        String.join(", ", slots),
                        emergencyAccounts(),
                        bot().tokenRole(),
                        bot().policy(),
                        target,
                        Workspace.channelId(CARDS),
                        approvals,
                        durations);
    }

    /** The part of the policy that offers the emergency account; empty before an administrator has made one. */
    public String emergencyAccounts() {
        if (emergencyUser.isEmpty()) {
            return "";
        }
        return ", emergency_accounts: [{account: " + boundary.accountOf(emergencyUser) + ", user: " + emergencyUser
                + ", auth_method: " + boundary.authMethodId() + ", login_name: " + EMERGENCY + "}]";
    }

    private String config(int httpPort, int adminPort) {
        return database
                + """
                policy: policy.yaml
                data: data
                http: {bind: 127.0.0.1, port: %d}
                admin: {bind: 127.0.0.1, port: %d}
                slack:
                  apiUrl: %s
                  botToken: %s
                  signingSecrets: %s
                  teamId: %s
                  appId: %s
                boundary:
                  addr: %s
                  authMethod: %s
                  loginName: breakglass-bot
                  password: %s
                vault:
                  addr: %s
                  roleId: %s
                  secretId: %s
                """.formatted(
                                httpPort,
                                adminPort,
                                slack.apiUrl(),
                                Workspace.TOKEN,
                                SIGNING_SECRET,
                                Workspace.TEAM,
                                Workspace.APP,
                                boundary.url(),
                                boundary.authMethodId(),
                                PASSWORD,
                                vault.url(),
                                bot().roleId(),
                                bot().secretId());
    }

    @Override
    public void close() {
        slack.close();
        boundary.close();
        vault.close();
    }
}
