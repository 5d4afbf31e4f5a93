package dev.breakglass.sandbox.vault;

import java.time.Instant;

/** Says what time it is for the call in hand. */
interface Present {
    Instant now();
}
