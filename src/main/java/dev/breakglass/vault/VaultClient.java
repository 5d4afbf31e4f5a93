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
     * @param meta shown in Vault's own audit log
     */
    public record TokenAsk(
            String role, List<String> policies, Duration ttl, String displayName, Map<String, String> meta) {
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
    public record Credential(Optional<String> lease, boolean renewable, Map<String, Secret> data) {
        public Credential {
            data = Map.copyOf(data);
        }
    }

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
     */
    public record TokenRole(List<String> allowed, boolean orphan, boolean noDefaultPolicy, Duration explicitMaxTtl) {
        public TokenRole {
            allowed = List.copyOf(allowed);
        }

        /** Whether its tokens may have this policy. */
        boolean allows(String policy) {
            return allowed.stream()
                    .anyMatch(pattern -> policy.matches(("\\Q" + pattern + "\\E").replace("*", "\\E.*\\Q")));
        }
    }

    static final String CAPABILITIES = "say what the bot may do";

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
                                        "display_name", ask.displayName(),
                                        "meta", ask.meta())))
                .path("auth");
        return new MadeToken(Secret.of(text(operation, auth, "client_token")), text(operation, auth, "accessor"));
    }

    /** Reads a path that makes something new at every reading; so it is never read again after a lost reply. */
    public Credential readCredential(Secret token, String path) {
        JsonNode json = http.send("read a credential", http.get(token, path));
        Map<String, Secret> data = new TreeMap<>();
        json.path("data").properties().forEach(field -> data.put(field.getKey(), secret(field.getValue())));
        Optional<String> lease = Optional.of(json.path("lease_id").asText("")).filter(id -> !id.isEmpty());
        return new Credential(lease, json.path("renewable").asBoolean(), data);
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
    public Wrapping.Wrapped wrap(Secret token, Map<String, String> secrets, Duration ttl) {
        String operation = "wrap a credential";
        JsonNode wrap = http.send(
                        operation,
                        http.post(token, "sys/wrapping/wrap", secrets)
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
                Duration.ofSeconds(data.path("token_explicit_max_ttl").asLong()));
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

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asText()));
        return texts;
    }
}
