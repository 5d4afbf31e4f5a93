package dev.breakglass.flow;

/**
 * Something that a check found wrong.
 *
 * @param fault what is wrong, without a full stop
 * @param remedy what an administrator does about it, without a full stop
 */
public record Finding(Severity severity, String fault, String remedy) {
    /** Whether access is granted and taken away all the same. */
    public enum Severity {
        FAULT,
        WARNING
    }

    /** Something without which access is not granted, or not taken away, as the policy says. */
    public static Finding fault(String fault, String remedy) {
        return new Finding(Severity.FAULT, fault, remedy);
    }

    /** Something that works and would better be otherwise. */
    public static Finding warning(String fault, String remedy) {
        return new Finding(Severity.WARNING, fault, remedy);
    }

    public boolean isWarning() {
        return severity == Severity.WARNING;
    }

    @Override
    public String toString() {
        return (isWarning() ? "warning: " : "") + fault + ". Remedy: " + remedy;
    }
}
