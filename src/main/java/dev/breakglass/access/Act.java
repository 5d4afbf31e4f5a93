package dev.breakglass.access;

/** One thing to do about one holding. */
public record Act(Verb verb, Holding.Kind kind, String name, int attempt) {
    /** What to do. */
    public enum Verb {
        /** Bring it into being; its intent is committed first. */
        MAKE,
        /** Find out whether it is there, and go on making it if it is not. */
        LOOK,
        /** Move its recorded end to the grant's end. */
        PROLONG,
        /** Take it away, and prove it. */
        END
    }
}
