package dev.breakglass.sandbox.vault;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** A certificate authority whose certificates OpenSSH accepts; it signs Ed25519 keys only. */
final class SshAuthority {
    /** A certificate as it stands in a file, and its serial number as Vault writes it. */
    record Signed(String line, String serial) {}

    private static final String KEY = "ssh-ed25519";
    private static final String CERTIFICATE = "ssh-ed25519-cert-v01@openssh.com";
    private static final int USER = 1;
    private static final Duration BEFORE = Duration.ofSeconds(30);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final KeyPair pair;

    SshAuthority() {
        try {
            pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The 32 bytes of the key in a line such as stands in {@code id_ed25519.pub}. */
    static Optional<byte[]> keyIn(String line) {
        String[] parts = line.strip().split(" ", -1);
        if (parts.length < 2 || !parts[0].equals(KEY)) {
            return Optional.empty();
        }
        byte[] blob = Base64.getDecoder().decode(parts[1]);
        return Optional.of(Arrays.copyOfRange(blob, blob.length - 32, blob.length));
    }

    String publicLine() {
        return KEY + " " + Base64.getEncoder().encodeToString(publicBlob());
    }

    Signed sign(
            byte[] key,
            String name,
            List<String> principals,
            Collection<String> extensions,
            Instant now,
            Duration ttl) {
        long serial = RANDOM.nextLong() >>> 1;
        byte[] nonce = new byte[32];
        RANDOM.nextBytes(nonce);
        byte[] unsigned = joined(
                string(CERTIFICATE),
                string(nonce),
                string(key),
                number(serial),
                ByteBuffer.allocate(4).putInt(USER).array(),
                string(name + "-" + hash(key)),
                string(joined(principals.stream().map(SshAuthority::string).toArray(byte[][]::new))),
                number(now.minus(BEFORE).getEpochSecond()),
                number(now.plus(ttl).getEpochSecond()),
                string(""),
                string(joined(new TreeSet<>(extensions)
                        .stream()
                                .map(extension -> joined(string(extension), string("")))
                                .toArray(byte[][]::new))),
                string(""),
                string(publicBlob()));
        byte[] signed = joined(unsigned, string(joined(string(KEY), string(signature(unsigned)))));
        return new Signed(CERTIFICATE + " " + Base64.getEncoder().encodeToString(signed), Long.toHexString(serial));
    }

    private byte[] publicBlob() {
        byte[] encoded = pair.getPublic().getEncoded();
        return joined(string(KEY), string(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)));
    }

    private byte[] signature(byte[] content) {
        try {
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(pair.getPrivate());
            signer.update(content);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hash(byte[] key) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] number(long number) {
        return ByteBuffer.allocate(8).putLong(number).array();
    }

    private static byte[] string(String text) {
        return string(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] string(byte[] bytes) {
        return ByteBuffer.allocate(4 + bytes.length)
                .putInt(bytes.length)
                .put(bytes)
                .array();
    }

    private static byte[] joined(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
