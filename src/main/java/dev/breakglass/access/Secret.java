package dev.breakglass.access;

/** A value that must not be seen: it prints as a placeholder, compares with nothing, and leaves by {@link #expose}. */
public final class Secret {
    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    public static Secret of(String value) {
        return new Secret(value);
    }

    /** The value itself. Every caller hands it to an outside system and to nothing else. */
    public String expose() {
        return value;
    }

    public boolean isBlank() {
        return value.isBlank();
    }

    @Override
    public String toString() {
        return "[secret]";
    }
}
