package dev.breakglass.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom a connection trusts, and the certificate that it shows. Names are always checked against the address; nothing here
 * can switch that off.
 *
 * @param trust the same that {@code context} holds, for clients that ask for both
 */
public record Tls(SSLContext context, X509TrustManager trust) {
    private static final char[] NO_PASSWORD = {};

    /** A certificate of our own and its key. */
    public record Identity(Path certificates, Path key) {}

    /** Trusts what the Java runtime trusts, and shows no certificate. */
    public static Tls standard() {
        try {
            return made(null, null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime knows no certificate authorities", e);
        }
    }

    /**
     * Reads PEM files.
     *
     * @param authorities trusted instead of those that the Java runtime trusts
     * @throws UnusableFile about the first file that does not do
     */
    public static Tls of(Optional<Path> authorities, Optional<Identity> identity) {
        KeyStore trusted = null;
        if (authorities.isPresent()) {
            trusted = trusting(authorities.get(), Pem.certificates(authorities.get()));
        }
        KeyStore own = identity.isPresent() ? showing(identity.get()) : null;
        try {
            return made(trusted, own);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime cannot use PEM files for TLS", e);
        }
    }

    private static Tls made(@Nullable KeyStore trusted, @Nullable KeyStore own) throws GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        X509TrustManager manager = Arrays.stream(trust.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("no X.509 trust manager"));
        KeyManager[] keys = {};
        if (own != null) {
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(own, NO_PASSWORD);
            keys = factory.getKeyManagers();
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, new X509TrustManager[] {manager}, null);
        return new Tls(context, manager);
    }

    private static KeyStore trusting(Path file, List<X509Certificate> authorities) {
        return filled(file, store -> {
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry("authority-" + i, authorities.get(i));
            }
        });
    }

    private static KeyStore showing(Identity identity) {
        List<X509Certificate> chain = Pem.certificates(identity.certificates());
        PrivateKey key = Pem.key(identity.key());
        if (!Pem.belongs(key, chain.get(0).getPublicKey())) {
            throw new UnusableFile(
                    identity.key(), "does not belong to the first certificate", "Take the key that was made with it.");
        }
        return filled(
                identity.key(), store -> store.setKeyEntry("own", key, NO_PASSWORD, chain.toArray(new Certificate[0])));
    }

    private interface Filling {
        void into(KeyStore store) throws GeneralSecurityException;
    }

    private static KeyStore filled(Path file, Filling filling) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            filling.into(store);
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new UnusableFile(file, "cannot be used for TLS", "Check that the file is whole.");
        }
    }
}
