package dev.breakglass.tls;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Why two sides did not come to trust each other. Nothing was asked of the other side then. */
public enum TlsTrouble {
    UNKNOWN_AUTHORITY("shows a certificate of an authority that is not trusted here"),
    OUT_OF_DATE("shows a certificate that is not valid today"),
    WRONG_NAME("shows a certificate for another name"),
    REFUSES_US("does not accept the certificate that it is shown, or wants one"),
    NO_TLS("does not speak TLS as this program does");

    private final String says;

    TlsTrouble(String says) {
        this.says = says;
    }

    /** What is wrong, as it follows the name of the other side. */
    public String says() {
        return says;
    }

    /**
     * What an administrator does about it, without a full stop.
     *
     * @param section where the keys about it stand in the configuration, such as {@code vault}
     */
    public String remedy(String section) {
        return switch (this) {
            case UNKNOWN_AUTHORITY ->
                "write the certificate of its authority into a PEM file and name it as " + section + ".caFile";
            case OUT_OF_DATE ->
                "renew the certificate of the server, or that of its authority, and check the clocks of both hosts";
            case WRONG_NAME ->
                "use a name in " + section + ".addr that stands in its certificate, or give it one with that name";
            case REFUSES_US ->
                "set " + section + ".clientCertFile and " + section
                        + ".clientKeyFile to a certificate that it accepts and that has not run out";
            case NO_TLS -> "check that " + section + ".addr is the address of a server that speaks https";
        };
    }

    /** What a failed call shows; empty if it failed for anything else. */
    public static Optional<TlsTrouble> of(Throwable failure) {
        boolean handshake = false;
        Optional<TlsTrouble> known = Optional.empty();
        for (Throwable cause = failure; cause != null && known.isEmpty(); cause = cause.getCause()) {
            handshake |= cause instanceof SSLHandshakeException;
            known = one(cause);
        }
        return known.isEmpty() && handshake ? Optional.of(NO_TLS) : known;
    }

    private static Optional<TlsTrouble> one(Throwable cause) {
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
            return Optional.of(OUT_OF_DATE);
        }
        if (cause instanceof CertPathBuilderException) {
            return Optional.of(UNKNOWN_AUTHORITY);
        }
        // Java tells a wrong name by words alone.
        if (cause instanceof SSLPeerUnverifiedException || message.contains("subject alternative")) {
            return Optional.of(WRONG_NAME);
        }
        if (cause instanceof SSLException && message.contains("received fatal alert") && message.contains("cert")) {
            return Optional.of(REFUSES_US);
        }
        return cause instanceof SSLException && message.contains("unsupported or unrecognized ssl message")
                ? Optional.of(NO_TLS)
                : Optional.empty();
    }
}
