package dev.breakglass.store;

import static dev.breakglass.store.RequestJson.MAPPER;
import static dev.breakglass.store.RequestJson.list;
import static dev.breakglass.store.RequestJson.strings;
import static dev.breakglass.store.RequestJson.text;
import static dev.breakglass.store.RequestJson.textOrNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.breakglass.access.CredentialKind;
import dev.breakglass.access.Terms.CredentialTerms;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The stored form of what Vault issues for a request. Rows from before there were other kinds name none: a database. */
final class CredentialJson {
    private CredentialJson() {}

    static ObjectNode write(CredentialTerms credential) {
        ObjectNode json = MAPPER.createObjectNode()
                .put("name", credential.name())
                .put("kind", credential.kind().word())
                .put("token_role", credential.tokenRole());
        json.set("policies", strings(credential.policies(), Function.identity()));
        return credential.kind().match(new Writing(json));
    }

    static CredentialTerms read(JsonNode json) {
        return new CredentialTerms(
                text(json, "name"),
                kind(json),
                text(json, "token_role"),
                list(json.path("policies"), JsonNode::asText));
    }

    private static CredentialKind kind(JsonNode json) {
        String word = textOrNull(json, "kind");
        return switch (word == null ? CredentialKind.Database.WORD : word) {
            case CredentialKind.Database.WORD -> new CredentialKind.Database(text(json, "path"), defaultTtl(json));
            case CredentialKind.SshCertificate.WORD ->
                new CredentialKind.SshCertificate(text(json, "path"), text(json, "user"));
            case CredentialKind.SshOneTimePassword.WORD ->
                new CredentialKind.SshOneTimePassword(
                        text(json, "path"), text(json, "ip"), text(json, "user"), defaultTtl(json));
            case CredentialKind.Token.WORD -> new CredentialKind.Token();
            case CredentialKind.Lease.WORD ->
                new CredentialKind.Lease(text(json, "path"), parameters(json.path("parameters")), defaultTtl(json));
            case CredentialKind.StaticSecret.WORD -> new CredentialKind.StaticSecret(text(json, "path"));
            default -> throw new IllegalStateException("stored JSON names an unknown kind of credential: " + word);
        };
    }

    private static Duration defaultTtl(JsonNode json) {
        return Duration.parse(text(json, "default_ttl"));
    }

    private static Map<String, String> parameters(JsonNode json) {
        Map<String, String> parameters = new TreeMap<>();
        json.properties()
                .forEach(
                        field -> parameters.put(field.getKey(), field.getValue().asText()));
        return parameters;
    }

    private record Writing(ObjectNode json) implements CredentialKind.Cases<ObjectNode> {
        @Override
        public ObjectNode database(CredentialKind.Database kind) {
            return leased(kind.path(), kind.defaultTtl());
        }

        @Override
        public ObjectNode sshCertificate(CredentialKind.SshCertificate kind) {
            return json.put("path", kind.path()).put("user", kind.user());
        }

        @Override
        public ObjectNode sshOneTimePassword(CredentialKind.SshOneTimePassword kind) {
            return leased(kind.path(), kind.defaultTtl()).put("ip", kind.ip()).put("user", kind.user());
        }

        @Override
        public ObjectNode token(CredentialKind.Token kind) {
            return json;
        }

        @Override
        public ObjectNode lease(CredentialKind.Lease kind) {
            kind.parameters().forEach(json.putObject("parameters")::put);
            return leased(kind.path(), kind.defaultTtl());
        }

        @Override
        public ObjectNode staticSecret(CredentialKind.StaticSecret kind) {
            return json.put("path", kind.path());
        }

        private ObjectNode leased(String path, Duration defaultTtl) {
            return json.put("path", path).put("default_ttl", defaultTtl.toString());
        }
    }
}
