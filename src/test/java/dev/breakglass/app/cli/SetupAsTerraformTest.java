package dev.breakglass.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.breakglass.deploy.TerraformFile;
import dev.breakglass.sandbox.World;
import dev.breakglass.sandbox.vault.FakeVault;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code setup} and the Terraform modules make the same, so that one can go on where the other began. */
class SetupAsTerraformTest {
    private static final TerraformFile BOUNDARY = TerraformFile.module("boundary");
    private static final TerraformFile VAULT = TerraformFile.module("vault");
    private static final Pattern RIGHT = Pattern.compile("\"([^\"]+)\"\\s*=>?\\s*\"(read|update)\"");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private SetupWorld setup;

    @SuppressWarnings("NullAway.Init")
    private World world;

    @BeforeEach
    void start() {
        setup = new SetupWorld(directory);
        world = setup.world;
    }

    @AfterEach
    void stop() {
        setup.close();
    }

    @Test
    void the_roles_in_boundary_have_the_same_names_and_grants() {
        String target = World.TARGET + "=" + world.target();
        Said said = setup.boundary("--target", target, "--slots", "2", "--accounts", "1", "--hard-kill");
        assertThat(said.code()).as(said.toString()).isZero();

        assertSame("slot", "breakglass-orders-db-1");
        assertSame("slot", "breakglass-orders-db-2");
        assertSame("bot", "breakglass-bot");
        assertSame("bot_target", "breakglass-bot-orders-db");
        assertSame("bot_hard_kill", "breakglass-bot-hard-kill");
        assertSame("bot_accounts", "breakglass-bot-accounts-orders-db");
    }

    private void assertSame(String resource, String role) {
        TerraformFile.Block block = BOUNDARY.resource("boundary_role", resource);
        assertThat(block.strings("name"))
                .containsExactly(
                        role.replace("breakglass", "${var.name}").replaceFirst("orders-db(-\\d)?$", "\\${each.key}"));
        assertThat(shapes(world.boundary.grantsOf(world.boundary.roleNamed(role))))
                .as(role)
                .isEqualTo(shapes(block.strings("grant_strings")));
    }

    /** Grants without the ids of what they are on, which only the servers know. */
    private static Set<String> shapes(List<String> grants) {
        return grants.stream()
                .map(grant -> grant.replaceFirst("^ids=([^*;][^;]*);", "ids=SOME;"))
                .collect(Collectors.toSet());
    }

    @Test
    void the_bots_policy_and_the_end_of_a_database_user_are_the_same_in_vault() throws Exception {
        assertThat(setup.vaultWithDatabase().code()).isZero();

        assertThat(lines(world.vault.policy("breakglass-bot").orElseThrow())).isEqualTo(botRights());
        assertThat(lines(world.vault.policy("breakglass-orders-db").orElseThrow()))
                .containsExactly("path \"database/creds/orders-db\" { capabilities = [\"read\"] }");
        List<String> made = new ArrayList<>();
        read("database/roles/orders-db")
                .path("data")
                .path("revocation_statements")
                .forEach(item -> made.add(item.asText()));
        assertThat(made)
                .isEqualTo(VAULT.resource("vault_database_secret_backend_role", "target")
                        .strings("revocation_statements"));
    }

    private JsonNode read(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(world.vault.url() + "/v1/" + path))
                .header("X-Vault-Token", FakeVault.ROOT)
                .build();
        return new ObjectMapper()
                .readTree(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .body());
    }

    private static Set<String> lines(String policy) {
        return policy.lines().filter(line -> !line.isBlank()).collect(Collectors.toSet());
    }

    private static Set<String> botRights() {
        String locals = VAULT.all("locals").map(TerraformFile.Block::body).collect(Collectors.joining());
        return RIGHT.matcher(locals.substring(locals.indexOf("bot_rights = merge(")))
                .results()
                .map(found -> "path \"%s\" { capabilities = [\"%s\"] }"
                        .formatted(
                                found.group(1)
                                        .replace("${var.name}", "breakglass")
                                        .replace("${database.mount}", "database"),
                                found.group(2)))
                .collect(Collectors.toSet());
    }
}
