package dev.breakglass.vault;

import dev.breakglass.access.CredentialKind;
import dev.breakglass.access.Secret;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A fresh SSH key that Vault signs until the end of the grant. The key is made here, so that nobody has to send one; it
 * lives in memory until it is wrapped. A certificate of which the answer was lost is of no use: its key is lost, too.
 */
record SignedKey(VaultClient client, CredentialKind.SshCertificate kind) implements Source {
    /** The name under which it is wrapped: the private key and, on the last line, its certificate. */
    static final String IDENTITY = "identity";

    @Override
    public Issued get(Secret own, Duration left) {
        SshKey key = SshKey.generate();
        String signed = client.sign(own, kind.path(), key.publicLine(), kind.user(), left);
        SshCertificate certificate =
                SshCertificate.parse(signed).orElseThrow(() -> VaultException.unreadable(VaultClient.SIGN, 200));
        Secret identity = Secret.of(key.privateText().expose() + certificate.line() + "\n");
        return new Issued(Map.of(IDENTITY, identity), Optional.empty(), Optional.of(certificate.validBefore()));
    }

    @Override
    public Optional<Duration> leaseLivesFor() {
        return Optional.empty();
    }
}
