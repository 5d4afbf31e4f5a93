package dev.breakglass.slack.view;

import com.slack.api.model.block.LayoutBlock;
import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Actor;
import dev.breakglass.access.AuditEvent;
import dev.breakglass.access.EndReason;
import dev.breakglass.access.Refusal;
import dev.breakglass.flow.Message;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The trail of a request: one line for each event that has words for people, as plain text. */
public final class ThreadLines {
    private static final int LINE = 1_200;
    private static final int ALL = 9_000;

    private ThreadLines() {}

    /** The line for an event, with its time, which is not always the time of the message. */
    public static Optional<String> line(AuditEvent event, AccessRequest request) {
        return words(event, request).map(words -> Text.line(Times.second(event.at()) + "  " + words, LINE));
    }

    /** Lines as one message; if there are too many, the oldest are left to the record. */
    public static Message of(List<String> lines) {
        Deque<String> shown = new ArrayDeque<>();
        int left = ALL;
        for (int i = lines.size() - 1; i >= 0; i--) {
            String line = Text.line(lines.get(i), LINE);
            left -= line.length();
            if (left < 0) {
                shown.addFirst((i + 1) + " earlier lines are in the record only.");
                break;
            }
            shown.addFirst(line);
        }
        List<LayoutBlock> blocks = List.of(Parts.lines(List.copyOf(shown)));
        return Parts.message(shown.isEmpty() ? "Trail" : shown.getLast(), blocks);
    }

    private static Optional<String> words(AuditEvent event, AccessRequest request) {
        String target = request.terms().target().value();
        return switch (event.type()) {
            case REQUESTED ->
                say("📨 " + by(event) + " asks for " + target + " for " + length(event.fact("duration")) + " ("
                        + request.id().spoken() + "): “" + event.fact("reason") + "”"
                        + (request.ask().emergencyLogin()
                                ? " Their own login does not work, so they ask for an emergency account."
                                : ""));
            case APPROVAL_GIVEN -> say("👍 " + by(event) + " approved, " + event.fact("progress") + ".");
            case APPROVALS_VOIDED ->
                say("⚠️ The policy of this target changed; earlier approvals (" + event.fact("voided")
                        + ") no longer count.");
            case APPROVED -> say("✅ Approved until " + moment(event.fact("until")) + "; opening.");
            case DENIED -> say("⛔ " + by(event) + " denied it: “" + event.fact("reason") + "”");
            case WITHDRAWN -> say("↩️ " + by(event) + " took it back.");
            case LAPSED -> say("⌛ Nobody decided in time.");
            case ACCOUNT_ENABLED ->
                say("🔑 Emergency account " + event.fact("login_name") + " was given a password, which was sent to "
                        + request.requester().name() + ".");
            case SLOT_FILLED ->
                say("🔓 The emergency role in Boundary is filled for "
                        + request.requester().name()
                        + request.account()
                                .map(account -> ", as emergency account " + account.shown())
                                .orElse("") + ".");
            case CREDENTIAL_DELIVERED ->
                say("🔑 Credential " + event.fact("credential") + " was issued and sent to "
                        + request.requester().name() + ".");
            case WRAPPING_SPENT ->
                say("🔑 The one-time token of " + secretOf(event) + " was "
                        + (event.fact("how").equals("opened") ? "opened." : "opened or has expired."));
            case CREDENTIAL_REPLACED ->
                say("🔑 " + by(event) + " wants a new credential " + event.fact("credential")
                        + "; the old one is taken back first.");
            case INTERCEPTION_SUSPECTED ->
                say("🚨 The one-time token of credential " + event.fact("credential") + " was opened before "
                        + moment(event.fact("seen_opened_at")) + ", and " + by(event)
                        + " says that it was not them. Somebody else may hold that credential until it is taken back.");
            case OPENED -> say("🔓 Open until " + moment(event.fact("until")) + ".");
            case SESSION_OPENED -> say("🖥️ " + by(event) + " opened session " + event.fact("session") + ".");
            case SESSION_CLOSED ->
                say("🖥️ Session " + event.fact("session") + " ended: " + bytes(event.fact("bytes_up")) + " up, "
                        + bytes(event.fact("bytes_down")) + " down.");
            case CLOSING ->
                say("⏳ Taking access away" + unlessBot(event) + ", because " + because(event.fact("why")) + "."
                        + refusal(event));
            case SLOT_EMPTIED -> say("✅ The emergency role in Boundary: " + proof(event));
            case SESSIONS_ENDED -> say("✅ Boundary sessions: " + proof(event));
            case HARD_KILLED ->
                say("🪓 Sessions went on although they were cancelled, so breakglass " + event.fact("deed")
                        + ". That ends every session of that login; the person has to log in to Boundary again.");
            case ACCOUNT_DISABLED -> say("✅ Emergency account in Boundary: " + proof(event));
            case CREDENTIAL_REVOKED -> say("✅ " + capital(event.fact("holding")) + ": " + proof(event));
            case ENDING_LATE ->
                say("🚨 Access has not been taken away in time. It is tried on and on; the approvers' channel has the"
                        + " commands to do it by hand.");
            case PAGED -> say("📟 People were paged (" + event.fact("pager") + ").");
            case STILL_VALID -> say("⚠️ " + capital(event.fact("holding")) + ": " + event.fact("says") + ".");
            case ROTATION_CONFIRMED -> say("🔁 " + by(event) + " confirmed that the static secret was changed.");
            case CLOSED -> say("🔒 Closed: everything is proved gone.");
            case TROUBLE -> say("⚠️ Trouble" + about(event) + ": " + event.fact("why") + ". It is tried again.");
            case REFUSED_OUTSIDE -> say("⛔" + about(event) + refusal(event));
            case SLOT_LOST ->
                say("⚠️ Somebody emptied the emergency role in Boundary (it holds " + event.fact("holds")
                        + "), and breakglass does not fill it again. Sessions that are open go on until the end; new ones"
                        + " cannot be opened.");
            case STRAY_FOUND -> say("⚠️ " + stray(event));
            case STRAY_ENDED -> say("✅ A token of this closed request was there again in Vault, and is ended.");
            // Refusals would let anybody in the channel write into the trail; the others are about no request.
            case REFUSED,
                    ENDING_SOON,
                    FREEZE_SET,
                    FREEZE_LIFTED,
                    OBSERVING_STARTED,
                    OBSERVING_ENDED,
                    STARTED,
                    STOPPED -> Optional.empty();
        };
    }

    private static String secretOf(AuditEvent event) {
        String account = event.fact("login_name");
        return account.isEmpty() ? "credential " + event.fact("credential") : "emergency account " + account;
    }

    private static Optional<String> say(String words) {
        return Optional.of(words);
    }

    private static String by(AuditEvent event) {
        return event.actor().name();
    }

    /** What was found outside about this request, though it should not be there. */
    private static String stray(AuditEvent event) {
        return event.fact("slot").isEmpty()
                ? "A token of this closed request is there again in Vault (" + event.fact("deed") + ")."
                : "Somebody else is in the emergency role " + event.fact("slot") + " as well: it holds "
                        + event.fact("holds") + ". It is emptied when this grant ends.";
    }

    private static String unlessBot(AuditEvent event) {
        return event.actor().kind() == Actor.Kind.BOT ? "" : " (" + by(event) + ")";
    }

    private static String about(AuditEvent event) {
        String what = event.fact("holding").isEmpty() ? event.fact("surface") : event.fact("holding");
        return what.isEmpty() ? "" : " with " + what;
    }

    private static String proof(AuditEvent event) {
        return event.fact("says") + " (" + moment(event.fact("proved_at")) + ")";
    }

    private static String refusal(AuditEvent event) {
        for (Refusal refusal : Refusal.values()) {
            if (refusal.name().equals(event.fact("refusal"))) {
                return " " + Wording.sentence(refusal, event.fact("says"));
            }
        }
        return "";
    }

    private static String because(String why) {
        for (EndReason reason : EndReason.values()) {
            if (reason.name().equals(why)) {
                return Wording.because(reason);
            }
        }
        return why;
    }

    private static String moment(String instant) {
        try {
            return Times.utc(Instant.parse(instant));
        } catch (DateTimeParseException e) {
            return instant;
        }
    }

    private static String length(String duration) {
        try {
            return Times.length(Duration.parse(duration));
        } catch (DateTimeParseException e) {
            return duration;
        }
    }

    private static String bytes(String count) {
        if (!count.matches("\\d{1,18}")) {
            return "unknown";
        }
        long bytes = Long.parseLong(count);
        return bytes < 10_000 ? bytes + " B" : bytes < 10_000_000 ? bytes / 1_000 + " kB" : bytes / 1_000_000 + " MB";
    }

    private static String capital(String word) {
        return word.isEmpty() ? "Credential" : Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }
}
