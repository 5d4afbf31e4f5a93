package dev.breakglass.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({"90s,90", "30m,1800", "4h,14400", "1h30m,5400", "1h1m1s,3661", "0s,0"})
    void durations_are_hours_minutes_and_seconds(String text, long seconds) {
        assertThat(Durations.parse(text)).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "30", "m", "1d", "30 m", "-5m", "1.5h", "5m1h", "1H", "PT1H", "1h30", "9999999h"})
    void everything_else_is_not_a_duration(String text) {
        assertThat(Durations.parse(text)).isEmpty();
    }

    @Test
    void what_is_written_reads_the_same() {
        for (String text : List.of("0s", "1m30s", "30m", "4h", "1h30m", "26h")) {
            assertThat(Durations.parse(text).map(Durations::write)).contains(text);
        }
    }
}
