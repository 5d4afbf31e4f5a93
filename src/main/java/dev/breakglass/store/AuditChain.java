package dev.breakglass.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * How events are chained: SHA-256 over {@code 0x00 || "bgaudit/1" || length and name of the chain || seq || previous hash ||
 * body}. The leading zero keeps an event's hash apart from that of an inner node of an RFC 6962 tree.
 */
final class AuditChain {
    /** What the first event's previous hash is. */
    static final String GENESIS = "0".repeat(64);

    private static final byte[] DOMAIN = "\0bgaudit/1".getBytes(StandardCharsets.UTF_8);

    private AuditChain() {}

    static String hash(String chain, long seq, String previous, byte[] body) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            byte[] name = chain.getBytes(StandardCharsets.UTF_8);
            sha.update(DOMAIN);
            sha.update(ByteBuffer.allocate(4).putInt(name.length).array());
            sha.update(name);
            sha.update(ByteBuffer.allocate(8).putLong(seq).array());
            sha.update(HexFormat.of().parseHex(previous));
            return HexFormat.of().formatHex(sha.digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
