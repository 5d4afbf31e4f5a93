package dev.breakglass.sandbox;

import dev.breakglass.app.Node;
import dev.breakglass.app.Time;
import dev.breakglass.app.config.Config;
import dev.breakglass.app.config.PolicyHolder;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/** A bot in a process of its own, wired as in production but for the clock, so that it can be killed from outside. */
public final class ChildNode {
    private ChildNode() {}

    /** Takes the configuration's file and the clock's file, and runs until it is stopped or killed. */
    public static void main(String[] arguments) {
        Clock clock = SharedClock.open(Path.of(arguments[1]));
        Config config = Config.read(Path.of(arguments[0]), Map.of()).value().orElseThrow();
        Node node = Node.start(config, new PolicyHolder(config.policy().orElseThrow(), clock), Time.of(clock));
        Runtime.getRuntime().addShutdownHook(new Thread(node::close, "stop"));
    }
}
