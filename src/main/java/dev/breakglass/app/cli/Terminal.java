package dev.breakglass.app.cli;

import dev.breakglass.access.Secret;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where an administrator's login comes from: the environment, the console without echo, or lines of standard input. */
final class Terminal {
    private final Map<String, String> environment;
    private final @Nullable Console console;
    private final BufferedReader lines;

    private Terminal(Map<String, String> environment, @Nullable Console console, Reader input) {
        this.environment = Map.copyOf(environment);
        this.console = console;
        this.lines = new BufferedReader(input);
    }

    static Terminal ofThisProcess() {
        return new Terminal(
                System.getenv(), System.console(), new InputStreamReader(System.in, Charset.defaultCharset()));
    }

    /** One without a console. */
    static Terminal of(Map<String, String> environment, Reader input) {
        return new Terminal(environment, null, input);
    }

    Map<String, String> environment() {
        return environment;
    }

    /** The variable if it is set. */
    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    /** The variable if it is set, else what is typed; empty if nothing is. */
    Optional<String> text(String variable, String prompt) {
        return variable(variable).or(() -> typed(console == null ? line() : console.readLine("%s: ", prompt)));
    }

    /** The same for what must not be seen. */
    Optional<Secret> secret(String variable, String prompt) {
        return variable(variable)
                .or(() -> typed(console == null ? line() : hidden(console, prompt)))
                .map(Secret::of);
    }

    private static @Nullable String hidden(Console console, String prompt) {
        char[] typed = console.readPassword("%s: ", prompt);
        return typed == null ? null : new String(typed);
    }

    private @Nullable String line() {
        try {
            return lines.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<String> typed(@Nullable String text) {
        return Optional.ofNullable(text).map(String::strip).filter(value -> !value.isEmpty());
    }
}
