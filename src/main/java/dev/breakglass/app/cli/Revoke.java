package dev.breakglass.app.cli;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Actor;
import dev.breakglass.access.Holding;
import dev.breakglass.access.Proof;
import dev.breakglass.access.RequestId;
import dev.breakglass.access.State;
import dev.breakglass.app.CommandNode;
import dev.breakglass.app.config.Config;
import dev.breakglass.flow.Outcome;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Ends one grant or all, and waits for the proof. */
@Command(
        name = "revoke",
        mixinStandardHelpOptions = true,
        description = "Ends one grant, or all; works beside a running server and without one.")
final class Revoke implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    ConfigOption config;

    @ArgGroup(exclusive = true, multiplicity = "1")
    @SuppressWarnings("NullAway.Init")
    Which which;

    /** Which grants. */
    static final class Which {
        @Parameters(index = "0", paramLabel = "ID", description = "A request, as `breakglass requests` lists it.")
        @Nullable
        String id;

        @Option(
                names = "--all",
                description = "Everything that is open; nothing new is granted until the freeze is lifted.")
        boolean all;

        @Option(names = "--lift-freeze", description = "Lets new grants be given again.")
        boolean liftFreeze;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Optional<Config> read = config.readForStored(err);
        if (read.isEmpty()) {
            return Main.WRONG_USE;
        }
        Actor operator = Actor.operator(System.getProperty("user.name", "unknown"));
        try (CommandNode node = CommandNode.start(read.get(), config.time())) {
            if (which.liftFreeze) {
                out.println(node.endEarly().liftFreeze(operator) ? "The freeze is lifted." : "Nothing was frozen.");
                return Main.DONE;
            }
            return which.all ? revokeAll(node, operator, out) : revokeOne(node, operator, out, err);
        }
    }

    private int revokeAll(CommandNode node, Actor operator, PrintWriter out) {
        int ended = node.endEarly().revokeAll(operator);
        out.println(ended + " ended. Nothing new is granted until `breakglass revoke --lift-freeze`.");
        return waitForProof(node, node.closing(), out);
    }

    private int revokeOne(CommandNode node, Actor operator, PrintWriter out, PrintWriter err) {
        Optional<RequestId> id = RequestId.parse(Objects.requireNonNull(which.id));
        if (id.isEmpty()) {
            err.println("'" + which.id + "' is not the id of a request. `breakglass requests` lists them.");
            return Main.WRONG_USE;
        }
        Outcome outcome = node.endEarly().revoke(operator, id.get());
        if (outcome instanceof Outcome.Refused refused) {
            boolean ending = refused.request()
                    .map(request -> request.state().name() == State.Name.CLOSING)
                    .orElse(false);
            if (!ending) {
                err.println("Nothing to revoke: " + says(refused) + ". `breakglass requests` lists what is open.");
                return Main.FAILED;
            }
        }
        return waitForProof(node, List.of(id.get()), out);
    }

    private static String says(Outcome.Refused refused) {
        return refused.request()
                .map(request -> "the request is " + request.state().name())
                .orElse("there is no such request");
    }

    private static int waitForProof(CommandNode node, List<RequestId> ids, PrintWriter out) {
        List<AccessRequest> left = node.awaitClosed(ids, out::println, Revoke::proofs);
        for (AccessRequest request : left) {
            out.println(request.id() + " is not proved gone yet; a running server goes on, or run this again.");
        }
        return left.isEmpty() ? Main.DONE : Main.FAILED;
    }

    private static String proofs(AccessRequest request) {
        StringBuilder text = new StringBuilder(request.id() + " is revoked.");
        for (Holding holding : request.holdings()) {
            Proof proof = holding.proof();
            if (proof != null) {
                text.append(System.lineSeparator())
                        .append("  ")
                        .append(holding.name())
                        .append(": ")
                        .append(proof.says())
                        .append(" (")
                        .append(proof.at())
                        .append(')');
            }
        }
        return text.toString();
    }
}
