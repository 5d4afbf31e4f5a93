package dev.breakglass.vault;

import dev.breakglass.flow.Finding;
import java.util.List;

/** What {@link VaultCheck} says of the way to Vault and of the bot's login there. */
final class LoginFindings {
    private final Settings settings;

    LoginFindings(Settings settings) {
        this.settings = settings;
    }

    Finding unreachable(VaultException e) {
        return e.tlsTrouble()
                .map(trouble ->
                        Finding.fault("Vault at " + settings.addr() + " " + trouble.says(), trouble.remedy("vault")))
                .orElseGet(() -> Finding.fault(
                        "Vault does not answer at " + settings.addr(),
                        "start it, or correct vault.addr and what lies between"));
    }

    /** A wrapped secret id opens once, and is kept for the server. */
    boolean mayLogIn() {
        return !(settings.login() instanceof LoginMethod.WrappedAppRole);
    }

    List<Finding> beforeLogin() {
        if (!(settings.login() instanceof LoginMethod.WrappedAppRole role)) {
            return List.of();
        }
        boolean opens = new OpenSecretId(settings).wouldOpen(role);
        return List.of(
                opens
                        ? Finding.warning(
                                "the bot's secret id is wrapped, so its rights in Vault are not checked",
                                "check them once with an unwrapped secret id; logging in here would open the wrapped one")
                        : Finding.warning(
                                "the bot's wrapped secret id does not open",
                                "leave it if the server opened it and runs; else find out who did, and put a new one into"
                                        + " the file of vault.wrappedSecretId before the next start"));
    }

    Finding refused(VaultException e) {
        return Finding.fault(e.says() + " at " + settings.login().place(), remedy(settings.login()));
    }

    private static String remedy(LoginMethod method) {
        if (method instanceof LoginMethod.Kubernetes) {
            return "check vault.role, vault.mount and vault.namespace, and that this role is bound to the service account"
                    + " of the bot's pod";
        }
        if (method instanceof LoginMethod.Jwt) {
            return "check vault.role, vault.mount and vault.namespace, and that the token in vault.tokenFile has not run"
                    + " out and has the issuer, audience and subject that the role asks for";
        }
        if (method instanceof LoginMethod.TokenFile) {
            return "see why the agent that writes vault.tokenFile does not keep its token alive, and check"
                    + " vault.namespace";
        }
        return "issue a new secret id for the bot's AppRole; check vault.roleId, vault.secretId,"
                + " vault.approleMount and vault.namespace";
    }
}
