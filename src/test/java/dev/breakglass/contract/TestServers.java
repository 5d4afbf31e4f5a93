package dev.breakglass.contract;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where the real servers are, from the environment, and whether they may be used for tests at all. */
final class TestServers {
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "::1", "[::1]");
    private static final String CONSENT = "BREAKGLASS_TEST_SERVER";

    private final Map<String, String> environment;

    TestServers(Map<String, String> environment) {
        this.environment = environment;
    }

    static TestServers here() {
        return new TestServers(System.getenv());
    }

    /** A value that a live run cannot do without. */
    String required(String name) {
        return optional(name)
                .orElseThrow(() ->
                        new IllegalStateException(name + " is not set; docs/live-tests.md says what a live run needs"));
    }

    Optional<String> optional(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    /**
     * The address of a server that may be used for tests: on this machine, and said to be one for tests. The suites make
     * people, roles and policies and delete them again, which has no place anywhere else.
     */
    URI addr(String name) {
        URI addr = URI.create(required(name));
        String host = Optional.ofNullable(addr.getHost()).orElse("").toLowerCase(Locale.ROOT);
        if (!THIS_MACHINE.contains(host)) {
            throw new IllegalStateException(
                    name + " is " + addr + ", which is not on this machine; live tests only run on servers that are");
        }
        if (!optional(CONSENT).equals(Optional.of("yes"))) {
            throw new IllegalStateException("set " + CONSENT + "=yes to say that " + addr
                    + " is a server for tests, on which people, roles and policies may be made and deleted");
        }
        return addr;
    }

    /** The first of these that is a program on the path, or what the variable names; fails with what is missing. */
    String program(String variable, List<String> names) {
        Optional<String> named = optional(variable);
        if (named.isPresent()) {
            return named.get();
        }
        return names.stream()
                .filter(Programs::isThere)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a live run needs the program "
                        + String.join(" or ", names) + " on the PATH, or its place in " + variable));
    }
}
