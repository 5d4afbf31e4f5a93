package dev.breakglass.vault;

import dev.breakglass.tls.TlsTrouble;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Vault did not do what it was asked. The message is ours and safe to show; what Vault said is for the log only. */
public final class VaultException extends RuntimeException {
    /** What became of the call. */
    public enum Kind {
        /** It was sent and not answered in time; it may have been done. */
        TIMED_OUT,
        /** Nobody answered; it may have been done. */
        NO_ANSWER,
        /** The two sides did not come to trust each other, so it was not sent. */
        UNTRUSTED,
        /** The bot's wrapped secret id does not open, so the bot cannot log in. */
        SPENT,
        SEALED,
        /** A rate or lease quota is used up. */
        QUOTA,
        FORBIDDEN,
        /** The lease or accessor that it was about is not there. */
        GONE,
        /** Vault does not do this, however often it is asked. */
        REFUSED,
        /** Something failed inside or behind Vault, or in front of it; it may have been done. */
        FAILED
    }

    static final String LOGIN = "log the bot in";

    private final String operation;
    private final int status;
    private final Kind kind;
    private final List<String> errors;
    private final @Nullable TlsTrouble trouble;

    private VaultException(String operation, int status, Kind kind, List<String> errors) {
        this(operation, status, kind, errors, null);
    }

    private VaultException(String operation, int status, Kind kind, List<String> errors, @Nullable TlsTrouble trouble) {
        super(words(operation, kind));
        this.trouble = trouble;
        this.operation = operation;
        this.status = status;
        this.kind = kind;
        this.errors = List.copyOf(errors);
    }

    /** No answer came. */
    static VaultException silence(String operation, boolean timedOut, Throwable failure) {
        String why = failure.toString();
        Optional<TlsTrouble> trouble = TlsTrouble.of(failure);
        if (trouble.isPresent()) {
            return new VaultException(operation, 0, Kind.UNTRUSTED, List.of(why), trouble.get());
        }
        return new VaultException(operation, 0, timedOut ? Kind.TIMED_OUT : Kind.NO_ANSWER, List.of(why));
    }

    /** What was kept as a wrapped secret id is not one, or opens no more. */
    static VaultException spent() {
        return new VaultException(LOGIN, 0, Kind.SPENT, List.of());
    }

    /** There is nothing to log in with. */
    static VaultException nothingToShow() {
        return new VaultException(LOGIN, 0, Kind.REFUSED, List.of());
    }

    /** An answer that is none of Vault's, such as a proxy's; what became of the call is unknown. */
    static VaultException unreadable(String operation, int status) {
        return new VaultException(operation, status, Kind.FAILED, List.of());
    }

    /** Vault itself answered, with these errors. */
    static VaultException answered(String operation, int status, List<String> errors) {
        return new VaultException(operation, status, kind(status, errors), errors);
    }

    private static Kind kind(int status, List<String> errors) {
        String said = String.join("\n", errors).toLowerCase(Locale.ROOT);
        // An old Vault answers 403 to an accessor that it does not know.
        if ((status == 400 || status == 403) && said.contains("invalid accessor")) {
            return Kind.GONE;
        }
        return switch (status) {
            case 400 -> said.contains("invalid lease") || said.contains("lease not found") ? Kind.GONE : Kind.REFUSED;
            case 403 -> Kind.FORBIDDEN;
            case 404, 405 -> Kind.REFUSED;
            case 429 -> Kind.QUOTA;
            // A proxy in front of Vault uses 503 for troubles of its own.
            case 503 -> said.contains("sealed") ? Kind.SEALED : Kind.FAILED;
            default -> Kind.FAILED;
        };
    }

    private static String words(String operation, Kind kind) {
        if (loginRefused(operation, kind)) {
            return "Vault does not accept the bot's login";
        }
        return switch (kind) {
            case TIMED_OUT, NO_ANSWER -> "Vault did not answer";
            case UNTRUSTED -> "Vault and the bot do not trust each other's certificates";
            case SPENT -> "the bot's wrapped secret id for Vault does not open";
            case SEALED -> "Vault is sealed";
            case QUOTA -> "Vault's quota is used up";
            case FORBIDDEN -> "Vault does not allow it to " + operation;
            case GONE -> "Vault does not know what it was to " + operation;
            case REFUSED -> "Vault refuses to " + operation;
            case FAILED -> "Vault failed to " + operation;
        };
    }

    /** What happened, in our words; safe to show to anybody. */
    public String says() {
        return words(operation, kind);
    }

    /** What was asked, such as {@code create a token}. */
    public String operation() {
        return operation;
    }

    /** The HTTP status; 0 if there was no answer. */
    public int status() {
        return status;
    }

    public Kind kind() {
        return kind;
    }

    /** Why the two sides do not trust each other, if that is what happened. */
    Optional<TlsTrouble> tlsTrouble() {
        return Optional.ofNullable(trouble);
    }

    /** Vault's own words. They may name hosts and users, so they go to the log and nowhere else. */
    public List<String> errors() {
        return errors;
    }

    /** Whether it is certain that the call changed nothing. */
    public boolean nothingDone() {
        return switch (kind) {
            case UNTRUSTED, SPENT, SEALED, QUOTA, FORBIDDEN, GONE, REFUSED -> true;
            case TIMED_OUT, NO_ANSWER, FAILED -> atLogin();
        };
    }

    /** Whether asking again is of no use. */
    boolean forGood() {
        return !atLogin() && (kind == Kind.FORBIDDEN || kind == Kind.REFUSED);
    }

    boolean loginRefused() {
        return loginRefused(operation, kind);
    }

    private static boolean loginRefused(String operation, Kind kind) {
        return operation.equals(LOGIN) && (kind == Kind.FORBIDDEN || kind == Kind.REFUSED);
    }

    /** Whether it was only the bot's login that failed, so that the call itself was not sent. */
    boolean atLogin() {
        return operation.equals(LOGIN);
    }
}
