package dev.breakglass.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Makes authorities and certificates with the JDK's own tool, and writes them as PEM files. */
public final class Keytool {
    private static final String PASSWORD = "changeit";

    private final Path directory;

    public Keytool(Path directory) {
        this.directory = directory;
    }

    /** A key pair: its store, its certificates and its key as PEM files. */
    public record Pair(Path store, Path certificates, Path key) {
        KeyStore open() {
            try {
                return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
            } catch (IOException | GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        char[] password() {
            return PASSWORD.toCharArray();
        }
    }

    public Pair authority(String name) {
        return pair(name, List.of("-ext", "bc:c", "-validity", "30"));
    }

    /** A certificate for this host that the authority signed. */
    public Pair signed(String name, Pair authority, String... more) {
        List<String> options = new ArrayList<>(List.of("-signer", "it", "-signerkeypass", PASSWORD));
        // The signer has to be in the same store, so the new key is made in a copy of the authority's.
        options.addAll(List.of(more));
        if (!options.contains("-validity")) {
            options.addAll(List.of("-validity", "20"));
        }
        try {
            Files.copy(authority.store(), directory.resolve(name + ".p12"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return make(name, "own", options);
    }

    private Pair pair(String name, List<String> options) {
        return make(name, "it", options);
    }

    private Pair make(String name, String alias, List<String> options) {
        Path store = directory.resolve(name + ".p12");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
        command.addAll(options);
        run(command);
        try {
            KeyStore made = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
            Key key = made.getKey(alias, PASSWORD.toCharArray());
            Path certificates = directory.resolve(name + ".crt");
            Path keyFile = directory.resolve(name + ".key");
            StringBuilder chain = new StringBuilder();
            for (Certificate certificate : made.getCertificateChain(alias)) {
                chain.append(pem("CERTIFICATE", certificate.getEncoded()));
            }
            Files.writeString(certificates, chain);
            Files.writeString(keyFile, pem("PRIVATE KEY", key.getEncoded()));
            if (alias.equals("own")) {
                made.deleteEntry("it");
                try (var out = Files.newOutputStream(store)) {
                    made.store(out, PASSWORD.toCharArray());
                }
            }
            return new Pair(store, certificates, keyFile);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String pem(String kind, byte[] content) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
    }

    private static void run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
