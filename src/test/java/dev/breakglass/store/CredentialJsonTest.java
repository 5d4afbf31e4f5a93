package dev.breakglass.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.access.CredentialKind;
import dev.breakglass.access.Handles;
import dev.breakglass.access.Holding;
import dev.breakglass.access.Terms.CredentialTerms;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CredentialJsonTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void every_kind_comes_back_as_it_was_stored() {
        List<CredentialKind> kinds = List.of(
                new CredentialKind.Database("database/creds/orders", HOUR),
                new CredentialKind.SshCertificate("ssh/sign/ops", "ops"),
                new CredentialKind.SshOneTimePassword("ssh/creds/otp", "10.0.0.7", "ops", HOUR),
                new CredentialKind.Token(),
                new CredentialKind.Lease("aws/creds/ops", Map.of("ttl", "15m"), HOUR),
                new CredentialKind.StaticSecret("secret/data/legacy"));

        for (CredentialKind kind : kinds) {
            CredentialTerms terms = new CredentialTerms("orders", kind, "breakglass", List.of("one", "two"));
            String stored = CredentialJson.write(terms).toString();
            assertThat(CredentialJson.read(RequestJson.parse(stored))).isEqualTo(terms);
        }
    }

    @Test
    void a_row_from_before_there_were_kinds_is_a_database() {
        String stored = """
                {"name":"orders","path":"database/creds/orders","token_role":"breakglass",
                 "default_ttl":"PT1H","policies":["breakglass-orders"]}""";

        assertThat(CredentialJson.read(RequestJson.parse(stored)))
                .isEqualTo(new CredentialTerms(
                        "orders",
                        new CredentialKind.Database("database/creds/orders", HOUR),
                        "breakglass",
                        List.of("breakglass-orders")));
    }

    @Test
    void handles_from_before_rotations_were_confirmed_are_read() {
        String stored = """
                [{"kind":"CREDENTIAL","name":"orders","attempt":1,"phase":"HELD","tries":0,
                  "since":"2026-03-02T12:00:00Z","handles":{"accessor":"a1","message_ts":"1.1"}}]""";

        Holding holding = HoldingJson.read(RequestJson.parse(stored)).get(0);

        Handles.Credential handles = (Handles.Credential) holding.handles();
        assertThat(handles.accessor()).isEqualTo("a1");
        assertThat(handles.rotatedBy()).isNull();
        Holding confirmed = new Holding(
                holding.kind(),
                holding.name(),
                1,
                holding.phase(),
                handles.rotated("Bob Bee"),
                0,
                null,
                holding.since(),
                null,
                null);
        assertThat(HoldingJson.read(HoldingJson.write(List.of(confirmed)))).containsExactly(confirmed);
    }
}
