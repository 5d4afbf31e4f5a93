package dev.breakglass.vault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.breakglass.flow.Ledger;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Vault's policies: makes those that are missing, and tells which rules others have too many or too few. */
final class SetupPolicies {
    private static final Pattern RULE =
            Pattern.compile("path\\s+\"([^\"]+)\"\\s*\\{\\s*capabilities\\s*=\\s*\\[([^]]*)]\\s*}");
    private static final Pattern COMMENT = Pattern.compile("(?m)#.*$");

    private final VaultAdmin admin;
    private final Ledger ledger;

    SetupPolicies(VaultAdmin admin, Ledger ledger) {
        this.admin = admin;
        this.ledger = ledger;
    }

    /** A policy with these capabilities on these paths, and no others. */
    void ensure(String name, Map<String, String> capabilities) {
        String path = "sys/policies/acl/" + name;
        String label = "policy " + name;
        Map<String, Set<String>> wanted = new TreeMap<>();
        capabilities.forEach((on, capability) -> wanted.put(on, Set.of(capability)));
        Optional<JsonNode> found = admin.find(path);
        if (found.isEmpty()) {
            ledger.make(label, () -> admin.write(path, Map.of("policy", written(wanted))));
            return;
        }
        String text = COMMENT.matcher(found.get().path("policy").asText()).replaceAll("");
        Map<String, Set<String>> there = rules(text);
        if (there.equals(wanted) && RULE.matcher(text).replaceAll("").isBlank()) {
            ledger.inPlace(label);
        } else {
            ledger.differs(label, rulesLeft(wanted, there), rulesLeft(there, wanted));
        }
    }

    /** A policy whose text is the administrator's own. */
    void mustExist(String name) {
        if (admin.find("sys/policies/acl/" + name).isPresent()) {
            ledger.inPlace("policy " + name);
        } else {
            ledger.differs("policy " + name, "one that you write: it says what the credential is for", "none");
        }
    }

    private static Map<String, Set<String>> rules(String text) {
        Map<String, Set<String>> rules = new TreeMap<>();
        Matcher matcher = RULE.matcher(text);
        while (matcher.find()) {
            Set<String> capabilities = new TreeSet<>();
            for (String item : matcher.group(2).split(",", -1)) {
                if (!item.isBlank()) {
                    capabilities.add(item.strip().replace("\"", ""));
                }
            }
            rules.put(matcher.group(1), capabilities);
        }
        return rules;
    }

    private static String rulesLeft(Map<String, Set<String>> rules, Map<String, Set<String>> without) {
        String left = rules.entrySet().stream()
                .filter(rule -> !rule.getValue().equals(without.get(rule.getKey())))
                .map(rule -> rule.getKey() + " " + rule.getValue())
                .collect(Collectors.joining("; "));
        return left.isEmpty() ? "no other rule" : left;
    }

    private static String written(Map<String, Set<String>> rules) {
        return rules.entrySet().stream()
                .map(rule -> "path \"" + rule.getKey() + "\" { capabilities = [\""
                        + String.join("\", \"", rule.getValue()) + "\"] }\n")
                .collect(Collectors.joining());
    }
}
