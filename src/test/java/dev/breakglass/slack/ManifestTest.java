package dev.breakglass.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.breakglass.slack.view.Ids;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ManifestTest {
    private static final String EVENTS = "https://breakglass.example.com/slack/events";

    private final JsonNode manifest;

    ManifestTest() throws IOException {
        manifest = new YAMLMapper().readTree(Path.of("manifest.yml").toFile());
    }

    @Test
    void the_commands_of_the_manifest_are_those_that_are_routed() {
        List<String> commands = new ArrayList<>();
        manifest.at("/features/slash_commands")
                .forEach(command -> commands.add(command.path("command").asText()));
        assertThat(commands)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Ids.values())
                        .filter(id -> id.kind() == Ids.Kind.COMMAND)
                        .map(Ids::id)
                        .toList());
    }

    @Test
    void the_scopes_of_the_manifest_are_those_that_are_checked() {
        List<String> scopes = new ArrayList<>();
        manifest.at("/oauth_config/scopes/bot").forEach(scope -> scopes.add(scope.asText()));
        assertThat(scopes).containsExactlyInAnyOrderElementsOf(SlackCheck.SCOPES.keySet());
    }

    @Test
    void everything_comes_in_at_one_address() {
        assertThat(manifest.at("/settings/interactivity/request_url").asText()).isEqualTo(EVENTS);
        assertThat(manifest.at("/settings/interactivity/is_enabled").asBoolean())
                .isTrue();
        assertThat(manifest.at("/features/slash_commands/0/url").asText()).isEqualTo(EVENTS);
        assertThat(manifest.at("/features/slash_commands/0/should_escape").asBoolean())
                .isTrue();
        assertThat(manifest.at("/settings/socket_mode_enabled").asBoolean()).isFalse();
    }

    @Test
    void no_two_names_of_one_kind_are_the_same_and_all_fit() {
        assertThat(Arrays.stream(Ids.values()).map(Ids::id).collect(Collectors.toSet()))
                .hasSize(Ids.values().length)
                .allMatch(id -> id.length() <= 255);
    }
}
