package dev.breakglass.slack.view;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Actor;
import dev.breakglass.access.CredentialKind;
import dev.breakglass.access.EndReason;
import dev.breakglass.access.Handles;
import dev.breakglass.access.Holding;
import dev.breakglass.access.Secret;
import dev.breakglass.access.Terms;
import dev.breakglass.flow.Message;
import dev.breakglass.slack.Samples;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Alice's open request with each kind of credential. */
public final class KindSamples {
    public static final CredentialKind DATABASE =
            new CredentialKind.Database("database/creds/orders", Duration.ofHours(1));
    public static final CredentialKind CERTIFICATE = new CredentialKind.SshCertificate("ssh/sign/ops", "ops");
    public static final CredentialKind PASSWORD =
            new CredentialKind.SshOneTimePassword("ssh/creds/otp", "10.0.0.7", "ops", Duration.ofHours(1));
    public static final CredentialKind TOKEN = new CredentialKind.Token();
    public static final CredentialKind LEASE = new CredentialKind.Lease("aws/creds/ops", Map.of(), Duration.ofHours(1));
    public static final CredentialKind SECRET = new CredentialKind.StaticSecret("secret/data/legacy");
    public static final List<CredentialKind> ALL = List.of(DATABASE, CERTIFICATE, PASSWORD, TOKEN, LEASE, SECRET);

    private KindSamples() {}

    public static AccessRequest active(CredentialKind kind) {
        AccessRequest active = Samples.active();
        Terms old = active.terms();
        Terms terms = new Terms(
                old.target(),
                old.description(),
                old.risk(),
                old.project(),
                old.boundaryTarget(),
                old.slots(),
                List.of(new Terms.CredentialTerms("orders", kind, "breakglass", List.of("orders"))),
                connect(kind),
                old.approvalsNeeded(),
                old.longest(),
                old.channel(),
                old.measures(),
                old.digest());
        return new AccessRequest(
                active.id(),
                active.version(),
                active.requester(),
                terms,
                active.ask(),
                active.state(),
                active.holdings());
    }

    private static String connect(CredentialKind kind) {
        return kind instanceof CredentialKind.SshCertificate
                ? "boundary connect ssh -target-id ttcp_1234567890 -- -l ops -i breakglass-orders"
                : "boundary connect postgres -target-id ttcp_1234567890 -dbname orders";
    }

    /** The same, being taken away after its credential was sent. */
    public static AccessRequest handedOver(CredentialKind kind) {
        AccessRequest active = active(kind);
        Handles handles = Handles.Credential.NONE
                .tokenMade("accessor")
                .endSet(active.until().orElseThrow())
                .delivered(Handles.Delivery.wrapped("wrap", Samples.NOON.plusSeconds(300))
                        .posted("D1", "1.1"));
        Holding held =
                Samples.holding(Holding.Kind.CREDENTIAL, "orders", 1, Holding.Phase.HELD, handles, Optional.empty());
        return Samples.in(active, active.state(), List.of(held))
                .end(EndReason.REVOKED, Actor.of(Samples.BOB), Samples.NOON.plusSeconds(600))
                .orElseThrow()
                .after();
    }

    public static Message token(CredentialKind kind) {
        return token(kind, Secret.of("hvs.wrapped"), new VaultAddress("https://vault.example.com", ""));
    }

    public static Message token(CredentialKind kind, Secret token, VaultAddress vault) {
        return WrappedToken.of(active(kind), "orders", token, Duration.ofMinutes(5), vault);
    }
}
