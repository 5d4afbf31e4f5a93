package dev.breakglass.app.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Every key of the configuration; there is no other. */
enum ConfigKey {
    POLICY("policy", Presence.REQUIRED, ""),
    DATA("data", Presence.DEFAULT, "breakglass-data"),
    DATABASE_URL("database.url", Presence.REQUIRED, ""),
    DATABASE_USER("database.user", Presence.REQUIRED, ""),
    DATABASE_PASSWORD("database.password", Presence.REQUIRED, "", Reference.NEVER_VAULT),
    DATABASE_CONNECTIONS("database.connections", Presence.DEFAULT, "12"),
    HTTP_PORT("http.port", Presence.DEFAULT, "8080"),
    HTTP_BIND("http.bind", Presence.DEFAULT, "0.0.0.0"),
    ADMIN_PORT("admin.port", Presence.DEFAULT, "8081"),
    ADMIN_BIND("admin.bind", Presence.DEFAULT, "127.0.0.1"),
    SLACK_API_URL("slack.apiUrl", Presence.DEFAULT, "https://slack.com/api/"),
    SLACK_BOT_TOKEN("slack.botToken", Presence.REQUIRED, "", Reference.VAULT),
    SLACK_SIGNING_SECRETS("slack.signingSecrets", Presence.REQUIRED, "", Reference.VAULT),
    SLACK_TEAM_ID("slack.teamId", Presence.REQUIRED, ""),
    SLACK_APP_ID("slack.appId", Presence.REQUIRED, ""),
    BOUNDARY_ADDR("boundary.addr", Presence.REQUIRED, ""),
    BOUNDARY_PUBLIC_ADDR("boundary.publicAddr", Presence.OPTIONAL, ""),
    BOUNDARY_AUTH_METHOD("boundary.authMethod", Presence.REQUIRED, ""),
    BOUNDARY_LOGIN_NAME("boundary.loginName", Presence.REQUIRED, ""),
    BOUNDARY_PASSWORD("boundary.password", Presence.REQUIRED, "", Reference.NEVER_VAULT),
    BOUNDARY_CA_FILE("boundary.caFile", Presence.OPTIONAL, ""),
    BOUNDARY_CLIENT_CERT_FILE("boundary.clientCertFile", Presence.OPTIONAL, ""),
    BOUNDARY_CLIENT_KEY_FILE("boundary.clientKeyFile", Presence.OPTIONAL, ""),
    VAULT_ADDR("vault.addr", Presence.REQUIRED, ""),
    VAULT_PUBLIC_ADDR("vault.publicAddr", Presence.OPTIONAL, ""),
    VAULT_NAMESPACE("vault.namespace", Presence.OPTIONAL, ""),
    VAULT_CA_FILE("vault.caFile", Presence.OPTIONAL, ""),
    VAULT_CLIENT_CERT_FILE("vault.clientCertFile", Presence.OPTIONAL, ""),
    VAULT_CLIENT_KEY_FILE("vault.clientKeyFile", Presence.OPTIONAL, ""),
    VAULT_LOGIN("vault.login", Presence.DEFAULT, "approle"),
    VAULT_APPROLE_MOUNT("vault.approleMount", Presence.DEFAULT, "approle"),
    VAULT_ROLE_ID("vault.roleId", Presence.OPTIONAL, "", Reference.NEVER_VAULT),
    VAULT_SECRET_ID("vault.secretId", Presence.OPTIONAL, "", Reference.NEVER_VAULT),
    VAULT_WRAPPED_SECRET_ID("vault.wrappedSecretId", Presence.OPTIONAL, "", Reference.NEVER_VAULT),
    VAULT_MOUNT("vault.mount", Presence.OPTIONAL, ""),
    VAULT_ROLE("vault.role", Presence.OPTIONAL, ""),
    VAULT_TOKEN_FILE("vault.tokenFile", Presence.OPTIONAL, ""),
    VAULT_WRAP_TTL("vault.wrapTtl", Presence.DEFAULT, "5m"),
    PAGER_PAGERDUTY_KEY("pager.pagerdutyKey", Presence.OPTIONAL, "", Reference.NEVER_VAULT),
    PAGER_PAGERDUTY_URL("pager.pagerdutyUrl", Presence.DEFAULT, dev.breakglass.pager.Settings.PAGERDUTY),
    PAGER_OPSGENIE_KEY("pager.opsgenieKey", Presence.OPTIONAL, "", Reference.NEVER_VAULT),
    PAGER_OPSGENIE_URL("pager.opsgenieUrl", Presence.DEFAULT, dev.breakglass.pager.Settings.OPSGENIE),
    AUDIT_FILE("audit.file", Presence.OPTIONAL, "");

    /** What its absence means. OPTIONAL: the reader says. */
    enum Presence {
        REQUIRED,
        DEFAULT,
        OPTIONAL
    }

    /** Where a value may come from besides the file and the environment. */
    enum Reference {
        /** It is no secret: nowhere. */
        NONE,
        /** A file or Vault. */
        VAULT,
        /** A file. Never Vault, because an ending needs it and must not wait for Vault. */
        NEVER_VAULT
    }

    private final String path;
    private final Presence presence;
    private final String fallback;
    private final Reference reference;

    ConfigKey(String path, Presence presence, String fallback) {
        this(path, presence, fallback, Reference.NONE);
    }

    ConfigKey(String path, Presence presence, String fallback, Reference reference) {
        this.path = path;
        this.presence = presence;
        this.fallback = fallback;
        this.reference = reference;
    }

    /** The keys of one section, or of the top level (""), without the section's name. */
    static List<String> names(String section) {
        return Arrays.stream(values())
                .filter(key -> key.section().equals(section))
                .map(ConfigKey::leaf)
                .toList();
    }

    String path() {
        return path;
    }

    String section() {
        return path.contains(".") ? path.substring(0, path.indexOf('.')) : "";
    }

    /** The last part of the path. */
    String leaf() {
        return path.substring(path.indexOf('.') + 1);
    }

    Presence presence() {
        return presence;
    }

    Optional<String> fallback() {
        return presence == Presence.DEFAULT ? Optional.of(fallback) : Optional.empty();
    }

    Reference reference() {
        return reference;
    }
}
