package dev.breakglass.flow;

import java.util.List;

/** The record as it is stored: a chain of events, each kept as the exact bytes that were hashed. */
public interface AuditLog {
    /**
     * One stored event.
     *
     * @param seq gap-free from 1
     * @param hash lower-case hex of this event's SHA-256
     * @param previous the hash before it
     * @param body the event's JSON, exactly as hashed
     */
    record Stored(long seq, String hash, String previous, String body) {}

    List<Stored> read(long fromSeq, int limit);

    /**
     * What an examination of the whole record found.
     *
     * @param events how many there are
     * @param lastHash the hash of the last one; compare it with a copy kept elsewhere, for a cut-off end shows nowhere else
     * @param faults each names the event
     */
    record Verdict(long events, String lastHash, List<String> faults) {}

    /** Examines the whole record. */
    Verdict verify();

    /** The first number that a sink has not taken yet. */
    long cursor(String sink);

    void moveCursor(Claim claim, long nextSeq) throws Overtaken;
}
