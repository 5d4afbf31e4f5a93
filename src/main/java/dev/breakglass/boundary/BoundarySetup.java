package dev.breakglass.boundary;

import dev.breakglass.access.Secret;
import dev.breakglass.flow.Ledger;
import dev.breakglass.tls.Tls;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Makes what an administrator must make in Boundary before the bot exists: its account and user, the slots of each target,
 * and roles with no more than the bot needs. What exists and differs is told and left alone.
 */
public final class BoundarySetup {
    private final BoundaryHttp http;

    public BoundarySetup(URI addr, Tls tls) {
        this.http = new BoundaryHttp(addr, tls);
    }

    /**
     * What there shall be.
     *
     * @param prefix starts every name that is made
     * @param password of the bot, if the configuration names one that is there
     * @param newPassword makes the bot's password and keeps it, right before the account is made with it
     * @param looksPeopleUp whether the bot may find people's users by their accounts
     * @param hardKill whether the bot may delete people's auth tokens
     */
    public record Wanted(
            String prefix,
            String authMethod,
            String loginName,
            Optional<Secret> password,
            Supplier<Secret> newPassword,
            boolean looksPeopleUp,
            boolean hardKill,
            List<WantedTarget> targets) {}

    /**
     * A target that people may ask for.
     *
     * @param name in the policy
     * @param target its id or name in Boundary
     * @param slots ids that the policy lists already
     * @param slotCount how many slots there shall be at least
     * @param accounts ids of emergency accounts that the policy lists already
     * @param accountCount how many emergency accounts there shall be at least
     */
    public record WantedTarget(
            String name, String target, List<String> slots, int slotCount, List<String> accounts, int accountCount) {}

    /** What the policy says about a target once all is there; without the slots that a dry run did not make. */
    public record Opens(
            String name, String project, String target, List<String> slots, List<EmergencyAccount> accounts) {}

    /** An account for the day on which people's own logins fail. */
    public record EmergencyAccount(String account, String user) {}

    /** The password auth methods that anybody may see in the global scope. */
    public List<String> passwordMethods() {
        BoundaryHttp.Ask ask =
                BoundaryHttp.Ask.list("list the auth methods", "auth-methods", Map.of("scope_id", "global"));
        return http.send(ask, null, UUID.randomUUID()).objects("items").stream()
                .map(method -> method.text("id"))
                .filter(id -> id.startsWith("ampw_"))
                .toList();
    }

    /** Makes what is missing and writes everything into the ledger; throws {@link BoundaryException} where it cannot. */
    public List<Opens> run(Administrator administrator, Wanted wanted, Ledger ledger) {
        try (BoundaryAdmin admin = BoundaryAdmin.login(http, administrator)) {
            String scope = admin.read("auth-methods", wanted.authMethod()).requiredText("scope_id");
            return new SetupRun(http, wanted, ledger, admin, scope).all();
        }
    }

    /** What went wrong, for an administrator. */
    public static String explain(BoundaryException e, URI addr) {
        boolean atLogin = e.operation().equals(BoundaryException.LOGIN);
        if (e.status() == 0) {
            return "Boundary does not answer at " + addr + ". Correct boundary.addr, or start it.";
        }
        if (atLogin && e.status() < 500 && e.status() != 429) {
            return "Boundary refuses the administrator's login. Check the login name, the password and the auth method.";
        }
        return e.status() == 401 || e.status() == 403
                ? "Boundary does not allow this administrator to " + e.operation() + "."
                : "Boundary failed to " + e.operation() + " (status " + e.status() + "). Its log says more.";
    }
}
