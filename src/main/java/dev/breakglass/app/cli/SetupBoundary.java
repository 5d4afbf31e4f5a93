package dev.breakglass.app.cli;

import dev.breakglass.access.Secret;
import dev.breakglass.app.config.Draft;
import dev.breakglass.app.config.SecretFile;
import dev.breakglass.boundary.Administrator;
import dev.breakglass.boundary.BoundaryException;
import dev.breakglass.boundary.BoundarySetup;
import dev.breakglass.boundary.BoundarySetup.Opens;
import dev.breakglass.boundary.BoundarySetup.Wanted;
import dev.breakglass.boundary.BoundarySetup.WantedTarget;
import dev.breakglass.flow.Ledger;
import dev.breakglass.tls.UnusableFile;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes the bot's account, the slots and the roles in Boundary. */
@Command(
        name = "boundary",
        mixinStandardHelpOptions = true,
        description = {
            "Makes the bot's account, its rights and the slots of each target; changes nothing that exists.",
            "The administrator's login is BOUNDARY_TOKEN, or BOUNDARY_LOGIN_NAME and BOUNDARY_PASSWORD, or is asked for."
        })
final class SetupBoundary implements Callable<Integer> {
    private static final int DEFAULT_SLOTS = 2;
    private static final int PASSWORD_BYTES = 24;

    private final Terminal terminal;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    ConfigOption config;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    Setup.Options options;

    @Option(
            names = "--slots",
            paramLabel = "N",
            description = "How many people may be in a target at once; as many slots as the policy lists, or else 2.")
    int slots;

    @Option(
            names = "--accounts",
            paramLabel = "N",
            description = "How many emergency accounts each target gets, for when people's own logins fail.")
    int accounts;

    @Option(
            names = "--hard-kill",
            description = "Lets the bot end people's logins as the last resort, as hard_kill in the policy does.")
    boolean hardKill;

    @Option(
            names = "--admin-auth-method",
            paramLabel = "ID",
            description = "Where the administrator logs in, if not at boundary.authMethod.")
    @Nullable
    String adminAuthMethod;

    private Optional<Secret> newPassword = Optional.empty();

    SetupBoundary(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        Optional<Draft> draft = Setup.draft(config, terminal, err);
        if (draft.isEmpty() || !options.prefixIsUsable(err)) {
            return Main.WRONG_USE;
        }
        Optional<URI> addr = draft.get().address("boundary.addr");
        if (addr.isEmpty()) {
            err.println("The configuration has no usable boundary.addr. Write one such as https://host:9200.");
            return Main.WRONG_USE;
        }
        Ledger ledger = new Ledger(options.dryRun);
        try {
            return run(draft.get(), new BoundarySetup(addr.get(), draft.get().tls("boundary")), ledger);
        } catch (BoundaryException e) {
            Setup.print(ledger, spec.commandLine().getOut());
            err.println(BoundarySetup.explain(e, addr.get()));
        } catch (UncheckedIOException e) {
            Setup.print(ledger, spec.commandLine().getOut());
            err.println("breakglass: " + e.getMessage());
        } catch (UnusableFile e) {
            err.println("breakglass: " + e.getMessage() + ". " + e.remedy());
        }
        return Main.WRONG_USE;
    }

    private int run(Draft draft, BoundarySetup setup, Ledger ledger) {
        PrintWriter err = spec.commandLine().getErr();
        Optional<String> method = authMethod(draft, setup);
        if (method.isEmpty()) {
            err.println(
                    "Which password auth method the bot shall use is not clear. Write its id to boundary.authMethod.");
            return Main.WRONG_USE;
        }
        Optional<Administrator> administrator =
                administrator(terminal, adminAuthMethod == null ? method.get() : adminAuthMethod);
        if (administrator.isEmpty()) {
            err.println("No administrator's login was given. Set BOUNDARY_TOKEN, or BOUNDARY_LOGIN_NAME and"
                    + " BOUNDARY_PASSWORD, or type it.");
            return Main.WRONG_USE;
        }
        Draft.Place place = draft.secret("boundary.password");
        Wanted wanted = new Wanted(
                options.prefix,
                method.get(),
                draft.text("boundary.loginName").orElse(options.prefix + "-bot"),
                place.value(),
                () -> generated(place),
                draft.looksPeopleUp(),
                hardKill || draft.targets().stream().anyMatch(Draft.Target::hardKill),
                options.named(draft).values().stream().map(this::wanted).toList());
        List<Opens> opens = setup.run(administrator.get(), wanted, ledger);
        PrintWriter out = spec.commandLine().getOut();
        Setup.print(ledger, out);
        printBlocks(draft, wanted, opens, out);
        return Setup.conclude(ledger, out);
    }

    private static Optional<String> authMethod(Draft draft, BoundarySetup setup) {
        return draft.text("boundary.authMethod").or(() -> {
            List<String> methods = setup.passwordMethods();
            return methods.size() == 1 ? Optional.of(methods.get(0)) : Optional.empty();
        });
    }

    /** Whoever runs the command, as the environment says or as is typed; empty if nothing is. */
    static Optional<Administrator> administrator(Terminal terminal, String method) {
        Optional<Administrator> byToken =
                terminal.variable("BOUNDARY_TOKEN").map(token -> new Administrator.ByToken(Secret.of(token)));
        if (byToken.isPresent()) {
            return byToken;
        }
        Optional<String> name = terminal.text("BOUNDARY_LOGIN_NAME", "Boundary administrator's login name");
        return name.flatMap(given -> terminal.secret("BOUNDARY_PASSWORD", "Boundary administrator's password"))
                .map(password -> new Administrator.ByPassword(method, name.orElseThrow(), password));
    }

    private WantedTarget wanted(Setup.Named named) {
        Draft.Target target = named.target();
        int listed = target.slots().isEmpty() ? DEFAULT_SLOTS : target.slots().size();
        return new WantedTarget(
                target.name(),
                named.inBoundary().or(target::boundaryTarget).orElse(target.name()),
                target.slots(),
                slots > 0 ? slots : listed,
                target.accounts(),
                accounts > 0 ? accounts : target.accounts().size());
    }

    /** Kept before the account is made, so that no account has a password that nobody knows. */
    private Secret generated(Draft.Place place) {
        byte[] bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        Secret password = Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        place.file()
                .ifPresentOrElse(file -> SecretFile.write(file, password), () -> newPassword = Optional.of(password));
        return password;
    }

    // ---- what to paste ----

    private void printBlocks(Draft draft, Wanted wanted, List<Opens> opens, PrintWriter out) {
        String password = draft.asWritten("boundary.password").orElse("${BOUNDARY_PASSWORD}");
        out.printf("""

                # configuration
                boundary:
                  addr: %s
                  authMethod: %s
                  loginName: %s
                  password: %s
                """, draft.asWritten("boundary.addr").orElse(""), wanted.authMethod(), wanted.loginName(), password);
        newPassword.ifPresent(secret -> out.println("# the bot's password, shown this once: " + secret.expose()));
        out.println();
        out.println("# policy");
        out.println("targets:");
        opens.forEach(each -> printTarget(each, out));
        out.println();
    }

    private static void printTarget(Opens opens, PrintWriter out) {
        out.println("  " + opens.name() + ":");
        out.println("    boundary:");
        out.println("      project: " + opens.project());
        out.println("      target: " + opens.target());
        out.println("      slots: [" + String.join(", ", opens.slots()) + "]");
        if (!opens.accounts().isEmpty()) {
            out.println(opens.accounts().stream()
                    .map(each -> "{account: " + each.account() + ", user: " + each.user() + "}")
                    .collect(Collectors.joining(", ", "      emergency_accounts: [", "]")));
        }
    }
}
