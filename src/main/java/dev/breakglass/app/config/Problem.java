package dev.breakglass.app.config;

/** One fault of a file, where it stands and what to do about it. It never holds a secret. */
public record Problem(String file, int line, String fault, String remedy) {
    @Override
    public String toString() {
        return file + ":" + line + ": " + fault + ". " + remedy;
    }
}
