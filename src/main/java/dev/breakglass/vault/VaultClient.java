package dev.breakglass.vault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.breakglass.access.Secret;
import dev.breakglass.flow.Wrapping;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Vault's calls, one by one, each with the token that makes it. What may be tried again, and in which order things are
 * done, is decided by the callers; every failure is a {@link VaultException}.
 */
public final class VaultClient {
    /**
     * The token that is wanted for one request.
     *
     * @param role the token role, which decides what {@code policies} may hold
     * @param renewable whether it may be renewed up to the role's hard end
     * @param meta shown in Vault's own audit log
     */
    public record TokenAsk(
            String role,
            List<String> policies,
            Duration ttl,
            boolean renewable,
            String displayName,
            Map<String, String> meta) {
        public TokenAsk {
            policies = List.copyOf(policies);
            meta = Map.copyOf(meta);
        }
    }

    /** A token that was made. */
    public record MadeToken(Secret token, String accessor) {}

    /**
     * What a path gave.
     *
     * @param lease empty for something that Vault cannot take back
     */
    public record Credential(Optional<Lease> lease, Map<String, Secret> data) {
        public Credential {
            data = Map.copyOf(data);
        }
    }

    /** A lease that was made. */
    public record Lease(String id, boolean renewable) {}

    /** A lease that is there; its end is overdue once {@code ttl} is not positive. */
    public record LiveLease(Duration ttl) {}

    /** What a database role says of the users that it makes; a zero {@code defaultTtl} means the mount's own. */
    public record DatabaseRole(List<String> revocationStatements, Duration defaultTtl) {
        public DatabaseRole {
            revocationStatements = List.copyOf(revocationStatements);
        }
    }

    /**
     * What a token role says of the tokens that it makes.
     *
     * @param allowed names of policies, and patterns of names
     * @param explicitMaxTtl zero means no hard end
     * @param period not zero means that a token may be renewed for ever
     * @param uses zero means no limit
     */
    public record TokenRole(
            List<String> allowed,
            boolean orphan,
            boolean noDefaultPolicy,
            Duration explicitMaxTtl,
            Duration period,
            String type,
            int uses) {
        public TokenRole {
            allowed = List.copyOf(allowed);
        }

        /** Whether its tokens may have this policy. */
        boolean allows(String policy) {
            return allowed.stream()
                    .anyMatch(pattern -> policy.matches(("\\Q" + pattern + "\\E").replace("*", "\\E.*\\Q")));
        }
    }

    /**
     * What a role of the SSH engine says.
     *
     * @param keyType {@code ca} for certificates, {@code otp} for one-time passwords
     * @param users for whom it signs
     * @param maxTtl zero means the mount's own
     * @param keyLengths the types of key that it signs; empty means every one
     */
    public record SshRole(
            String keyType,
            boolean signsForUsers,
            Set<String> users,
            Duration maxTtl,
            Set<String> keyLengths,
            Set<String> extensions) {
        public SshRole {
            users = Set.copyOf(users);
            keyLengths = Set.copyOf(keyLengths);
            extensions = Set.copyOf(extensions);
        }
    }

    static final String CAPABILITIES = "say what the bot may do";
    static final String SIGN = "sign an SSH key";
    private static final String READ = "read a credential";

    private final VaultHttp http;

    public VaultClient(Settings settings) {
        this.http = new VaultHttp(settings);
    }

    /** Makes a token. */
    public MadeToken createToken(Secret token, TokenAsk ask) {
        String operation = "create a token";
        JsonNode auth = http.send(
                        operation,
                        http.post(
                                token,
                                "auth/token/create/" + ask.role(),
                                Map.of(
                                        "policies", ask.policies(),
                                        "ttl", ask.ttl().toSeconds() + "s",
                                        "renewable", ask.renewable(),
                                        "display_name", ask.displayName(),
                                        "meta", ask.meta())))
                .path("auth");
        return new MadeToken(Secret.of(text(operation, auth, "client_token")), text(operation, auth, "accessor"));
    }

    /** Reads a path that makes something new at every reading; so it is never read again after a lost reply. */
    public Credential readCredential(Secret token, String path) {
        return credential(http.send(READ, http.get(token, path)));
    }

    /** The same for a path that wants to be told what to make. */
    public Credential requestCredential(Secret token, String path, Map<String, String> parameters) {
        return credential(http.send(READ, http.post(token, path, parameters)));
    }

    /** Reads a static secret; which version of the engine keeps it shows in the answer. */
    public Map<String, Secret> readStatic(Secret token, String path) {
        JsonNode data = http.send("read a static secret", http.get(token, path)).path("data");
        boolean versioned = data.size() == 2
                && data.path("data").isObject()
                && data.path("metadata").isObject();
        return secrets(versioned ? data.path("data") : data);
    }

    /** Lets the SSH engine sign a public key for one user, and gives the certificate. */
    public String sign(Secret token, String path, String publicKey, String user, Duration ttl) {
        Map<String, String> wanted = Map.of(
                "public_key", publicKey, "valid_principals", user, "ttl", ttl.toSeconds() + "s", "cert_type", "user");
        JsonNode data = http.send(SIGN, http.post(token, path, wanted)).path("data");
        return text(SIGN, data, "signed_key");
    }

    private static Credential credential(JsonNode json) {
        boolean renewable = json.path("renewable").asBoolean();
        Optional<Lease> lease = Optional.of(json.path("lease_id").asText(""))
                .filter(id -> !id.isEmpty())
                .map(id -> new Lease(id, renewable));
        return new Credential(lease, secrets(json.path("data")));
    }

    private static Map<String, Secret> secrets(JsonNode data) {
        Map<String, Secret> secrets = new TreeMap<>();
        data.properties().forEach(field -> secrets.put(field.getKey(), secret(field.getValue())));
        return secrets;
    }

    /** The lease as it is now; empty if it is gone. */
    public Optional<LiveLease> lookupLease(Secret token, String lease) {
        String operation = "look up a lease";
        return unlessGone(() -> {
            JsonNode data = http.send(operation, http.post(token, "sys/leases/lookup", Map.of("lease_id", lease)))
                    .path("data");
            if (!data.path("ttl").isNumber()) {
                throw VaultException.unreadable(operation, 200);
            }
            return new LiveLease(Duration.ofSeconds(data.path("ttl").asLong()));
        });
    }

    /** Sets the end of a lease, earlier or later, and says how long it is now. */
    public Duration renewLease(Secret token, String lease, Duration increment) {
        JsonNode json = http.send(
                "set the end of a lease",
                http.post(token, "sys/leases/renew", Map.of("lease_id", lease, "increment", increment.toSeconds())));
        return Duration.ofSeconds(json.path("lease_duration").asLong());
    }

    /**
     * Revokes a lease; one that is gone already is fine.
     *
     * @param sync whether to wait until it is done; else Vault does it when it can
     */
    public void revokeLease(Secret token, String lease, boolean sync) {
        unlessGone(() -> http.send(
                "revoke a lease", http.post(token, "sys/leases/revoke", Map.of("lease_id", lease, "sync", sync))));
    }

    /** Revokes a token; one that is gone already is fine. */
    public void revokeAccessor(Secret token, String accessor) {
        unlessGone(() -> http.send(
                "revoke a token", http.post(token, "auth/token/revoke-accessor", Map.of("accessor", accessor))));
    }

    /** Whether the token with this accessor is there. */
    public boolean isThere(Secret token, String accessor) {
        return unlessGone(() -> http.send(
                        "look up a token",
                        http.post(token, "auth/token/lookup-accessor", Map.of("accessor", accessor))))
                .isPresent();
    }

    /** Wraps secrets into a token that opens once. */
    public Wrapping.Wrapped wrap(Secret token, Map<String, Secret> secrets, Duration ttl) {
        String operation = "wrap a credential";
        Map<String, String> exposed = new TreeMap<>();
        secrets.forEach((name, secret) -> exposed.put(name, secret.expose()));
        JsonNode wrap = http.send(
                        operation,
                        http.post(token, "sys/wrapping/wrap", exposed)
                                .newBuilder()
                                .header("X-Vault-Wrap-TTL", ttl.toSeconds() + "s")
                                .build())
                .path("wrap_info");
        return new Wrapping.Wrapped(Secret.of(text(operation, wrap, "token")), text(operation, wrap, "accessor"));
    }

    /** What the token may do at each of these paths. */
    public Map<String, Set<String>> capabilities(Secret token, Collection<String> paths) {
        JsonNode json = http.send(CAPABILITIES, http.post(token, "sys/capabilities-self", Map.of("paths", paths)));
        Map<String, Set<String>> capabilities = new TreeMap<>();
        for (String path : paths) {
            // Older ones answer at the top, newer ones in the data as well.
            JsonNode granted =
                    json.has(path) ? json.path(path) : json.path("data").path(path);
            capabilities.put(path, new TreeSet<>(texts(granted)));
        }
        return capabilities;
    }

    /** A role of the database engine, by its full path such as {@code database/roles/orders}. */
    public DatabaseRole readDatabaseRole(Secret token, String path) {
        JsonNode data = http.send("read a database role", http.get(token, path)).path("data");
        return new DatabaseRole(
                texts(data.path("revocation_statements")),
                Duration.ofSeconds(data.path("default_ttl").asLong()));
    }

    /** A role of the SSH engine, by its full path such as {@code ssh/roles/ops}. */
    public SshRole readSshRole(Secret token, String path) {
        JsonNode data = http.send("read an SSH role", http.get(token, path)).path("data");
        Set<String> users = new TreeSet<>();
        for (String user : data.path("allowed_users").asText("").split(",", -1)) {
            users.add(user.strip());
        }
        users.add(data.path("default_user").asText(""));
        return new SshRole(
                data.path("key_type").asText(""),
                data.path("allow_user_certificates").asBoolean(),
                users,
                Duration.ofSeconds(data.path("max_ttl").asLong()),
                names(data.path("allowed_user_key_lengths")),
                names(data.path("default_extensions")));
    }

    /** A token role, by its name. */
    public TokenRole readTokenRole(Secret token, String role) {
        JsonNode data = http.send("read a token role", http.get(token, "auth/token/roles/" + role))
                .path("data");
        List<String> allowed = new ArrayList<>(texts(data.path("allowed_policies")));
        allowed.addAll(texts(data.path("allowed_policies_glob")));
        return new TokenRole(
                allowed,
                data.path("orphan").asBoolean(),
                data.path("token_no_default_policy").asBoolean(),
                Duration.ofSeconds(data.path("token_explicit_max_ttl").asLong()),
                Duration.ofSeconds(data.path("token_period").asLong()),
                data.path("token_type").asText(""),
                data.path("token_num_uses").asInt());
    }

    private interface Call<T> {
        T send();
    }

    private static <T> Optional<T> unlessGone(Call<T> call) {
        try {
            return Optional.of(call.send());
        } catch (VaultException e) {
            if (e.kind() == VaultException.Kind.GONE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static String text(String operation, JsonNode node, String field) {
        String text = node.path(field).asText("");
        if (text.isEmpty()) {
            throw VaultException.unreadable(operation, 200);
        }
        return text;
    }

    private static Secret secret(JsonNode value) {
        return Secret.of(value.isValueNode() ? value.asText() : value.toString());
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asText()));
        return texts;
    }
}
