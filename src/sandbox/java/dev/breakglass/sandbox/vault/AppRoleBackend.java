package dev.breakglass.sandbox.vault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** The AppRole login: roles, their ids, their secret ids, and the tokens they give. */
final class AppRoleBackend implements Backend {
    private static final Duration TIDIED_EVERY = Duration.ofMinutes(1);

    private static final class SecretId {
        final String id = UUID.randomUUID().toString();
        final String accessor = UUID.randomUUID().toString();
        final Instant end;
        int usesLeft;

        SecretId(Instant end, int uses) {
            this.end = end;
            this.usesLeft = uses == 0 ? Integer.MAX_VALUE : uses;
        }

        /** A login does not look at the end: what is past it works until a job that runs every minute finds it. */
        boolean isTidiedAwayBy(Instant now) {
            return end.isBefore(now) && !now.isBefore(end.plus(TIDIED_EVERY));
        }
    }

    private static final class Role {
        final String entity = UUID.randomUUID().toString();
        final List<SecretId> secretIds = new ArrayList<>();
        final Lockout lockout = new Lockout();
        String roleId = UUID.randomUUID().toString();
        Fields fields = Fields.none();
    }

    private final Map<String, Role> roles = new TreeMap<>();
    private final LoginTokens tokens;
    private final Present present;
    private boolean locksOut = true;

    AppRoleBackend(Tokens tokens, Present present) {
        this.tokens = new LoginTokens(tokens, present);
        this.present = present;
    }

    @Override
    public void tune(Fields settings) {
        JsonNode lockout = settings.json().path("user_lockout_config").path("lockout_disable");
        locksOut = lockout.isMissingNode() ? locksOut : !lockout.asBoolean();
    }

    @Override
    public boolean exists(String path) {
        return !path.matches("role/[^/]+") || roles.containsKey(path.substring("role/".length()));
    }

    @Override
    public Optional<Outcome> answer(Ask ask) {
        if (ask.is(Ask.Verb.WRITE, "login")) {
            return Optional.of(login(ask));
        }
        if (ask.is(Ask.Verb.LIST, "role")) {
            return Optional.of(Outcome.keys(List.copyOf(roles.keySet())));
        }
        Optional<String> rest = ask.after("role/");
        if (rest.isEmpty()) {
            return Optional.empty();
        }
        int slash = rest.get().indexOf('/');
        return slash < 0
                ? Optional.of(role(ask, rest.get()))
                : partOf(ask, rest.get().substring(0, slash), rest.get().substring(slash + 1));
    }

    private Outcome role(Ask ask, String name) {
        switch (ask.verb()) {
            case WRITE -> {
                Role role = roles.computeIfAbsent(name, absent -> new Role());
                role.fields = role.fields.changedBy(ask.body());
            }
            case DELETE -> roles.remove(name);
            default -> {
                return Outcome.data(shown(find(name).fields));
            }
        }
        return Outcome.DONE;
    }

    private Optional<Outcome> partOf(Ask ask, String name, String part) {
        Role role = find(name);
        if (part.equals("role-id") && ask.verb() == Ask.Verb.WRITE) {
            role.roleId = ask.body().text("role_id");
            return Optional.of(Outcome.DONE);
        }
        if (part.equals("role-id") && ask.verb() == Ask.Verb.READ) {
            ObjectNode data = Fields.object();
            data.put("role_id", role.roleId);
            return Optional.of(Outcome.data(data));
        }
        if (part.equals("secret-id") && ask.verb() == Ask.Verb.WRITE) {
            return Optional.of(newSecretId(role));
        }
        if (part.equals("secret-id") && ask.verb() == Ask.Verb.LIST) {
            return Optional.of(Outcome.keys(
                    role.secretIds.stream().map(secret -> secret.accessor).toList()));
        }
        if (part.equals("secret-id-accessor/destroy") && ask.verb() != Ask.Verb.READ) {
            role.secretIds.removeIf(secret -> secret.accessor.equals(ask.body().text("secret_id_accessor")));
            return Optional.of(Outcome.DONE);
        }
        if (part.equals("secret-id/destroy") && ask.verb() != Ask.Verb.READ) {
            role.secretIds.removeIf(secret -> secret.id.equals(ask.body().text("secret_id")));
            return Optional.of(Outcome.DONE);
        }
        return Optional.empty();
    }

    private Outcome newSecretId(Role role) {
        Duration ttl = role.fields.ttl("secret_id_ttl");
        int uses = role.fields.number("secret_id_num_uses");
        SecretId secret =
                new SecretId(ttl.isZero() ? Instant.MAX : present.now().plus(ttl), uses);
        role.secretIds.add(secret);
        ObjectNode data = Fields.object();
        data.put("secret_id", secret.id);
        data.put("secret_id_accessor", secret.accessor);
        data.put("secret_id_num_uses", uses);
        data.put("secret_id_ttl", ttl.toSeconds());
        return Outcome.data(data);
    }

    private Outcome login(Ask ask) {
        String roleId = needed(ask, "role_id");
        for (Map.Entry<String, Role> role : roles.entrySet()) {
            if (role.getValue().roleId.equals(roleId)) {
                if (locksOut) {
                    role.getValue().lockout.mustBeOpen(present.now());
                }
                use(role.getValue(), needed(ask, "secret_id"));
                return token(ask, role.getKey(), role.getValue());
            }
        }
        throw wrongId();
    }

    private static String needed(Ask ask, String field) {
        if (!ask.body().has(field)) {
            throw Refusal.of(400, "missing " + field);
        }
        return ask.body().text(field);
    }

    private void use(Role role, String secretId) {
        Instant now = present.now();
        role.secretIds.removeIf(secret -> secret.isTidiedAwayBy(now) || secret.usesLeft == 0);
        SecretId secret = role.secretIds.stream()
                .filter(each -> each.id.equals(secretId))
                .findFirst()
                .orElseThrow(() -> {
                    role.lockout.failed(now);
                    return wrongId();
                });
        secret.usesLeft--;
        role.lockout.succeeded();
    }

    private Outcome token(Ask ask, String name, Role role) {
        return tokens.grant(ask, "approle", () -> role.fields, Map.of("role_name", name), role.entity);
    }

    private Role find(String name) {
        return Optional.ofNullable(roles.get(name)).orElseThrow(Refusal::nothingThere);
    }

    private static ObjectNode shown(Fields role) {
        ObjectNode data = Fields.object();
        data.put("bind_secret_id", true);
        data.put("secret_id_num_uses", role.number("secret_id_num_uses"));
        data.put("secret_id_ttl", role.ttl("secret_id_ttl").toSeconds());
        data.put("token_max_ttl", role.ttl("token_max_ttl").toSeconds());
        data.put("token_no_default_policy", role.flag("token_no_default_policy", false));
        data.put("token_num_uses", role.number("token_num_uses"));
        data.set("token_policies", Fields.array(role.texts("token_policies")));
        data.put("token_ttl", role.ttl("token_ttl").toSeconds());
        data.put("token_type", "default");
        return data;
    }

    private static Refusal wrongId() {
        return Refusal.of(400, "invalid role or secret ID");
    }
}
