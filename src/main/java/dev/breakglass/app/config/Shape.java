package dev.breakglass.app.config;

import java.util.Optional;
import java.util.regex.Pattern;

/** What the ids and names of a policy look like; a wrong one is found here and not in the middle of an incident. */
enum Shape {
    PROJECT("p_[0-9A-Za-z]{10,}", "the id of a Boundary project", "p_1234567890"),
    BOUNDARY_TARGET("(ttcp|tssh)_[0-9A-Za-z]{10,}", "the id of a Boundary target", "ttcp_1234567890"),
    ROLE("r_[0-9A-Za-z]{10,}", "the id of a Boundary role", "r_1234567890"),
    // Ten characters keep out u_anon, u_auth and u_recovery, which would open a slot for everybody.
    BOUNDARY_USER("u_[0-9A-Za-z]{10,}", "the id of a Boundary user", "u_1234567890"),
    ANY_AUTH_METHOD("am(pw|oidc|ldap)_[0-9A-Za-z]{10,}", "the id of a Boundary auth method", "amoidc_1234567890"),
    ACCOUNT_NAME("[^\\p{Cntrl}]{1,255}", "the subject or name of an account", "alice@example.com"),
    EMAIL("[^@\\s\\p{Cntrl}]+@[^@\\s\\p{Cntrl}]+", "an e-mail address", "alice@example.com"),
    ACCOUNT("acctpw_[0-9A-Za-z]{10,}", "the id of a password account in Boundary", "acctpw_1234567890"),
    AUTH_METHOD("ampw_[0-9A-Za-z]{10,}", "the id of a Boundary password auth method", "ampw_1234567890"),
    SLACK_TEAM("[TE][0-9A-Z]{2,}", "the id of a Slack workspace or organisation", "T0123456789"),
    SLACK_USER("[UW][0-9A-Z]{2,}", "the id of a Slack user", "U0123456789"),
    SLACK_CHANNEL("[CG][0-9A-Z]{2,}", "the id of a Slack channel", "C0123456789"),
    SLACK_APP("A[0-9A-Z]{2,}", "the id of a Slack app", "A0123456789"),
    NAME("[A-Za-z0-9][A-Za-z0-9._-]{0,62}", "a name of up to 63 letters, digits, '.', '_' and '-'", "orders-db"),
    PERSON("[A-Za-z0-9][A-Za-z0-9._@+|:-]{0,126}", "the subject of a person", "alice@example.com"),
    VAULT_ROLE("[A-Za-z0-9][A-Za-z0-9._-]{0,127}", "the name of a role or policy in Vault", "breakglass"),
    VAULT_MOUNT("[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9._-]+)*", "the bare name of a mount in Vault", "approle"),
    VAULT_NAMESPACE(
            "[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*",
            "the path of a namespace in Vault, without a slash at its ends",
            "ops"),
    DATABASE_CREDENTIALS(
            "([A-Za-z0-9][A-Za-z0-9._-]*/)+creds/[A-Za-z0-9._-]+",
            "the path of dynamic database credentials",
            "database/creds/orders"),
    SSH_SIGNER(
            "([A-Za-z0-9][A-Za-z0-9._-]*/)+sign/[A-Za-z0-9._-]+",
            "the path that signs an SSH certificate",
            "ssh/sign/ops"),
    SSH_PASSWORDS(
            "([A-Za-z0-9][A-Za-z0-9._-]*/)+creds/[A-Za-z0-9._-]+",
            "the path of one-time SSH passwords",
            "ssh/creds/otp"),
    VAULT_PATH(
            "[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)+",
            "a path in Vault, mount first",
            "aws/creds/ops"),
    // It stands in commands that people paste.
    SSH_USER("[a-z_][a-z0-9_.-]{0,31}", "the name of a user on the host", "ops"),
    IP("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]+", "an IP address", "10.0.0.7");

    /** Also keeps the pattern's recursion shallow. */
    private static final int LONGEST = 512;

    private final Pattern pattern;
    private final String meaning;
    private final String example;

    Shape(String pattern, String meaning, String example) {
        this.pattern = Pattern.compile(pattern);
        this.meaning = meaning;
        this.example = example;
    }

    boolean matches(String text) {
        return text.length() <= LONGEST && pattern.matcher(text).matches();
    }

    /** The text, or a problem that repeats it; so not for what may be a secret. */
    Optional<String> of(Yaml.Scalar scalar, Problems problems) {
        return of(scalar.at(), scalar.text(), scalar.shown(), problems);
    }

    /** The text, or a problem that calls it by this name. */
    Optional<String> of(Spot at, String text, String name, Problems problems) {
        if (matches(text)) {
            return Optional.of(text);
        }
        problems.add(at, name + " is not " + meaning, "Write one such as " + example + ".");
        return Optional.empty();
    }
}
