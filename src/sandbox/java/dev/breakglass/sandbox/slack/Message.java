package dev.breakglass.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** A message as it stands now; {@code blocks} is an empty array when it has none, and a deleted one is kept for proof. */
public record Message(
        String channel,
        String ts,
        @Nullable String threadTs,
        String author,
        String text,
        JsonNode blocks,
        boolean edited,
        boolean deleted) {
    Message rewritten(String newText, JsonNode newBlocks, boolean markEdited) {
        return new Message(channel, ts, threadTs, author, newText, newBlocks, edited || markEdited, deleted);
    }

    Message gone() {
        return new Message(channel, ts, threadTs, author, text, blocks, edited, true);
    }

    boolean isReply() {
        return threadTs != null && !threadTs.equals(ts);
    }
}
