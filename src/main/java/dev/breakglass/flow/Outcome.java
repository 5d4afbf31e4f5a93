package dev.breakglass.flow;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Refusal;
import java.util.Optional;

/** What came of something that a person wanted. Refusals are values: each has one sentence and a line in the record. */
public sealed interface Outcome {
    /** It is done and stored. */
    record Done(AccessRequest request) implements Outcome {}

    /** It was not done. */
    record Refused(Refusal why, Optional<AccessRequest> request) implements Outcome {}
}
