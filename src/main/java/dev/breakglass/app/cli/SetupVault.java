package dev.breakglass.app.cli;

import dev.breakglass.access.Secret;
import dev.breakglass.app.config.Draft;
import dev.breakglass.app.config.Durations;
import dev.breakglass.app.config.SecretFile;
import dev.breakglass.flow.Ledger;
import dev.breakglass.tls.UnusableFile;
import dev.breakglass.vault.VaultException;
import dev.breakglass.vault.VaultSetup;
import dev.breakglass.vault.VaultSetup.Connection;
import dev.breakglass.vault.VaultSetup.Credential;
import dev.breakglass.vault.VaultSetup.Kind;
import dev.breakglass.vault.VaultSetup.Login;
import dev.breakglass.vault.VaultSetup.Made;
import dev.breakglass.vault.VaultSetup.Wanted;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes the bot's login, the policies, the token roles and the database roles in Vault or OpenBao. */
@Command(
        name = "vault",
        mixinStandardHelpOptions = true,
        description = {
            "Makes the bot's login, policies, token roles and database roles; changes nothing that exists.",
            "The administrator's token is VAULT_TOKEN, or is asked for."
        })
final class SetupVault implements Callable<Integer> {
    private static final String APPROLE = "approle";
    private static final Duration DEFAULT_TTL = Duration.ofHours(1);

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
            names = "--longest",
            paramLabel = "DURATION",
            defaultValue = "4h",
            description = "The longest total of targets whose policy does not say it; ${DEFAULT-VALUE} if not given.")
    String longest = "4h";

    @Option(
            names = "--database-url",
            paramLabel = "URL",
            description = "Makes database connections that are missing, with {{username}} and {{password}} in it.")
    @Nullable
    String databaseUrl;

    @Option(
            names = "--database-user",
            paramLabel = "NAME",
            description = "Who makes and drops users there; the password is DATABASE_PASSWORD, or is asked for.")
    @Nullable
    String databaseUser;

    @Option(
            names = "--grant",
            paramLabel = "SQL",
            description = "What a new database user may do; may be repeated. Without it, reading everything.")
    List<String> grants = List.of();

    SetupVault(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        Optional<Draft> draft = Setup.draft(config, terminal, err);
        if (draft.isEmpty() || !options.prefixIsUsable(err)) {
            return Main.WRONG_USE;
        }
        Optional<URI> addr = draft.get().address("vault.addr");
        Optional<Duration> total = Durations.parse(longest);
        if (addr.isEmpty() || total.isEmpty() || (databaseUrl == null) != (databaseUser == null)) {
            err.println(wrongUse(addr, total));
            return Main.WRONG_USE;
        }
        Ledger ledger = new Ledger(options.dryRun);
        try {
            return run(draft.get(), addr.get(), total.get(), ledger);
        } catch (VaultException e) {
            Setup.print(ledger, spec.commandLine().getOut());
            err.println(VaultSetup.explain(e, addr.get()));
        } catch (UncheckedIOException e) {
            Setup.print(ledger, spec.commandLine().getOut());
            err.println("breakglass: " + e.getMessage());
        } catch (UnusableFile e) {
            err.println("breakglass: " + e.getMessage() + ". " + e.remedy());
        }
        return Main.WRONG_USE;
    }

    private static String wrongUse(Optional<URI> addr, Optional<Duration> total) {
        if (addr.isEmpty()) {
            return "The configuration has no usable vault.addr. Write one such as https://host:8200.";
        }
        return total.isEmpty()
                ? "--longest is not a duration. Write it like 90m or 4h."
                : "--database-url and --database-user are given together.";
    }

    private int run(Draft draft, URI addr, Duration total, Ledger ledger) {
        Optional<Secret> token = terminal.secret("VAULT_TOKEN", "Vault administrator's token");
        if (token.isEmpty()) {
            spec.commandLine().getErr().println("No administrator's token was given. Set VAULT_TOKEN, or type it.");
            return Main.WRONG_USE;
        }
        List<Credential> credentials = options.named(draft).values().stream()
                .flatMap(named -> credentials(named, total))
                .toList();
        Wanted wanted = new Wanted(
                options.prefix,
                login(draft),
                credentials,
                connection(),
                grants.isEmpty() ? List.of(VaultSetup.READ_ALL) : grants);
        Made made = new VaultSetup(addr, draft.text("vault.namespace"), draft.tls("vault"))
                .run(token.get(), wanted, ledger);
        PrintWriter out = spec.commandLine().getOut();
        Setup.print(ledger, out);
        printBlocks(draft, made, credentials, out);
        return Setup.conclude(ledger, out);
    }

    private static Optional<Login> login(Draft draft) {
        if (!draft.text("vault.login").orElse(APPROLE).equals(APPROLE)) {
            return Optional.empty();
        }
        Draft.Place roleId = draft.secret("vault.roleId");
        Draft.Place secretId = draft.secret("vault.secretId");
        String mount = draft.text("vault.approleMount").orElse(APPROLE);
        return Optional.of(new Login(mount, roleId.value(), secretId.value(), keep(roleId), keep(secretId)));
    }

    private static Optional<Consumer<Secret>> keep(Draft.Place place) {
        return place.file().map(file -> secret -> SecretFile.write(file, secret));
    }

    private Optional<Connection> connection() {
        if (databaseUrl == null || databaseUser == null) {
            return Optional.empty();
        }
        return Optional.of(new Connection(
                databaseUrl,
                databaseUser,
                () -> terminal.secret("DATABASE_PASSWORD", "Password of " + databaseUser + " in the database")
                        .orElse(Secret.of(""))));
    }

    // ---- what is issued ----

    private Stream<Credential> credentials(Setup.Named named, Duration total) {
        Draft.Target target = named.target();
        String own = options.prefix + "-" + target.name();
        Duration end = target.longest().orElse(total);
        boolean isNew = target.credentials().isEmpty() && named.isGiven();
        return isNew
                ? Stream.of(new Credential(
                        target.name(),
                        Kind.DATABASE,
                        "database/creds/" + target.name(),
                        false,
                        own,
                        List.of(own),
                        DEFAULT_TTL,
                        end))
                : target.credentials().stream().map(each -> credential(target.name(), own, each, end));
    }

    private static Credential credential(String target, String own, Draft.Credential draft, Duration longest) {
        boolean isSsh = draft.kind().startsWith("ssh-");
        boolean isDatabase = draft.kind().isEmpty() || draft.kind().equals("database");
        return new Credential(
                target,
                isDatabase ? Kind.DATABASE : isSsh ? Kind.SSH : Kind.OTHER,
                isDatabase && draft.path().isEmpty() ? "database/creds/" + target : draft.path(),
                isSsh || draft.hasParameters(),
                draft.tokenRole().isEmpty() ? own : draft.tokenRole(),
                draft.policies().isEmpty() ? List.of(own) : draft.policies(),
                draft.defaultTtl().orElse(DEFAULT_TTL),
                longest);
    }

    // ---- what to paste ----

    private void printBlocks(Draft draft, Made made, List<Credential> credentials, PrintWriter out) {
        out.println();
        out.println("# configuration");
        out.println("vault:");
        out.println("  addr: " + draft.asWritten("vault.addr").orElse(""));
        draft.asWritten("vault.namespace").ifPresent(name -> out.println("  namespace: " + name));
        if (login(draft).isPresent()) {
            printLogin(draft, made, out);
        } else {
            out.println("# give the policy " + options.prefix + "-bot to whatever the bot logs in with");
        }
        out.println();
        List<Credential> databases = credentials.stream()
                .filter(each -> each.kind() == Kind.DATABASE)
                .toList();
        if (databases.isEmpty()) {
            return;
        }
        out.println("# policy");
        out.println("targets:");
        databases.stream().map(Credential::target).distinct().forEach(target -> {
            out.println("  " + target + ":");
            out.println("    vault:");
            databases.stream().filter(each -> each.target().equals(target)).forEach(each -> printCredential(each, out));
        });
        out.println();
    }

    private static void printLogin(Draft draft, Made made, PrintWriter out) {
        Draft.Place place = draft.secret("vault.roleId");
        String roleId = place.file().isPresent() || place.value().isPresent()
                ? draft.asWritten("vault.roleId").orElse("")
                : made.roleId().orElse("(known once it is made)");
        draft.asWritten("vault.approleMount").ifPresent(mount -> out.println("  approleMount: " + mount));
        out.println("  roleId: " + roleId);
        out.println("  secretId: " + draft.asWritten("vault.secretId").orElse("${VAULT_SECRET_ID}"));
        made.wrappedSecretId()
                .ifPresent(token -> out.println(
                        "# the secret id, once, within 30 minutes: vault unwrap -field=secret_id " + token.expose()));
    }

    private static void printCredential(Credential credential, PrintWriter out) {
        String name = credential.path().substring(credential.path().lastIndexOf('/') + 1);
        out.println("      - name: " + name);
        out.println("        kind: database");
        out.println("        path: " + credential.path());
        out.println("        token_role: " + credential.tokenRole());
        out.println("        policies: [" + String.join(", ", credential.policies()) + "]");
        out.println("        default_ttl: " + Durations.write(credential.defaultTtl()));
    }
}
