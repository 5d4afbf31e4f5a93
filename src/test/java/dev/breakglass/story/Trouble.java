package dev.breakglass.story;

import dev.breakglass.sandbox.FakeServer;
import dev.breakglass.sandbox.FakeServer.Call;
import dev.breakglass.sandbox.FakeServer.Fault;
import dev.breakglass.sandbox.FakeServer.Moment;
import dev.breakglass.sandbox.FakeServer.Reply;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Names the calls that a story makes outside, so that each can be made to fail in the next telling. */
final class Trouble {
    /** What no person may ever read. */
    static final String VENDORS_WORDS = "pq: host db-7.internal refuses user root";

    private static final Pattern IDS = Pattern.compile("(s|at)_[A-Za-z0-9]+");

    /**
     * One call of a story.
     *
     * @param system who is called
     * @param what method and path, without ids that differ from telling to telling
     * @param nth which of the calls that look the same, from 1
     */
    record Step(String system, String what, int nth) {
        @Override
        public String toString() {
            return system + " " + what + (nth > 1 ? " (no. " + nth + ")" : "");
        }
    }

    private final Map<String, FakeServer> systems = new LinkedHashMap<>();

    Trouble(Stage stage) {
        systems.put("Boundary", stage.world.boundary);
        systems.put("Vault", stage.world.vault);
        systems.put("Slack", stage.world.slack);
    }

    /** Writes down from now on which calls are made; those of Slack only where they hand over a credential. */
    List<Step> steps() {
        List<Step> steps = Collections.synchronizedList(new ArrayList<>());
        systems.forEach((name, system) -> system.watch((moment, call) -> {
            if (moment == Moment.ARRIVED && matters(name, call)) {
                synchronized (steps) {
                    long before = steps.stream()
                            .filter(step ->
                                    step.system().equals(name) && step.what().equals(what(call)))
                            .count();
                    steps.add(new Step(name, what(call), (int) before + 1));
                }
            }
        }));
        return steps;
    }

    private static boolean matters(String system, Call call) {
        boolean byOthers =
                call.path().endsWith(":authorize-session") || call.path().contains("/auth-methods/");
        return system.equals("Slack") ? call.path().endsWith("conversations.open") || handsOver(call) : !byOthers;
    }

    private static boolean handsOver(Call call) {
        return call.path().endsWith("chat.postMessage") && call.body().contains("unwrap");
    }

    private static String what(Call call) {
        return call.method() + " " + IDS.matcher(call.path()).replaceAll("$1_*");
    }

    private Predicate<Call> is(Step step) {
        return call -> matters(step.system(), call) && what(call).equals(step.what());
    }

    /** Makes exactly this call fail, once, counted from now on; the answer tells whether it came that far. */
    BooleanSupplier once(Step step, Fault fault) {
        AtomicInteger seen = new AtomicInteger();
        system(step).failTimes(1, call -> is(step).test(call) && seen.incrementAndGet() == step.nth(), fault);
        return () -> seen.get() >= step.nth();
    }

    /** Makes every call like this one fail, until mended. */
    void always(Step step, Fault fault) {
        system(step).fail(is(step), fault);
    }

    void mend() {
        systems.values().forEach(FakeServer::mend);
    }

    private FakeServer system(Step step) {
        FakeServer system = systems.get(step.system());
        if (system == null) {
            throw new IllegalArgumentException("no such system: " + step);
        }
        return system;
    }

    /** An answer of this status in the form of the system that gives it. */
    static Fault answer(Step step, int status) {
        if (step.system().equals("Slack")) {
            return new Fault.Answer(
                    status == 403
                            ? Reply.json(200, "{\"ok\":false,\"error\":\"user_disabled\"}")
                            : Reply.json(status, "{\"error\":\"" + VENDORS_WORDS + "\"}"));
        }
        return new Fault.Answer(Reply.json(
                status,
                step.system().equals("Vault")
                        ? "{\"errors\":[\"" + VENDORS_WORDS + "\"]}"
                        : "{\"kind\":\"" + (status == 403 ? "PermissionDenied" : "Internal") + "\",\"message\":\""
                                + VENDORS_WORDS + "\"}"));
    }
}
