package dev.breakglass.vault;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * What an OpenSSH certificate for an Ed25519 key says of itself. It is read rather than trusted to be what was asked for,
 * because nobody can take it back.
 *
 * @param line the certificate as it stands in a file
 */
record SshCertificate(String line, Instant validBefore) {
    private static final String TYPE = "ssh-ed25519-cert-v01@openssh.com";

    /** Empty if it is no such certificate, or one without an end. */
    static Optional<SshCertificate> parse(String signedKey) {
        String line = signedKey.strip();
        String[] parts = line.split(" ", -1);
        if (parts.length < 2 || !parts[0].equals(TYPE) || line.contains("\n")) {
            return Optional.empty();
        }
        try {
            ByteBuffer blob = ByteBuffer.wrap(Base64.getDecoder().decode(parts[1]));
            if (!new String(next(blob), StandardCharsets.US_ASCII).equals(TYPE)) {
                return Optional.empty();
            }
            // Nonce, key, serial number, type, key id, principals, valid from; then valid until.
            next(blob);
            next(blob);
            blob.getLong();
            blob.getInt();
            next(blob);
            next(blob);
            blob.getLong();
            long validBefore = blob.getLong();
            return validBefore < 0
                    ? Optional.empty()
                    : Optional.of(new SshCertificate(line, Instant.ofEpochSecond(validBefore)));
        } catch (IllegalArgumentException | BufferUnderflowException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static byte[] next(ByteBuffer blob) {
        int length = blob.getInt();
        if (length < 0 || length > blob.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        blob.get(bytes);
        return bytes;
    }
}
