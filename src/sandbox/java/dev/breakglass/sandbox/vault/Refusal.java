package dev.breakglass.sandbox.vault;

import java.util.List;

/** A call that Vault answers with an error: its status and the texts of {@code errors}. */
final class Refusal extends RuntimeException {
    private final int status;
    private final transient List<String> errors;

    private Refusal(int status, List<String> errors) {
        super(status + " " + errors);
        this.status = status;
        this.errors = errors;
    }

    static Refusal of(int status, String error) {
        return new Refusal(status, List.of(error));
    }

    /** The form in which Vault shows an error that a backend collected. */
    static Refusal collected(int status, String error) {
        return of(status, "1 error occurred:\n\t* " + error + "\n\n");
    }

    static Refusal badToken() {
        return of(403, "permission denied");
    }

    static Refusal byPolicy() {
        return collected(403, "permission denied");
    }

    static Refusal nothingThere() {
        return new Refusal(404, List.of());
    }

    static Refusal wrongMethod() {
        return new Refusal(405, List.of());
    }

    int status() {
        return status;
    }

    List<String> errors() {
        return errors;
    }
}
