package dev.breakglass.vault;

import dev.breakglass.access.CredentialKind;
import dev.breakglass.access.Terms.CredentialTerms;
import dev.breakglass.flow.Finding;
import dev.breakglass.vault.VaultClient.DatabaseRole;
import dev.breakglass.vault.VaultClient.SshRole;
import dev.breakglass.vault.VaultClient.TokenRole;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What is wrong with roles in Vault, as they were read, for what the policy wants of them. */
final class RoleFindings {
    static final String TOKEN_ROLES = "auth/token/roles/";

    private RoleFindings() {}

    static List<Finding> tokenRole(String name, TokenRole role, Collection<CredentialTerms> users) {
        List<Finding> findings = new ArrayList<>();
        String path = TOKEN_ROLES + name;
        users.stream()
                .flatMap(credential -> credential.policies().stream())
                .distinct()
                .sorted()
                .filter(policy -> !role.allows(policy))
                .forEach(policy -> findings.add(Finding.fault(
                        "the token role " + name + " does not allow the policy " + policy,
                        "add it to allowed_policies of " + path + ", or correct 'policies' in the policy")));
        if (!role.orphan()) {
            findings.add(Finding.fault(
                    "tokens of the token role " + name + " die with the bot's login", "set orphan=true on " + path));
        }
        if (!role.noDefaultPolicy()) {
            findings.add(Finding.fault(
                    "tokens of the token role " + name + " also get Vault's default policy",
                    "set token_no_default_policy=true on " + path));
        }
        if (role.explicitMaxTtl().isZero()) {
            findings.add(Finding.fault(
                    "tokens of the token role " + name + " have no hard end",
                    "set token_explicit_max_ttl on " + path + " to the longest grant"));
        }
        if (!role.period().isZero()) {
            findings.add(Finding.fault(
                    "tokens of the token role " + name + " can be renewed again and again",
                    "set token_period=0 on " + path));
        }
        if (role.type().contains("batch")) {
            findings.add(Finding.fault(
                    "tokens of the token role " + name + " are batch tokens, which nobody can revoke",
                    "set token_type=service on " + path));
        }
        boolean handedOut = users.stream().anyMatch(credential -> credential.kind() instanceof CredentialKind.Token);
        if (handedOut && role.uses() > 0) {
            findings.add(Finding.warning(
                    "tokens of the token role " + name + " are good for only " + role.uses() + " calls",
                    "set token_num_uses=0 on " + path + ", because it is handed out as a credential"));
        }
        return findings;
    }

    static List<Finding> databaseRole(String path, DatabaseRole role, CredentialKind.Database kind) {
        List<Finding> findings = new ArrayList<>();
        if (role.revocationStatements().stream().noneMatch(statement -> statement.contains("pg_terminate_backend"))) {
            findings.add(Finding.warning(
                    path + " leaves open connections alive when a credential ends",
                    "give it revocation_statements that end the user's connections with pg_terminate_backend,"
                            + " drop what the user owns, and drop the user"));
        }
        if (role.defaultTtl().isZero() || role.defaultTtl().compareTo(kind.defaultTtl()) > 0) {
            findings.add(Finding.fault(
                    path + " gives leases that may live longer than the "
                            + kind.defaultTtl().toSeconds() + " s that the policy names",
                    "set default_ttl on " + path + " to at most that, or name the longer time in the policy"));
        }
        return findings;
    }

    static List<Finding> certificateRole(
            String path, SshRole role, CredentialKind.SshCertificate kind, Duration longest) {
        if (!role.keyType().equals("ca")) {
            return List.of(Finding.fault(
                    path + " does not sign certificates", "set key_type=ca on it, or name another role in the policy"));
        }
        List<Finding> findings = new ArrayList<>();
        if (!role.signsForUsers()) {
            findings.add(Finding.fault(
                    path + " does not sign certificates of users", "set allow_user_certificates=true on it"));
        }
        if (!role.users().contains(kind.user()) && !role.users().contains("*")) {
            findings.add(Finding.fault(
                    path + " does not sign for the user " + kind.user(),
                    "add it to allowed_users, or correct 'user' in the policy"));
        }
        if (!role.maxTtl().isZero() && role.maxTtl().compareTo(longest) < 0) {
            findings.add(Finding.fault(
                    path + " signs for " + role.maxTtl().toSeconds() + " s at most, and the longest grant is "
                            + longest.toSeconds() + " s",
                    "set max_ttl on it to at least that"));
        }
        if (!role.keyLengths().isEmpty() && role.keyLengths().stream().noneMatch(type -> type.contains("ed25519"))) {
            findings.add(Finding.fault(
                    path + " does not sign Ed25519 keys, which is what is sent to it",
                    "add ed25519 to allowed_user_key_lengths, with the length 0"));
        }
        if (!role.extensions().contains("permit-pty")) {
            findings.add(Finding.warning(
                    path + " signs certificates that give no terminal", "add permit-pty to default_extensions"));
        }
        return findings;
    }

    static List<Finding> oneTimePasswordRole(String path, SshRole role, CredentialKind.SshOneTimePassword kind) {
        if (!role.keyType().equals("otp")) {
            return List.of(Finding.fault(
                    path + " gives no one-time passwords",
                    "set key_type=otp on it, or name another role in the policy"));
        }
        return role.users().contains(kind.user()) || role.users().contains("*")
                ? List.of()
                : List.of(Finding.fault(
                        path + " gives no one-time passwords for the user " + kind.user(),
                        "add it to allowed_users, or correct 'user' in the policy"));
    }
}
