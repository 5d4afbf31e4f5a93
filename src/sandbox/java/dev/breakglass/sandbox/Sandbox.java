package dev.breakglass.sandbox;

import dev.breakglass.app.Node;
import dev.breakglass.app.Time;
import dev.breakglass.app.config.Config;
import dev.breakglass.app.config.PolicyHolder;
import dev.breakglass.app.config.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The world with a bot in it: the production wiring, unchanged, in this process. */
public final class Sandbox implements AutoCloseable {
    private final SettableClock clock;
    private final World world;
    private final Path config;
    private Optional<Node> node = Optional.empty();
    private volatile Duration drift = Duration.ZERO;

    private Sandbox(SettableClock clock, World world, Path config) {
        this.clock = clock;
        this.world = world;
        this.config = config;
    }

    /** Starts the world and the bot. */
    public static Sandbox start(SettableClock clock, Path directory, int slackPort) {
        return start(clock, new World(clock, directory, slackPort));
    }

    /** Starts the bot in a world that is there already. */
    public static Sandbox start(SettableClock clock, World world) {
        return start(clock, world, world.configure(0, 0));
    }

    /** Starts the bot in a world that is there, with a configuration of one's own. */
    public static Sandbox start(SettableClock clock, World world, Path config) {
        Sandbox sandbox = new Sandbox(clock, world, config);
        sandbox.startNode();
        return sandbox;
    }

    /** Starts the bot, again after {@link #stopNode}. */
    public void startNode() {
        Result<Config> read = Config.read(config, Map.of());
        Config sound = read.value()
                .filter(value -> read.sound())
                .orElseThrow(
                        () -> new IllegalStateException("the sandbox writes a bad configuration: " + read.problems()));
        PolicyHolder policies = new PolicyHolder(sound.policy().orElseThrow(), clock);
        if (policies.trouble().isPresent()) {
            throw new IllegalStateException("the sandbox writes a bad policy: " + policies.trouble());
        }
        Node started = Node.start(
                sound, policies, new Time(clock, store -> clock.instant().plus(drift)));
        world.install(started.publicPort());
        node = Optional.of(started);
    }

    public void stopNode() {
        node.ifPresent(Node::close);
        node = Optional.empty();
    }

    /** Lets the time that all nodes share be as far from the bot's own. */
    public void drift(Duration by) {
        drift = by;
    }

    public SettableClock clock() {
        return clock;
    }

    public World world() {
        return world;
    }

    /** The configuration file, for commands beside the running bot. */
    public Path config() {
        return config;
    }

    /** Where the bot listens for Slack. */
    public int publicPort() {
        return node.orElseThrow().publicPort();
    }

    public int adminPort() {
        return node.orElseThrow().adminPort();
    }

    @Override
    public void close() {
        stopNode();
        world.close();
    }
}
