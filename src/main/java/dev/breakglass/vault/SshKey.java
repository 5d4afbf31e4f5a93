package dev.breakglass.vault;

import dev.breakglass.access.Secret;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.util.Arrays;
import java.util.Base64;

/** An Ed25519 key in the forms that OpenSSH reads; the private one is written without a passphrase. */
final class SshKey {
    private static final String TYPE = "ssh-ed25519";
    private static final String NAME = "breakglass";
    private static final int LENGTH = 32;
    private static final int BLOCK = 8;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] seed;
    private final byte[] point;

    private SshKey(byte[] seed, byte[] point) {
        this.seed = seed;
        this.point = point;
    }

    static SshKey generate() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            byte[] seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
            // The encoded form ends in the point itself, as RFC 8032 writes it.
            byte[] encoded = pair.getPublic().getEncoded();
            return new SshKey(seed, Arrays.copyOfRange(encoded, encoded.length - LENGTH, encoded.length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has Ed25519", e);
        }
    }

    /** As it stands in {@code id_ed25519.pub}. */
    String publicLine() {
        return TYPE + " " + Base64.getEncoder().encodeToString(publicBlob()) + " " + NAME;
    }

    /** As it stands in {@code id_ed25519}, with its line breaks. */
    Secret privateText() {
        Blob blob = new Blob();
        blob.raw("openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII));
        blob.text("none").text("none").text("");
        blob.number(1).bytes(publicBlob()).bytes(privateBlob());
        String lines = Base64.getMimeEncoder(70, new byte[] {'\n'}).encodeToString(blob.toBytes());
        return Secret.of("-----BEGIN OPENSSH PRIVATE KEY-----\n" + lines + "\n-----END OPENSSH PRIVATE KEY-----\n");
    }

    private byte[] publicBlob() {
        return new Blob().text(TYPE).bytes(point).toBytes();
    }

    private byte[] privateBlob() {
        int check = RANDOM.nextInt();
        Blob blob = new Blob().number(check).number(check).text(TYPE).bytes(point);
        blob.bytes(new Blob().raw(seed).raw(point).toBytes()).text(NAME);
        for (int pad = 1; blob.size() % BLOCK != 0; pad++) {
            blob.raw(new byte[] {(byte) pad});
        }
        return blob.toBytes();
    }

    /** Numbers and strings as SSH writes them (RFC 4251). */
    private static final class Blob {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final DataOutputStream out = new DataOutputStream(bytes);

        Blob raw(byte[] raw) {
            bytes.writeBytes(raw);
            return this;
        }

        Blob number(int number) {
            try {
                out.writeInt(number);
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Blob bytes(byte[] content) {
            return number(content.length).raw(content);
        }

        Blob text(String text) {
            return bytes(text.getBytes(StandardCharsets.US_ASCII));
        }

        int size() {
            return bytes.size();
        }

        byte[] toBytes() {
            return bytes.toByteArray();
        }
    }
}
