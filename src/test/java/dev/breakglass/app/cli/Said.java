package dev.breakglass.app.cli;

import dev.breakglass.app.Node;
import dev.breakglass.app.Time;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What a command answered.
 *
 * @param code its exit code
 */
public record Said(int code, String out, String err) {
    /** Runs a command in this process. */
    public static Said by(Clock clock, String... arguments) {
        return by(clock, Node::close, arguments);
    }

    /**
     * Runs a command in this process.
     *
     * @param started gets the server, if the command starts one
     */
    public static Said by(Clock clock, Consumer<Node> started, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(
                new Main.Parts(Time.of(clock), started),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                arguments);
        return new Said(code, out.toString(), err.toString());
    }

    /** The same without what {@code check} only remarks. */
    public Said withoutRemarks() {
        String rest = out.lines()
                .filter(line -> !line.startsWith("Good to know: "))
                .map(line -> line + System.lineSeparator())
                .collect(Collectors.joining());
        return new Said(code, rest, err);
    }

    List<String> lines() {
        return out.lines().toList();
    }
}
