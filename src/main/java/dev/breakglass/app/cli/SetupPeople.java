package dev.breakglass.app.cli;

import dev.breakglass.access.Secret;
import dev.breakglass.app.config.Draft;
import dev.breakglass.boundary.Administrator;
import dev.breakglass.boundary.BoundaryException;
import dev.breakglass.boundary.BoundaryPeople;
import dev.breakglass.boundary.BoundarySetup;
import dev.breakglass.slack.SlackPeople;
import dev.breakglass.tls.UnusableFile;
import java.io.PrintWriter;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Suggests who is who in Slack and in Boundary, for a person to review; changes nothing. */
@Command(
        name = "people",
        mixinStandardHelpOptions = true,
        description = {
            "Reads Slack's and Boundary's users and prints a people file for review; changes nothing.",
            "Boundary is read with the bot's login, or with an administrator's as in `setup boundary`."
        })
final class SetupPeople implements Callable<Integer> {
    private final Terminal terminal;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    ConfigOption config;

    @Option(names = "--suggest", required = true, description = "Prints the suggestion; there is nothing else to do.")
    boolean suggest;

    SetupPeople(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        Optional<Draft> draft = Setup.draft(config, terminal, err);
        if (draft.isEmpty()) {
            return Main.WRONG_USE;
        }
        Optional<URI> boundary = draft.get().address("boundary.addr");
        Optional<Secret> slackToken = draft.get().secret("slack.botToken").value();
        Optional<String> method = draft.get().text("boundary.authMethod");
        if (boundary.isEmpty() || slackToken.isEmpty() || method.isEmpty()) {
            err.println("Needed are slack.botToken, boundary.addr and boundary.authMethod in the configuration.");
            return Main.WRONG_USE;
        }
        String slackUrl = draft.get()
                .address("slack.apiUrl")
                .map(URI::toString)
                .orElse(dev.breakglass.slack.Settings.DEFAULT_API_URL);
        try {
            Optional<Administrator> login = login(draft.get(), method.get());
            if (login.isEmpty()) {
                err.println(
                        "No login for Boundary was given. Set BOUNDARY_LOGIN_NAME and BOUNDARY_PASSWORD, or type it.");
                return Main.WRONG_USE;
            }
            List<BoundaryPeople.Known> users =
                    new BoundaryPeople(boundary.get(), draft.get().tls("boundary")).users(login.get(), method.get());
            List<SlackPeople.Member> members = new SlackPeople(slackUrl, slackToken.get()).members();
            new PeopleSuggestion(members, users).print(spec.commandLine().getOut());
            return Main.DONE;
        } catch (BoundaryException e) {
            err.println(BoundarySetup.explain(e, boundary.get()));
        } catch (SlackPeople.Unreadable e) {
            err.println(e.getMessage());
        } catch (UnusableFile e) {
            err.println("breakglass: " + e.getMessage() + ". " + e.remedy());
        }
        return Main.WRONG_USE;
    }

    /** The bot may list users, so its own login is enough once it is there. */
    private Optional<Administrator> login(Draft draft, String method) {
        Optional<String> name = draft.text("boundary.loginName");
        Optional<Secret> password = draft.secret("boundary.password").value();
        return name.isPresent() && password.isPresent()
                ? Optional.of(new Administrator.ByPassword(method, name.get(), password.get()))
                : SetupBoundary.administrator(terminal, method);
    }
}
