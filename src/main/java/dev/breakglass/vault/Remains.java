package dev.breakglass.vault;

import dev.breakglass.access.CredentialKind;
import dev.breakglass.access.Handles;
import dev.breakglass.access.Proof;
import dev.breakglass.access.Seen;
import java.time.Duration;
import java.time.Instant;

/** What is left of each kind of credential once its lease and its token read as gone, and how that is proved. */
record Remains(Handles.Credential handles, Instant now) implements CredentialKind.Cases<Seen> {
    /** How often people are asked again to change a secret that stands still. */
    static final Duration ASK_AGAIN = Duration.ofHours(24);

    @Override
    public Seen database(CredentialKind.Database kind) {
        return leased();
    }

    @Override
    public Seen sshOneTimePassword(CredentialKind.SshOneTimePassword kind) {
        return leased();
    }

    @Override
    public Seen lease(CredentialKind.Lease kind) {
        return leased();
    }

    @Override
    public Seen token(CredentialKind.Token kind) {
        return readBack("the token is gone; Vault ends what was leased with it");
    }

    @Override
    public Seen sshCertificate(CredentialKind.SshCertificate kind) {
        Instant end = handles.end();
        if (!handles.mayHaveBeenSeen() || end == null) {
            return readBack("its token is gone, and no certificate was handed over; its key is lost");
        }
        return now.isBefore(end)
                ? new Seen.StillValid(end, "certificate valid until " + end + "; nobody can take it back")
                : new Seen.Ended(new Proof(
                        Proof.Kind.ENDED_BY_ITSELF, end, "its certificate was signed until then and no longer"));
    }

    @Override
    public Seen staticSecret(CredentialKind.StaticSecret kind) {
        if (!handles.mayHaveBeenSeen()) {
            return readBack("its token is gone, and the secret was never handed over");
        }
        String by = handles.rotatedBy();
        return by == null
                ? new Seen.StillValid(
                        now.plus(ASK_AGAIN),
                        "the static secret " + kind.path() + " was handed over and cannot be taken back;"
                                + " change it where it is valid, then confirm that on the card")
                : new Seen.Ended(new Proof(
                        Proof.Kind.CONFIRMED, now, by + " confirmed that the secret was changed; its token is gone"));
    }

    private Seen leased() {
        String lease = handles.lease();
        Instant leaseEnd = handles.leaseEnd();
        if (lease != null) {
            return readBack("lease " + lease + " is gone, and so is its token");
        }
        if (leaseEnd == null) {
            return readBack("its token is gone, and no credential was issued under it");
        }
        // Vault ends what a revoked token holds, but without the lease's id nobody can read that back.
        return now.isBefore(leaseEnd)
                ? new Seen.NotYet(leaseEnd)
                : new Seen.Ended(new Proof(
                        Proof.Kind.ENDED_BY_ITSELF,
                        leaseEnd,
                        "its token is gone; a credential of which Vault's answer was lost has ended by itself"));
    }

    private Seen readBack(String says) {
        return new Seen.Ended(new Proof(Proof.Kind.READ_BACK, now, says));
    }
}
