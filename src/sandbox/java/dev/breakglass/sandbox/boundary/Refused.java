package dev.breakglass.sandbox.boundary;

/** What a person of the sandbox gets instead of access; {@link #status} is Boundary's HTTP status. */
public final class Refused extends RuntimeException {
    private final int status;

    Refused(int status, String message) {
        super(message);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
