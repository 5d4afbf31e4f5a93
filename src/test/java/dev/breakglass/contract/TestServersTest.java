package dev.breakglass.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestServersTest {
    private static final String CONSENT = "BREAKGLASS_TEST_SERVER";

    @Test
    void a_server_on_this_machine_that_is_said_to_be_for_tests_may_be_used() {
        for (String addr : List.of("http://127.0.0.1:9200", "https://localhost:9200", "http://[::1]:9200")) {
            assertThat(servers("BOUNDARY_ADDR", addr, CONSENT, "yes").addr("BOUNDARY_ADDR"))
                    .isEqualTo(URI.create(addr));
        }
    }

    @Test
    void a_server_elsewhere_is_refused_whatever_is_said_of_it() {
        for (String addr : List.of(
                "https://boundary.example.com", "http://10.0.0.5:9200", "http://127.0.0.1.example.com", "nonsense")) {
            assertThatThrownBy(
                            () -> servers("BOUNDARY_ADDR", addr, CONSENT, "yes").addr("BOUNDARY_ADDR"))
                    .hasMessageContaining("not on this machine");
        }
    }

    @Test
    void a_server_of_which_nobody_says_that_it_is_for_tests_is_refused() {
        assertThatThrownBy(() -> servers("VAULT_ADDR", "http://127.0.0.1:8200").addr("VAULT_ADDR"))
                .hasMessageContaining("set " + CONSENT + "=yes");
        assertThatThrownBy(() -> servers("VAULT_ADDR", "http://127.0.0.1:8200", CONSENT, "true")
                        .addr("VAULT_ADDR"))
                .hasMessageContaining("set " + CONSENT + "=yes");
    }

    @Test
    void what_a_live_run_lacks_is_named() {
        assertThatThrownBy(() -> servers().addr("VAULT_ADDR")).hasMessageContaining("VAULT_ADDR is not set");
        assertThatThrownBy(() -> servers("VAULT_TOKEN", " ").required("VAULT_TOKEN"))
                .hasMessageContaining("VAULT_TOKEN is not set");
        assertThatThrownBy(() -> servers().program("BOUNDARY_BIN", List.of("there-is-no-such-program")))
                .hasMessageContaining("needs the program there-is-no-such-program")
                .hasMessageContaining("BOUNDARY_BIN");
    }

    private static TestServers servers(String... environment) {
        return new TestServers(
                switch (environment.length) {
                    case 0 -> Map.of();
                    case 2 -> Map.of(environment[0], environment[1]);
                    case 4 -> Map.of(environment[0], environment[1], environment[2], environment[3]);
                    default -> throw new IllegalArgumentException("pairs of name and value");
                });
    }
}
