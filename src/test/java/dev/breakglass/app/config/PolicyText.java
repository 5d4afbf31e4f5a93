package dev.breakglass.app.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small good policy, one fact a line, that tests break in one place. */
record PolicyText(String text) {
    /** Line 1 is {@code people:}, line 7 {@code orders-db:}. */
    static final PolicyText GOOD = new PolicyText("""
            people:
              alice: {name: Alice, slack: [{team: T0001, user: U0001}], boundary: u_1234567890}
              bob: {name: Bob, slack: [{team: T0001, user: U0002}]}
              carol: {name: Carol, slack: [{team: T0001, user: U0003}]}
            groups: {oncall: [alice], security: [bob, carol]}
            targets:
              orders-db:
                description: Orders database
                risk: high
                boundary:
                  project: p_1234567890
                  target: ttcp_1234567890
                  slots: [r_1234567890, r_1234567891]
                vault:
                  - name: orders
                    kind: database
                    path: database/creds/orders
                    token_role: breakglass
                    policies: [breakglass-orders]
                    default_ttl: 1h
                connect: boundary connect postgres
                channel: C0SEC
                ask: [oncall]
                approve: {from: [security], people: 1}
                durations: [15m, 30m, 1h]
                longest: 4h
            """);

    /** The same with two emergency accounts, in lines 15 and 16. */
    static final PolicyText WITH_ACCOUNTS = GOOD.with("r_1234567891]\n", """
            r_1234567891]
                  emergency_accounts:
                    - {account: acctpw_1234567890, user: u_1234567897, auth_method: ampw_1234567890, login_name: emergency-1}
                    - {account: acctpw_1234567891, user: u_1234567898, auth_method: ampw_1234567890, login_name: emergency-2}
            """);

    PolicyText with(String old, String replacement) {
        if (!text.contains(old)) {
            throw new IllegalArgumentException("not in the policy: " + old);
        }
        return new PolicyText(text.replace(old, replacement));
    }

    Path in(Path directory) {
        try {
            return Files.writeString(directory.resolve("policy.yaml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
