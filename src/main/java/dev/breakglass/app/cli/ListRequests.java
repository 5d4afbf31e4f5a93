package dev.breakglass.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Holding;
import dev.breakglass.access.State;
import dev.breakglass.app.config.Config;
import dev.breakglass.store.Settings;
import dev.breakglass.store.Store;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the requests that are not over, and what each may still hold outside. */
@Command(
        name = "requests",
        mixinStandardHelpOptions = true,
        description = "Lists the requests that are not over; works beside a running server and without one.")
final class ListRequests implements Callable<Integer> {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    ConfigOption config;

    @Option(names = "--json", description = "Prints one JSON array.")
    boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Optional<Config> read = config.readForStored(spec.commandLine().getErr());
        if (read.isEmpty()) {
            return Main.WRONG_USE;
        }
        Clock clock = config.clock();
        try (Store store = Store.open(new Settings(read.get().data()), clock, () -> {})) {
            List<AccessRequest> open = store.requests().open();
            if (json) {
                out.println(json(open));
            } else {
                print(open, store.requests().frozen(), clock.instant(), out);
            }
        }
        return Main.DONE;
    }

    private static void print(List<AccessRequest> open, boolean frozen, Instant now, PrintWriter out) {
        if (frozen) {
            out.println("FROZEN: nothing new is granted until `breakglass revoke --lift-freeze`.");
        }
        if (open.isEmpty()) {
            out.println("Nothing is open.");
        }
        open.forEach(request -> out.println(line(request, now)));
    }

    private static String line(AccessRequest request, Instant now) {
        StringBuilder line = new StringBuilder(String.format(
                "%s  %-8s %s  %s",
                request.id(),
                request.state().name(),
                request.terms().target(),
                request.requester().id()));
        request.until().ifPresent(until -> line.append("  until ").append(until));
        if (request.state() instanceof State.Closing closing) {
            line.append("  ending: ").append(closing.why());
            request.holdings().stream()
                    .filter(holding -> !holding.gone())
                    .forEach(holding -> line.append("; still ").append(left(holding, now)));
        }
        return line.toString();
    }

    private static String left(Holding holding, Instant now) {
        String tries = holding.tries() == 0 ? "" : ", failed " + holding.tries() + " times";
        Instant next = holding.nextTry();
        String waits = next != null && next.isAfter(now) ? ", next look " + next : "";
        return holding.name() + tries + waits;
    }

    private static String json(List<AccessRequest> open) {
        ArrayNode array = MAPPER.createArrayNode();
        for (AccessRequest request : open) {
            ObjectNode one = array.addObject()
                    .put("id", request.id().toString())
                    .put("state", request.state().name().name())
                    .put("target", request.terms().target().value())
                    .put("requester", request.requester().id().value())
                    .put("asked_at", request.ask().at().toString());
            request.until().ifPresent(until -> one.put("until", until.toString()));
            ArrayNode holdings = one.putArray("holdings");
            request.holdings()
                    .forEach(holding -> holdings.addObject()
                            .put("kind", holding.kind().name())
                            .put("name", holding.name())
                            .put("attempt", holding.attempt())
                            .put("phase", holding.phase().name())
                            .put("tries", holding.tries()));
        }
        return array.toPrettyString();
    }
}
