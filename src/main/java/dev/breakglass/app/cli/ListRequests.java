package dev.breakglass.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Handles;
import dev.breakglass.access.Holding;
import dev.breakglass.access.State;
import dev.breakglass.app.config.Config;
import dev.breakglass.store.Store;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
        try (Store store = Store.open(read.get().database(), clock, () -> {})) {
            List<AccessRequest> open = store.requests().open();
            if (json) {
                out.println(json(open, clock.instant()));
            } else {
                store.observation()
                        .current()
                        .ifPresent(since -> out.println("ONLY OBSERVING since " + since.at() + ", because "
                                + since.why() + ": nothing is granted until `breakglass serve --resume`."));
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
        request.account().ifPresent(account -> line.append("  as ").append(account.shown()));
        if (request.state() instanceof State.Closing closing) {
            line.append("  ending: ").append(closing.why());
        }
        request.holdings().stream()
                .filter(holding -> holding.phase() == Holding.Phase.ENDING)
                .forEach(holding -> line.append("; still ").append(left(holding, now)));
        return line.toString();
    }

    private static String left(Holding holding, Instant now) {
        String tries = holding.tries() == 0 ? "" : ", failed " + holding.tries() + " times";
        Instant next = holding.nextTry();
        String waits = next != null && next.isAfter(now) ? ", next look " + next : "";
        return (holding.stuck(now) ? "STUCK " : "") + holding.name() + outside(holding) + tries + waits;
    }

    /** By what somebody finds it outside, to end it by hand. */
    private static String outside(Holding holding) {
        Map<String, String> names = names(holding.handles());
        return names.isEmpty() ? "" : " " + names;
    }

    private static Map<String, String> names(Handles handles) {
        Map<String, String> names = new LinkedHashMap<>();
        if (handles instanceof Handles.Slot slot && slot.role() != null) {
            names.put("role", slot.role().value());
        }
        if (handles instanceof Handles.Sessions sessions) {
            String open = sessions.known().stream()
                    .filter(session -> !session.over())
                    .map(Handles.Session::id)
                    .collect(Collectors.joining(" "));
            if (!open.isEmpty()) {
                names.put("sessions", open);
            }
        }
        if (handles instanceof Handles.Credential credential) {
            Optional.ofNullable(credential.lease()).ifPresent(lease -> names.put("lease", lease));
            Optional.ofNullable(credential.accessor()).ifPresent(accessor -> names.put("accessor", accessor));
        }
        return names;
    }

    private static String json(List<AccessRequest> open, Instant now) {
        ArrayNode array = MAPPER.createArrayNode();
        for (AccessRequest request : open) {
            ObjectNode one = array.addObject()
                    .put("id", request.id().toString())
                    .put("state", request.state().name().name())
                    .put("target", request.terms().target().value())
                    .put("requester", request.requester().id().value())
                    .put("asked_at", request.ask().at().toString());
            request.until().ifPresent(until -> one.put("until", until.toString()));
            one.put("emergency_login", request.ask().emergencyLogin());
            request.account()
                    .ifPresent(
                            account -> one.put("emergency_account", account.id().value()));
            ArrayNode holdings = one.putArray("holdings");
            for (Holding holding : request.holdings()) {
                ObjectNode held = holdings.addObject()
                        .put("kind", holding.kind().name())
                        .put("name", holding.name())
                        .put("attempt", holding.attempt())
                        .put("phase", holding.phase().name())
                        .put("tries", holding.tries())
                        .put("stuck", holding.stuck(now));
                names(holding.handles()).forEach(held::put);
            }
        }
        return array.toPrettyString();
    }
}
