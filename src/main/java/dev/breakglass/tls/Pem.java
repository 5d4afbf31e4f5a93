package dev.breakglass.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and keys out of PEM files. */
final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN (?<kind>[A-Z0-9 ]+)-----(?<body>[^-]*)-----END \\k<kind>-----");
    private static final List<String> KEYS = List.of("RSA", "EC", "EdDSA");
    private static final String TO_PKCS8 =
            "Convert it: openssl pkcs8 -topk8 -nocrypt -in key.pem -out key8.pem; let only this program read it.";
    private static final byte[] SAMPLE = "breakglass".getBytes(StandardCharsets.UTF_8);

    private Pem() {}

    /** All certificates of the file, at least one. */
    static List<X509Certificate> certificates(Path file) {
        List<X509Certificate> found = new ArrayList<>();
        Matcher block = BLOCK.matcher(read(file));
        while (block.find()) {
            if (block.group("kind").equals("CERTIFICATE")) {
                found.add(certificate(file, block.group()));
            }
        }
        if (found.isEmpty()) {
            throw new UnusableFile(
                    file, "holds no certificate", "Write certificates in PEM form: -----BEGIN CERTIFICATE-----.");
        }
        return found;
    }

    private static X509Certificate certificate(Path file, String pem) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
        } catch (CertificateException e) {
            throw new UnusableFile(file, "holds a broken certificate", "Copy the file again.");
        }
    }

    /** The private key of the file, which must be PKCS#8 and not encrypted. */
    static PrivateKey key(Path file) {
        Matcher block = BLOCK.matcher(read(file));
        while (block.find()) {
            String kind = block.group("kind");
            if (kind.equals("PRIVATE KEY")) {
                return key(file, block.group("body"));
            }
            if (kind.endsWith("PRIVATE KEY")) {
                throw new UnusableFile(file, "is a key in another form than PKCS#8, or encrypted", TO_PKCS8);
            }
        }
        throw new UnusableFile(file, "holds no private key", "Write it in PEM form: -----BEGIN PRIVATE KEY-----.");
    }

    private static PrivateKey key(Path file, String body) {
        for (String algorithm : KEYS) {
            try {
                byte[] bytes = Base64.getMimeDecoder().decode(body);
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                // Its kind stands inside the key, so each is tried.
            }
        }
        throw new UnusableFile(file, "holds a key that is not RSA, EC or Ed25519", "Take a key of one of these kinds.");
    }

    /** Whether the two are one pair. */
    static boolean belongs(PrivateKey key, PublicKey to) {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        try {
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(SAMPLE);
            byte[] signature = signing.sign();
            signing.initVerify(to);
            signing.update(SAMPLE);
            return signing.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new UnusableFile(file, "does not exist", "Create it, or correct the path.");
        }
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UnusableFile(file, "cannot be read", "Let the account of this program read it, as text.");
        }
    }
}
