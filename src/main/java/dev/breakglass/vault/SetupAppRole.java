package dev.breakglass.vault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.breakglass.access.Secret;
import dev.breakglass.flow.Ledger;
import dev.breakglass.vault.VaultSetup.Login;
import dev.breakglass.vault.VaultSetup.Made;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The bot's AppRole and its two ids, of which the second is shown to nobody or wrapped. */
final class SetupAppRole {
    private final VaultAdmin admin;
    private final Ledger ledger;
    private final String policy;
    private final Login login;
    private final Duration ttl;
    private final Duration wrappedFor;
    private final String path;
    private final String label;

    SetupAppRole(VaultAdmin admin, Ledger ledger, String prefix, Login login, Duration ttl, Duration wrappedFor) {
        this.admin = admin;
        this.ledger = ledger;
        this.policy = prefix + "-bot";
        this.login = login;
        this.ttl = ttl;
        this.wrappedFor = wrappedFor;
        this.path = "auth/" + login.mount() + "/role/" + prefix;
        this.label = "AppRole " + prefix;
    }

    Made ensure() {
        Optional<JsonNode> found = admin.find(path);
        if (found.isEmpty()) {
            ledger.make(
                    label,
                    () -> admin.write(path, Map.of("token_policies", List.of(policy), "token_ttl", ttl.toSeconds())));
        } else {
            compare(found.get());
        }
        Optional<String> roleId =
                admin.find(path + "/role-id").map(data -> data.path("role_id").asText());
        roleId.ifPresent(this::keepRoleId);
        return new Made(roleId, secretId(roleId));
    }

    private void compare(JsonNode found) {
        TreeSet<String> policies = new TreeSet<>();
        found.path("token_policies").forEach(item -> policies.add(item.asText()));
        if (policies.equals(new TreeSet<>(List.of(policy)))) {
            ledger.inPlace(label);
        } else {
            ledger.differs(label, "token_policies [" + policy + "]", policies.toString());
        }
    }

    private void keepRoleId(String roleId) {
        Optional<Secret> known = login.roleId();
        if (known.isEmpty()) {
            login.keepRoleId()
                    .ifPresent(keep -> ledger.make("role id in its file", () -> {
                        keep.accept(Secret.of(roleId));
                        return roleId;
                    }));
        } else if (!known.get().expose().equals(roleId)) {
            ledger.differs("vault.roleId of the configuration", roleId, "another one");
        }
    }

    private Optional<Secret> secretId(Optional<String> roleId) {
        String what = "secret id of " + label;
        Optional<Secret> known = login.secretId();
        if (known.isPresent()) {
            boolean good = roleId.isPresent() && admin.letsIn(login.mount(), Secret.of(roleId.get()), known.get());
            if (good) {
                ledger.inPlace(what);
            } else {
                ledger.differs(what, "the one that the configuration names", "that Vault refuses it");
            }
            return Optional.empty();
        }
        if (login.keepSecretId().isPresent()) {
            ledger.make(what + ", in its file", () -> {
                Secret made = Secret.of(admin.write(path + "/secret-id", Map.of())
                        .path("secret_id")
                        .asText());
                login.keepSecretId().get().accept(made);
                return what;
            });
            return Optional.empty();
        }
        return ledger.make(what + ", wrapped", () -> admin.writeWrapped(path + "/secret-id", Map.of(), wrappedFor));
    }
}
