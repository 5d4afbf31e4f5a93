package dev.breakglass.store;

import dev.breakglass.flow.Finding;

/** The database cannot be used, and an administrator can mend that. */
public final class Unusable extends RuntimeException {
    private final transient Finding finding;

    Unusable(Finding finding) {
        super(finding.toString());
        this.finding = finding;
    }

    /** What is wrong, and what to do. */
    public Finding finding() {
        return finding;
    }
}
