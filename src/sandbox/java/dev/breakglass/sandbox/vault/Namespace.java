package dev.breakglass.sandbox.vault;

import java.util.Map;
import java.util.TreeMap;

/**
 * One namespace: its mounts, policies and tokens are its own, and its tokens are good in it and in those below.
 *
 * @param path empty for the root namespace, else with a slash at its end
 */
record Namespace(String path, Policies policies, Tokens tokens, Mounts mounts) {
    /** Those of one server, by path. */
    static final class All {
        /** Fills a namespace with what every one has. */
        interface Opening {
            Namespace open(String path, Tokens tokens);
        }

        private final Map<String, Namespace> byPath = new TreeMap<>();
        private final Tokens rootTokens;
        private final Opening opening;

        All(Tokens rootTokens, Opening opening) {
            this.rootTokens = rootTokens;
            this.opening = opening;
        }

        Namespace open(String path) {
            Tokens tokens = path.isEmpty() ? rootTokens : rootTokens.in(path);
            return byPath.computeIfAbsent(path, name -> opening.open(name, tokens));
        }

        /** By the header's value. */
        Namespace named(String header) {
            Namespace found = byPath.get(pathOf(header));
            if (found == null) {
                throw Refusal.of(404, "namespace not found");
            }
            return found;
        }

        static String pathOf(String header) {
            String bare = header.replaceAll("^/+|/+$", "");
            return bare.isEmpty() ? "" : bare + "/";
        }
    }

    /** Whether a token of this namespace can be good for anything in that one. */
    boolean reaches(Namespace other) {
        return other.path.startsWith(path);
    }

    /** A path of that namespace as the policies of this one name it. */
    String seen(Namespace other, String itsPath) {
        return other.path.substring(path.length()) + itsPath;
    }
}
