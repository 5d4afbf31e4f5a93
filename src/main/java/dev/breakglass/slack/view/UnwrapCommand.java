package dev.breakglass.slack.view;

import dev.breakglass.access.Secret;

/**
 * How a wrapping token is opened from a shell. The token is named as the caller's own and nowhere else: so it works in an
 * empty shell, and neither an expired {@code VAULT_TOKEN} nor one in {@code ~/.vault-token} gets in its way.
 */
record UnwrapCommand(VaultAddress vault, Secret token) {
    /** Prints all that was wrapped. */
    String all() {
        return variables() + " vault unwrap";
    }

    /** Prints one field as it is. */
    String field(String name) {
        return all() + " -field=" + name;
    }

    /** Prints all that was wrapped, as JSON, without the vault command. */
    String allByCurl() {
        return curl("-sS");
    }

    private String curl(String options) {
        String namespace = vault.namespace().isEmpty() ? "" : " -H 'X-Vault-Namespace: " + vault.namespace() + "'";
        return "curl " + options + " -X POST -H 'X-Vault-Token: " + token.expose() + "'" + namespace + " "
                + vault.addr() + "/v1/sys/wrapping/unwrap";
    }

    /** Prints one field as JSON writes it, without its quotes; enough for values that JSON escapes nothing in but lines. */
    String fieldByCurl(String name) {
        // A refusal has no such field, so curl has to tell of it.
        return curl("-sSf") + " | sed -n 's/.*\"" + name + "\":\"\\([^\"]*\\)\".*/\\1/p'";
    }

    /** The variables as the requester's own shell needs them, but for the token. */
    String address() {
        return "VAULT_ADDR=" + vault.addr() + " VAULT_NAMESPACE=" + vault.namespace();
    }

    private String variables() {
        return address() + " VAULT_TOKEN=" + token.expose();
    }
}
