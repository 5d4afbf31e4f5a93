package dev.breakglass.sandbox.vault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes tokens from tokens: with the caller's own policies, or through a role with those that the role allows. */
final class TokenCreation {
    private final Tokens tokens;
    private final TokenRoles roles;
    private final Policies policies;
    private final Present present;

    TokenCreation(Tokens tokens, TokenRoles roles, Policies policies, Present present) {
        this.tokens = tokens;
        this.roles = roles;
        this.policies = policies;
        this.present = present;
    }

    Outcome plain(Ask ask, boolean orphanPath) {
        Token caller = ask.knownCaller();
        boolean sudo = policies.allows(caller, ask.fullPath(), "sudo");
        boolean orphan = orphanPath || (ask.body().flag("no_parent", false) && sudo);
        boolean addDefault = !ask.body().flag("no_default_policy", false);
        List<String> asked = ask.body().texts("policies");
        List<String> granted = asked.isEmpty() ? caller.terms.policies() : sanitized(asked, addDefault);
        if (!sudo && !caller.terms.policies().containsAll(granted)) {
            throw Refusal.of(400, "child policies must be subset of parent");
        }
        return create(ask, "", Fields.none(), granted, orphan);
    }

    Outcome byRole(Ask ask, String name) {
        Fields role = roles.role(name).orElseThrow(() -> Refusal.of(400, "unknown role " + name));
        List<String> disallowed = role.texts("disallowed_policies");
        boolean addDefault = !ask.body().flag("no_default_policy", false)
                && !role.flag("token_no_default_policy", false)
                && !disallowed.contains("default");
        List<String> granted = grantedBy(role, ask, addDefault);
        for (String policy : granted) {
            if (disallowed.contains(policy)) {
                throw Refusal.of(400, "token policy \"" + policy + "\" is disallowed by this role");
            }
        }
        return create(ask, name, role, granted, role.flag("orphan", false));
    }

    private static List<String> grantedBy(Fields role, Ask ask, boolean addDefault) {
        List<String> asked = ask.body().texts("policies");
        List<String> wanted = asked.isEmpty() ? List.of() : sanitized(asked, addDefault);
        if (role.texts("allowed_policies").isEmpty()) {
            List<String> callers = ask.knownCaller().terms.policies();
            if (!callers.contains("root") && !callers.containsAll(wanted)) {
                throw Refusal.of(400, "child policies must be subset of parent");
            }
            return wanted.isEmpty() ? callers : wanted;
        }
        List<String> allowed = sanitized(role.texts("allowed_policies"), addDefault);
        if (!allowed.containsAll(wanted)) {
            throw Refusal.of(
                    400,
                    "token policies (" + quoted(wanted) + ") must be subset of the role's allowed policies ("
                            + quoted(allowed) + ") or glob policies ([])");
        }
        return wanted.isEmpty() ? allowed : wanted;
    }

    private Outcome create(Ask ask, String role, Fields roleFields, List<String> granted, boolean orphan) {
        Fields body = ask.body();
        List<String> warnings = new ArrayList<>();
        Duration explicitMax = explicitMax(body, roleFields, warnings);
        Duration asked = body.ttl("ttl").isZero() ? Ttl.SYSTEM_MAX : body.ttl("ttl");
        Duration most = explicitMax.isZero() ? Ttl.SYSTEM_MAX : explicitMax;
        Duration ttl = asked;
        if (asked.compareTo(most) > 0) {
            warnings.add(Ttl.capped(asked, most));
            ttl = most;
        }
        Token caller = ask.knownCaller();
        Token.Terms terms = new Token.Terms(
                displayName(body.text("display_name")),
                ask.fullPath(),
                granted,
                body.map("meta"),
                orphan,
                orphan ? "" : caller.terms.entity(),
                // A root token that asks for nothing makes another that does not end.
                granted.contains("root") && !body.has("ttl") && explicitMax.isZero() ? Duration.ZERO : ttl,
                explicitMax,
                roleFields.flag("renewable", true) && body.flag("renewable", true),
                uses(body.number("num_uses"), roleFields.number("token_num_uses")),
                role,
                role.isEmpty() ? () -> explicitMax : () -> roles.longest(role));
        @Nullable Token parent = orphan ? null : caller;
        Token token = tokens.create(terms, parent, present.now());
        return Outcome.auth(token.auth(terms.ttl()), warnings);
    }

    private static Duration explicitMax(Fields body, Fields role, List<String> warnings) {
        Duration asked = body.ttl("explicit_max_ttl");
        Duration allowed = role.ttl("token_explicit_max_ttl");
        if (asked.isZero() || allowed.isZero()) {
            return asked.isZero() ? allowed : asked;
        }
        Duration lesser = asked.compareTo(allowed) < 0 ? asked : allowed;
        warnings.add("Explicit max TTL specified both during creation call and in role; using the lesser value of "
                + lesser.toSeconds() + " seconds");
        return lesser;
    }

    private static int uses(int asked, int allowed) {
        return asked == 0 || allowed == 0 ? Math.max(asked, allowed) : Math.min(asked, allowed);
    }

    private static String displayName(String asked) {
        return asked.isEmpty() ? "token" : "token-" + asked.replaceAll("[^a-zA-Z0-9-]", "-");
    }

    /** Sorted, with {@code default} unless refused; {@code root} needs no company. */
    static List<String> sanitized(Collection<String> names, boolean addDefault) {
        if (names.contains("root")) {
            return List.of("root");
        }
        TreeSet<String> sorted = new TreeSet<>(names);
        if (addDefault) {
            sorted.add("default");
        }
        return List.copyOf(sorted);
    }

    private static String quoted(List<String> names) {
        return names.stream().map(name -> "\"" + name + "\"").collect(Collectors.joining(" ", "[", "]"));
    }
}
