package dev.breakglass.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.app.cli.Said;
import dev.breakglass.sandbox.People;
import dev.breakglass.sandbox.SettableClock;
import dev.breakglass.sandbox.World;
import dev.breakglass.sandbox.slack.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever fills in the lines of the examples that are marked, and no others, is done. */
class ExamplesTest {
    private static final String MARK = "# FILL";
    private static final String OPTIONAL = "# remove it, or FILL";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final SettableClock clock = SettableClock.running();

    @SuppressWarnings("NullAway.Init")
    private World world;

    @BeforeEach
    void start() {
        world = World.withoutAccounts(clock, directory.resolve("world"));
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void with_the_marked_lines_filled_in_all_is_well() throws IOException {
        writeSecrets();
        List<String> config = filled("deploy/config.example.yaml", ofTheConfiguration());
        // The example speaks to Slack itself; only its address is not for filling in.
        config.add(config.indexOf("slack:") + 1, "  apiUrl: " + world.slack.apiUrl());
        Files.write(directory.resolve("config.yaml"), config);
        Files.write(directory.resolve("policy.yaml"), filled("deploy/policy.example.yaml", ofThePolicy()));

        Said said = Said.by(
                clock, "check", "--config", directory.resolve("config.yaml").toString());

        assertThat(said.withoutRemarks()).isEqualTo(new Said(0, "All is well." + System.lineSeparator(), ""));
    }

    private void writeSecrets() throws IOException {
        Path secrets = Files.createDirectory(directory.resolve("secrets"));
        Files.writeString(secrets.resolve("slack-bot-token"), Workspace.TOKEN + "\n");
        Files.writeString(secrets.resolve("slack-signing-secret"), World.SIGNING_SECRET + "\n");
        Files.writeString(secrets.resolve("boundary-password"), World.PASSWORD + "\n");
        Files.writeString(secrets.resolve("vault-role-id"), world.bot().roleId() + "\n");
        Files.writeString(secrets.resolve("vault-secret-id"), world.bot().secretId() + "\n");
    }

    private Map<String, String> ofTheConfiguration() {
        Map<String, String> values = new TreeMap<>(Map.of("policy.example.yaml", "policy.yaml"));
        values.put("/var/lib/breakglass", "data");
        values.put("T0123456789", Workspace.TEAM);
        values.put("A0123456789", Workspace.APP);
        values.put("https://boundary.example.com:9200", world.boundary.url().toString());
        values.put("ampw_1234567890", world.boundary.authMethodId());
        values.put("https://vault.example.com:8200", world.vault.url().toString());
        return values;
    }

    private Map<String, String> ofThePolicy() {
        Map<String, String> values = new TreeMap<>(Map.of(
                "T0123456789", Workspace.TEAM,
                "U0000000001", People.user("alice"),
                "U0000000002", People.user("bob"),
                "U0000000003", People.user("carol"),
                "C0123456789", Workspace.channelId(World.CARDS)));
        values.put("u_1234567890", world.alice());
        values.put("p_1234567890", world.boundary.projectId());
        values.put("ttcp_1234567890", world.target());
        values.put("r_1234567890", world.slots().get(0));
        values.put("r_1234567891", world.slots().get(1));
        values.put("database/creds/orders-db", "database/creds/orders");
        values.put(
                "token_role: breakglass-orders-db", "token_role: " + world.bot().tokenRole());
        values.put("[breakglass-orders-db]", "[" + world.bot().policy() + "]");
        return values;
    }

    /** The example with these values in place of its own, but only on lines that are marked, or under one that is. */
    private static List<String> filled(String example, Map<String, String> values) throws IOException {
        List<String> lines = new ArrayList<>();
        List<String> unused = new ArrayList<>(values.keySet());
        int markedFrom = Integer.MAX_VALUE;
        for (String line : withoutOptional(Files.readAllLines(Path.of(example)))) {
            int indent = indent(line);
            if (line.contains(MARK)) {
                markedFrom = line.replaceFirst(" +" + MARK + ".*", "").endsWith(":") ? indent + 1 : Integer.MAX_VALUE;
            } else if (indent < markedFrom) {
                markedFrom = Integer.MAX_VALUE;
            }
            boolean mayChange = line.contains(MARK) || (indent >= markedFrom && !line.isBlank());
            lines.add(mayChange ? fill(line, values, unused) : line);
        }
        assertThat(unused).as("values for which %s has no place", example).isEmpty();
        return lines;
    }

    private static List<String> withoutOptional(List<String> lines) {
        List<String> kept = new ArrayList<>();
        int removedFrom = Integer.MAX_VALUE;
        for (String line : lines) {
            if (line.contains(OPTIONAL)) {
                removedFrom = indent(line) + 1;
            } else if (indent(line) < removedFrom) {
                removedFrom = Integer.MAX_VALUE;
                kept.add(line);
            }
        }
        return kept;
    }

    private static int indent(String line) {
        return line.length() - line.stripLeading().length();
    }

    private static String fill(String line, Map<String, String> values, List<String> unused) {
        String filled = line;
        for (Map.Entry<String, String> value : values.entrySet()) {
            if (filled.contains(value.getKey())) {
                unused.remove(value.getKey());
                filled = filled.replace(value.getKey(), value.getValue());
            }
        }
        return filled;
    }
}
