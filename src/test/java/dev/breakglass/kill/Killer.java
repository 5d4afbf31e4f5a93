package dev.breakglass.kill;

import dev.breakglass.kill.Step.Phase;
import dev.breakglass.kill.Step.When;
import dev.breakglass.sandbox.FakeServer;
import dev.breakglass.sandbox.FakeServer.Call;
import dev.breakglass.sandbox.FakeServer.Fault;
import dev.breakglass.sandbox.FakeServer.Moment;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Stands between the bot and the outside systems, counts the calls, and kills the bot at one of them. */
final class Killer {
    /** What changes something outside; only such a call can do harm when it comes late. */
    private static final Pattern CHANGES = Pattern.compile(
            ".*(:set-principals|:cancel|token/create/.*|database/creds/.*|leases/renew|leases/revoke|revoke-accessor"
                    + "|wrapping/wrap|chat\\.[a-zA-Z]+)");
    /** Tells its caller nothing about what the dead bot did. */
    private static final Pattern LOGIN = Pattern.compile(".*(:authenticate|/login)");
    /** Ids of Boundary are a prefix and ten random characters. */
    private static final Pattern ID = Pattern.compile("/[a-z]+_[0-9A-Za-z]{4,}");

    /** A kind of call, as it was seen for the nth time in a phase. */
    record Seen(Phase phase, String call, int nth) {
        /** The moments around it at which a kill can make a difference. */
        List<Step> steps() {
            if (call.equals(Step.ACKNOWLEDGEMENT)) {
                return List.of(new Step(phase, call, nth, When.DONE));
            }
            List<Step> steps = new ArrayList<>();
            for (When when : When.values()) {
                if (when != When.LATE || CHANGES.matcher(call).matches()) {
                    steps.add(new Step(phase, call, nth, when));
                }
            }
            return steps;
        }
    }

    private final Optional<Step> step;
    private final Child child;
    private final List<Seen> seen = new ArrayList<>();
    /** By identity, because the bot may say the same twice. */
    private final IdentityHashMap<Call, Seen> names = new IdentityHashMap<>();

    private final CountDownLatch lateCallMayLand = new CountDownLatch(1);
    private Phase phase = Phase.START;
    private boolean killed;
    private String killedAt = "";

    Killer(Optional<Step> step, Child child) {
        this.step = step;
        this.child = child;
    }

    void watch(String system, FakeServer server) {
        server.watch((moment, call) -> saw(system, server, moment, call));
    }

    synchronized void enter(Phase next) {
        phase = next;
    }

    synchronized boolean hasKilled() {
        return killed;
    }

    /** Every call so far. */
    synchronized List<Seen> seen() {
        return List.copyOf(seen);
    }

    /** How many messages were sent or changed so far. */
    synchronized int saidInSlack() {
        return (int) seen.stream().filter(one -> one.call().contains("/chat.")).count();
    }

    /** A person's deed was acknowledged just now. */
    void acknowledged() {
        Seen now = named(Step.ACKNOWLEDGEMENT);
        if (isTheStep(now)) {
            die("");
        }
    }

    /** Kills the bot between two steps. */
    void killNow() {
        die("");
    }

    /** Lets a call that hangs on its way land, because the story is over. */
    void over() {
        lateCallMayLand.countDown();
    }

    private void saw(String system, FakeServer server, Moment moment, Call call) {
        if (moment == Moment.ARRIVED) {
            Seen now = named(
                    system + " " + call.method() + " " + ID.matcher(call.path()).replaceAll("/*"));
            remember(call, now);
            if (!isTheStep(now)) {
                return;
            }
            if (step.orElseThrow().when() == When.LOST) {
                die(system);
                server.failTimes(1, other -> recall(other).equals(now), new Fault.HangUp());
            } else if (step.orElseThrow().when() == When.LATE) {
                die(system);
                awaitSuccessor();
            }
        } else if (step.isPresent() && step.get().when() == When.DONE && isTheStep(recall(call))) {
            die(system);
        } else {
            letLateCallLand(system, call);
        }
    }

    private synchronized void letLateCallLand(String system, Call call) {
        if (killed && system.equals(killedAt) && !LOGIN.matcher(call.path()).matches()) {
            lateCallMayLand.countDown();
        }
    }

    private void awaitSuccessor() {
        try {
            lateCallMayLand.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Seen named(String call) {
        int before = (int) seen.stream()
                .filter(one -> one.phase() == phase && one.call().equals(call))
                .count();
        Seen now = new Seen(phase, call, before + 1);
        seen.add(now);
        return now;
    }

    private synchronized void remember(Call call, Seen name) {
        names.put(call, name);
    }

    private synchronized Seen recall(Call call) {
        return names.getOrDefault(call, new Seen(Phase.START, "", 0));
    }

    private synchronized boolean isTheStep(Seen now) {
        return !killed
                && step.filter(one -> one.isAround(now.phase(), now.call(), now.nth()))
                        .isPresent();
    }

    private synchronized void die(String system) {
        killed = true;
        killedAt = system;
        child.kill();
    }
}
