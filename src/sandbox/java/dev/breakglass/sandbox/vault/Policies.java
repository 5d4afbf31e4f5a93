package dev.breakglass.sandbox.vault;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The access rules by name, and what they add up to for a token; what no rule grants is denied. */
final class Policies {
    private static final Set<String> DENY = Set.of("deny");
    private static final Pattern RULE = Pattern.compile("path\\s+\"([^\"]*)\"\\s*\\{([^}]*)}");
    private static final Pattern CAPABILITIES = Pattern.compile("\\s*capabilities\\s*=\\s*\\[([^]]*)]\\s*");
    private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|(?m)^\\s*(?:#|//).*$");
    private static final Set<String> KNOWN =
            Set.of("create", "read", "update", "delete", "list", "patch", "scan", "sudo", "deny");

    private record Rule(String path, Set<String> capabilities) {}

    private record Policy(String hcl, List<Rule> rules) {}

    private final Map<String, Policy> byName = new TreeMap<>();

    Policies() {
        put("default", """
                path "auth/token/lookup-self" { capabilities = ["read"] }
                path "auth/token/renew-self" { capabilities = ["update"] }
                path "auth/token/revoke-self" { capabilities = ["update"] }
                path "sys/capabilities-self" { capabilities = ["update"] }
                path "sys/leases/lookup" { capabilities = ["update"] }
                path "sys/leases/renew" { capabilities = ["update"] }
                path "sys/wrapping/lookup" { capabilities = ["update"] }
                path "sys/wrapping/unwrap" { capabilities = ["update"] }
                path "sys/wrapping/wrap" { capabilities = ["update"] }
                """);
        put("response-wrapping", "path \"sys/wrapping/unwrap\" { capabilities = [\"update\"] }");
    }

    void put(String name, String hcl) {
        byName.put(name, new Policy(hcl, rules(hcl)));
    }

    boolean remove(String name) {
        return byName.remove(name) != null;
    }

    Optional<String> hcl(String name) {
        return Optional.ofNullable(byName.get(name)).map(Policy::hcl);
    }

    List<String> names() {
        List<String> names = new ArrayList<>(byName.keySet());
        names.remove("response-wrapping");
        names.add("root");
        return names;
    }

    /** What the token may do at this path; {@code root} or {@code deny} may stand there alone. */
    Set<String> capabilities(Token token, String path) {
        if (token.isRoot()) {
            return Set.of("root");
        }
        return rulesOf(token).values().stream()
                .filter(rule -> matches(rule.path(), path))
                .max(Policies::priority)
                .map(Rule::capabilities)
                .filter(granted -> !granted.contains("deny") && !granted.isEmpty())
                .orElse(DENY);
    }

    boolean allows(Token token, String path, String capability) {
        Set<String> granted = capabilities(token, path);
        return granted.contains("root") || granted.contains(capability);
    }

    /** Rules of several policies for one path add up; which path counts is decided afterwards. */
    private Map<String, Rule> rulesOf(Token token) {
        Map<String, Rule> rules = new LinkedHashMap<>();
        for (String name : token.terms.policies()) {
            Policy policy = byName.get(name);
            for (Rule rule : policy == null ? List.<Rule>of() : policy.rules()) {
                rules.merge(rule.path(), rule, Policies::both);
            }
        }
        return rules;
    }

    private static Rule both(Rule one, Rule other) {
        Set<String> capabilities = new TreeSet<>(one.capabilities());
        capabilities.addAll(other.capabilities());
        return new Rule(one.path(), capabilities);
    }

    private static boolean matches(String pattern, String path) {
        boolean glob = pattern.endsWith("*");
        List<String> wanted = List.of((glob ? pattern.substring(0, pattern.length() - 1) : pattern).split("/", -1));
        List<String> given = List.of(path.split("/", -1));
        if (given.size() < wanted.size() || (!glob && given.size() > wanted.size())) {
            return false;
        }
        for (int i = 0; i < wanted.size(); i++) {
            boolean lastOfGlob = glob && i == wanted.size() - 1;
            boolean fits = lastOfGlob
                    ? given.get(i).startsWith(wanted.get(i))
                    : wanted.get(i).equals("+") || wanted.get(i).equals(given.get(i));
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    /** Vault's order: a later first wildcard, then no glob, then fewer wildcards, then length, then the alphabet. */
    private static int priority(Rule one, Rule other) {
        int order = Integer.compare(firstWildcard(one.path()), firstWildcard(other.path()));
        if (order == 0) {
            order = Boolean.compare(other.path().endsWith("*"), one.path().endsWith("*"));
        }
        if (order == 0) {
            order = Long.compare(wildcards(other.path()), wildcards(one.path()));
        }
        if (order == 0) {
            order = Integer.compare(one.path().length(), other.path().length());
        }
        return order == 0 ? one.path().compareTo(other.path()) : order;
    }

    private static int firstWildcard(String path) {
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) == '+' || path.charAt(i) == '*') {
                return i;
            }
        }
        return Integer.MAX_VALUE;
    }

    private static long wildcards(String path) {
        return path.chars().filter(c -> c == '+').count();
    }

    private static List<Rule> rules(String hcl) {
        String text = COMMENT.matcher(hcl).replaceAll("");
        Matcher matcher = RULE.matcher(text);
        List<Rule> rules = new ArrayList<>();
        while (matcher.find()) {
            rules.add(new Rule(matcher.group(1), capabilities(matcher.group(2))));
        }
        if (!RULE.matcher(text).replaceAll("").isBlank()) {
            throw Refusal.of(
                    400,
                    "failed to parse policy: "
                            + RULE.matcher(text).replaceAll("").strip());
        }
        return rules;
    }

    // Anything beside capabilities would go unenforced here, so it is refused rather than ignored.
    private static Set<String> capabilities(String block) {
        Matcher matcher = CAPABILITIES.matcher(block);
        if (!matcher.matches()) {
            throw Refusal.of(400, "failed to parse policy: " + block.strip());
        }
        Set<String> capabilities = new TreeSet<>();
        for (String item : matcher.group(1).split(",", -1)) {
            String capability = item.strip().replace("\"", "");
            if (!capability.isEmpty() && !KNOWN.contains(capability)) {
                throw Refusal.of(400, "failed to parse policy: invalid capability \"" + capability + "\"");
            }
            capabilities.add(capability);
        }
        capabilities.remove("");
        return capabilities;
    }
}
