package dev.breakglass.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What can be held of the systemd unit and the image without systemd and Docker. */
class UnitAndImageTest {
    private static final List<String> UNIT = lines("deploy/systemd/breakglass.service");
    private static final List<String> IMAGE = lines("deploy/Dockerfile");

    @Test
    void the_unit_is_restarted_for_ever_and_is_not_root() {
        assertThat(UNIT)
                .contains("Restart=always", "StartLimitIntervalSec=0", "User=breakglass", "NoNewPrivileges=yes");
    }

    @Test
    void the_unit_may_write_where_the_example_keeps_its_data_and_nowhere_else() {
        assertThat(UNIT).contains("ProtectSystem=strict", "StateDirectory=breakglass", "StateDirectoryMode=0700");
        assertThat(lines("deploy/config.example.yaml")).anyMatch(line -> line.startsWith("data: /var/lib/breakglass "));
    }

    @Test
    void the_image_takes_the_jar_that_the_build_makes_and_nothing_else() {
        assertThat(lines("pom.xml")).anyMatch(line -> line.contains("<finalName>breakglass</finalName>"));
        assertThat(IMAGE.stream().filter(line -> line.startsWith("COPY") || line.startsWith("ADD")))
                .containsExactly("COPY target/breakglass.jar /opt/breakglass.jar");
        assertThat(lines("deploy/Dockerfile.dockerignore").stream().filter(line -> !line.startsWith("#")))
                .containsExactly("*", "!target/breakglass.jar");
    }

    @Test
    void the_image_does_not_run_as_root() {
        assertThat(IMAGE).contains("USER 10001");
        assertThat(IMAGE.indexOf("USER 10001"))
                .isGreaterThan(IMAGE.indexOf("COPY target/breakglass.jar /opt/breakglass.jar"));
    }

    @Test
    void an_image_that_only_ends_what_is_open_counts_as_healthy() {
        assertThat(IMAGE)
                .anyMatch(line -> line.contains("/dev/tcp/127.0.0.1/8081") && line.contains("GET /health/live "));
        assertThat(IMAGE).noneMatch(line -> line.contains("/health/ready"));
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
