package dev.breakglass.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.deploy.TerraformFile.Block;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be held of the Terraform modules without Terraform. */
class TerraformTest {
    private static final Pattern RANGE = Pattern.compile("\">= \\d+\\.\\d+(\\.\\d+)?, < \\d+\\.\\d+(\\.\\d+)?\"");
    private static final Pattern VERSION = Pattern.compile("(?:required_)?version += (.*)");
    private static final Pattern ACTIONS = Pattern.compile("actions=([^;]+)");
    private static final TerraformFile BOUNDARY = TerraformFile.module("boundary");
    private static final TerraformFile VAULT = TerraformFile.module("vault");

    // ---- both

    @ParameterizedTest
    @ValueSource(strings = {"boundary", "vault"})
    void every_variable_says_what_it_is_and_refuses_what_it_cannot_be(String module) {
        List<Block> variables = TerraformFile.module(module).all("variable").toList();

        assertThat(variables).isNotEmpty().allSatisfy(variable -> {
            assertThat(variable.argument("description")).as(variable.first()).isNotEmpty();
            assertThat(variable.argument("type")).as(variable.first()).isNotEmpty();
            boolean anyValueWillDo = variable.argument("type").equals("bool");
            assertThat(anyValueWillDo || variable.body().contains("\n  validation {\n"))
                    .as("%s has a validation", variable.first())
                    .isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"boundary", "vault", "example"})
    void every_output_says_what_it_is(String module) {
        assertThat(TerraformFile.module(module).all("output"))
                .isNotEmpty()
                .allMatch(output -> output.has("description"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"boundary", "vault", "example"})
    void versions_are_ranges_with_both_ends(String module) {
        Block terraform =
                TerraformFile.module(module).all("terraform").findFirst().orElseThrow();

        assertThat(VERSION.matcher(terraform.body()).results().map(found -> found.group(1)))
                .hasSizeGreaterThan(1)
                .allMatch(version -> RANGE.matcher(version).matches());
    }

    @Test
    void the_example_uses_what_the_modules_have() {
        TerraformFile example = TerraformFile.module("example");

        assertThat(example.all("module").map(Block::first)).containsExactly("boundary", "vault");
        example.all("module").forEach(use -> {
            TerraformFile module = TerraformFile.module(use.first());
            Set<String> variables = module.all("variable").map(Block::first).collect(Collectors.toSet());
            assertThat(argumentsOf(use)).isSubsetOf(variables);
            assertThat(argumentsOf(use)).containsAll(required(module));
        });
    }

    // ---- Boundary

    @Test
    void an_apply_during_an_emergency_leaves_everybody_in_their_slots() {
        List<Block> roles = BOUNDARY.resources("boundary_role").toList();
        List<Block> slots =
                roles.stream().filter(role -> !role.has("principal_ids")).toList();

        assertThat(slots).extracting(Block::second).containsExactly("slot");
        assertThat(slots)
                .allSatisfy(slot -> assertThat(slot.body())
                        .containsPattern("\\n"
                                + "  lifecycle \\{\\n"
                                + "(    #.*\\n"
                                + ")*    ignore_changes = \\[principal_ids\\]\\n"
                                + "  \\}\\n"));
        assertThat(roles.stream().filter(role -> role.has("principal_ids")))
                .allMatch(role -> role.argument("principal_ids").equals("[boundary_user.bot.id]"));
    }

    @Test
    void the_rights_of_every_role_apply_where_it_is_and_nowhere_else() {
        assertThat(BOUNDARY.resources("boundary_role"))
                .allMatch(role -> role.argument("grant_scope_ids").equals("[\"this\"]"));
    }

    @Test
    void the_bot_can_neither_give_rights_nor_open_anything_itself() {
        Set<String> harmless = Set.of("read", "set-principals", "list", "cancel", "no-op", "read:self", "delete:self");

        assertThat(actions("bot", "bot_target")).isSubsetOf(harmless);
        assertThat(actions("bot_people")).containsOnly("list", "read");
        assertThat(actions("bot_hard_kill")).containsOnly("delete");
        assertThat(actions("bot_accounts")).containsOnly("read", "set-password", "list", "delete");
    }

    @Test
    void deleting_peoples_tokens_is_a_right_that_has_to_be_asked_for() {
        assertThat(BOUNDARY.resource("boundary_role", "bot_hard_kill").argument("for_each"))
                .startsWith("var.hard_kill ? ")
                .endsWith(" : []");
        assertThat(BOUNDARY.all("variable").filter(variable -> variable.first().equals("hard_kill")))
                .allMatch(variable -> variable.argument("default").equals("false"));
    }

    // ---- Vault

    @Test
    void revoking_a_database_user_ends_its_connections_before_it_is_dropped() {
        Block role = VAULT.resource("vault_database_secret_backend_role", "target");

        List<String> statements = role.strings("revocation_statements");

        assertThat(statements).anyMatch(statement -> statement.contains("pg_terminate_backend"));
        assertThat(statements.stream().map(statement -> statement.substring(0, statement.indexOf(' '))))
                .containsExactly("GRANT", "SELECT", "REASSIGN", "DROP", "DROP");
        assertThat(statements).allMatch(statement -> statement.contains("{{name}}"));
    }

    // ---- secrets

    @Test
    void no_secret_gets_into_the_state() {
        assertThat(Stream.concat(BOUNDARY.all("resource"), VAULT.all("resource")))
                .noneMatch(resource -> resource.has("password"))
                .noneMatch(resource -> resource.first().contains("secret_id")
                        || resource.first().contains("connection"));
    }

    private static Set<String> actions(String... roles) {
        return Stream.of(roles)
                .flatMap(role -> BOUNDARY.resource("boundary_role", role).strings("grant_strings").stream())
                .flatMap(grant -> ACTIONS.matcher(grant).results())
                .flatMap(found -> Stream.of(found.group(1).split(",", -1)))
                .collect(Collectors.toSet());
    }

    private static Set<String> argumentsOf(Block use) {
        return Pattern.compile("^  (\\w+) +=", Pattern.MULTILINE)
                .matcher(use.body())
                .results()
                .map(found -> found.group(1))
                .filter(argument -> !argument.equals("source"))
                .collect(Collectors.toSet());
    }

    private static Set<String> required(TerraformFile module) {
        return module.all("variable")
                .filter(variable -> !variable.has("default"))
                .map(Block::first)
                .collect(Collectors.toSet());
    }
}
