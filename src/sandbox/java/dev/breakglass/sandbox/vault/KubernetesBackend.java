package dev.breakglass.sandbox.vault;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The Kubernetes login, with a cluster behind it that knows the tokens of its service accounts. */
final class KubernetesBackend implements Backend {
    private final LoginRoles roles = new LoginRoles();
    private final ServiceAccounts accounts;
    private final LoginTokens login;

    KubernetesBackend(ServiceAccounts accounts, Tokens tokens, Present present) {
        this.accounts = accounts;
        this.login = new LoginTokens(tokens, present);
    }

    @Override
    public boolean exists(String path) {
        return roles.exists(path);
    }

    @Override
    public Optional<Outcome> answer(Ask ask) {
        if (ask.is(Ask.Verb.WRITE, "config")) {
            return Optional.of(Outcome.DONE);
        }
        return ask.is(Ask.Verb.WRITE, "login") ? Optional.of(login(ask)) : roles.answer(ask);
    }

    private Outcome login(Ask ask) {
        String name = ask.body().text("role");
        Fields role = roles.find(name).orElseThrow(() -> Refusal.of(400, "invalid role name \"" + name + "\""));
        ServiceAccounts.Account account = accounts.of(ask.body().text("jwt"))
                .filter(found -> role.texts("bound_service_account_names").contains(found.name())
                        && role.texts("bound_service_account_namespaces").contains(found.namespace()))
                .orElseThrow(Refusal::badToken);
        Map<String, String> meta = Map.of(
                "role", name,
                "service_account_name", account.name(),
                "service_account_namespace", account.namespace());
        return login.grant(
                ask,
                "kubernetes-" + account.namespace() + "-" + account.name(),
                () -> roles.find(name).orElse(role),
                meta,
                UUID.randomUUID().toString());
    }
}
