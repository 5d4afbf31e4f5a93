package dev.breakglass.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.breakglass.app.cli.Said;
import dev.breakglass.sandbox.SettableClock;
import dev.breakglass.sandbox.World;
import dev.breakglass.sandbox.vault.FakeVault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rights that the Terraform modules give are those that {@code check} wants: no fewer and no more. */
class TerraformGrantsTest {
    private static final TerraformFile BOUNDARY = TerraformFile.module("boundary");
    private static final TerraformFile VAULT = TerraformFile.module("vault");
    private static final Pattern RIGHT = Pattern.compile("\"([^\"]+)\"\\s*=>?\\s*\"(read|update)\"");
    private static final String ALL_IS_WELL = "All is well." + System.lineSeparator();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private World world;

    @SuppressWarnings("NullAway.Init")
    private Path config;

    private final SettableClock clock = SettableClock.running();

    @BeforeEach
    void start() {
        world = World.withoutAccounts(clock, directory);
        config = world.configure(0, 0);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    // ---- Boundary

    @Test
    void with_the_slots_and_the_bots_roles_of_the_module_all_is_well() {
        giveBoundaryGrants();
        assertThat(check()).isEqualTo(ALL_IS_WELL);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void each_right_of_the_bot_in_the_project_is_missed_when_it_is_away(int away) {
        giveBoundaryGrants();
        List<String> grants = new ArrayList<>(grants("bot_target"));
        String taken = grants.remove(away);

        world.boundary.setGrants(world.boundary.roleNamed("breakglass-bot"), grants);

        assertThat(check()).as("without " + taken).isNotEqualTo(ALL_IS_WELL);
    }

    private void giveBoundaryGrants() {
        world.slots().forEach(slot -> world.boundary.setGrants(slot, grants("slot")));
        world.boundary.setGrants(world.boundary.roleNamed("breakglass-bot"), grants("bot_target"));
        world.boundary.setGrants(world.boundary.roleNamed("breakglass-bot-global"), grants("bot"));
    }

    private List<String> grants(String role) {
        List<String> grants = BOUNDARY.resource("boundary_role", role).strings("grant_strings").stream()
                .map(grant -> grant.replace("${each.value.target_id}", world.target())
                        .replace("${join(\",\", local.slot_ids[each.key])}", String.join(",", world.slots())))
                .toList();
        assertThat(grants).isNotEmpty().noneMatch(grant -> grant.contains("$"));
        return grants;
    }

    // ---- Vault

    @Test
    void with_the_policy_the_token_role_and_the_database_role_of_the_module_all_is_well() {
        world.vault.setPolicy("breakglass-bot", hcl(botRights()));
        administrator("auth/token/roles/breakglass", tokenRole());
        administrator("database/roles/orders", databaseRole());

        assertThat(check()).isEqualTo(ALL_IS_WELL);
    }

    @Test
    void each_right_of_the_bot_in_vault_is_missed_when_it_is_away() {
        Map<String, String> rights = botRights();
        // The default policy gives the first two as well; only an extension will need the last.
        List<String> unseen = List.of("sys/leases/lookup", "sys/leases/renew", "auth/token/renew-accessor");
        assertThat(rights.keySet()).containsAll(unseen);

        for (String path :
                rights.keySet().stream().filter(each -> !unseen.contains(each)).toList()) {
            Map<String, String> fewer = new TreeMap<>(rights);
            fewer.remove(path);
            world.vault.setPolicy("breakglass-bot", hcl(fewer));

            assertThat(check()).as("without " + path).contains(path.replace("+", "orders"));
        }
    }

    /** What the module gives the bot, with the names that the sandbox uses. */
    private static Map<String, String> botRights() {
        String locals = VAULT.all("locals").map(TerraformFile.Block::body).collect(Collectors.joining());
        Map<String, String> rights = new TreeMap<>();
        RIGHT.matcher(locals.substring(locals.indexOf("bot_rights = merge(")))
                .results()
                .forEach(found -> rights.put(
                        found.group(1).replace("${var.name}-*", "breakglass").replace("${database.mount}", "database"),
                        found.group(2)));
        assertThat(rights.keySet()).hasSize(9).noneMatch(path -> path.contains("$"));
        return rights;
    }

    private static String hcl(Map<String, String> rights) {
        return rights.entrySet().stream()
                .map(right -> "path \"%s\" { capabilities = [\"%s\"] }\n".formatted(right.getKey(), right.getValue()))
                .collect(Collectors.joining());
    }

    private static ObjectNode tokenRole() {
        TerraformFile.Block role = VAULT.resource("vault_token_auth_backend_role", "target");
        ObjectNode fields = new ObjectMapper().createObjectNode();
        fields.putArray("allowed_policies").add("breakglass-orders");
        fields.put("token_explicit_max_ttl", 14400);
        List.of("orphan", "renewable", "token_no_default_policy")
                .forEach(name -> fields.put(name, Boolean.parseBoolean(role.argument(name))));
        fields.put("token_type", role.strings("token_type").get(0));
        assertThat(role.argument("token_explicit_max_ttl")).isEqualTo("each.value.longest");
        return fields;
    }

    private static ObjectNode databaseRole() {
        TerraformFile.Block role = VAULT.resource("vault_database_secret_backend_role", "target");
        ObjectNode fields = new ObjectMapper().createObjectNode();
        fields.put("db_name", "orders");
        role.strings("creation_statements").forEach(fields.withArray("creation_statements")::add);
        role.strings("revocation_statements").forEach(fields.withArray("revocation_statements")::add);
        fields.put("default_ttl", 3600);
        fields.put("max_ttl", 14400);
        return fields;
    }

    private void administrator(String path, ObjectNode body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(world.vault.url() + "/v1/" + path))
                .header("X-Vault-Token", FakeVault.ROOT)
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        try {
            HttpResponse<String> response =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isLessThan(300);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String check() {
        return Said.by(clock, "check", "--config", config.toString())
                .withoutRemarks()
                .out();
    }
}
