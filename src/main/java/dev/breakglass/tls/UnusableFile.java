package dev.breakglass.tls;

import java.nio.file.Path;

/** A PEM file that cannot be used. Its message repeats nothing of what stands in the file. */
public final class UnusableFile extends RuntimeException {
    private final transient Path file;
    private final String fault;
    private final String remedy;

    UnusableFile(Path file, String fault, String remedy) {
        super(file + " " + fault);
        this.file = file;
        this.fault = fault;
        this.remedy = remedy;
    }

    public Path file() {
        return file;
    }

    /** What is wrong, as it follows the name of the file. */
    public String fault() {
        return fault;
    }

    /** What to do, as a sentence. */
    public String remedy() {
        return remedy;
    }
}
