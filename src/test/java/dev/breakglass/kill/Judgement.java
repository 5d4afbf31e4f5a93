package dev.breakglass.kill;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether a record tells the story as if the bot had never died. */
final class Judgement {
    private static final List<String> MOVES =
            List.of("REQUESTED", "APPROVAL_GIVEN", "APPROVED", "OPENED", "ENDING_SOON", "CLOSING", "CLOSED");
    private static final List<String> ONCE = List.of(
            "SLOT_FILLED",
            "CREDENTIAL_DELIVERED",
            "WRAPPING_SPENT",
            "SESSION_OPENED",
            "SLOT_EMPTIED",
            "SESSIONS_ENDED");
    /** These may be there more or less often: what was tried in vain, and each credential with its own end. */
    private static final Set<String> FREE =
            Set.of("TROUBLE", "REFUSED", "CREDENTIAL_REVOKED", "SESSION_CLOSED", "ENDING_LATE", "STARTED", "STOPPED");

    private Judgement() {}

    static void ofDenied(List<AuditFile.Line> lines) {
        oneRequest(lines);
        Bot.hold(types(lines).equals(List.of("REQUESTED", "DENIED")), "a denied request tells " + types(lines));
    }

    static void ofGranted(List<AuditFile.Line> lines, boolean warned) {
        oneRequest(lines);
        List<String> moves = types(lines).stream().filter(MOVES::contains).toList();
        List<String> expected = MOVES.stream()
                .filter(move -> warned || !move.equals("ENDING_SOON"))
                .toList();
        Bot.hold(moves.equals(expected), "the request moved " + moves);
        for (String type : ONCE) {
            long times = types(lines).stream().filter(type::equals).count();
            Bot.hold(times == 1, type + " is told " + times + " times");
        }
        Set<String> known = new HashSet<>(MOVES);
        known.addAll(ONCE);
        Bot.hold(known.containsAll(types(lines)), "the record tells " + types(lines));
        List<String> revoked = lines.stream()
                .filter(line -> line.type().equals("CREDENTIAL_REVOKED"))
                .map(line -> line.fact("holding"))
                .toList();
        Bot.hold(
                !revoked.isEmpty() && new HashSet<>(revoked).size() == revoked.size(), "credentials ended: " + revoked);
    }

    /** The numbers run from one without a gap or a second copy, and each line knows the one before. */
    static void ofFile(List<AuditFile.Line> lines) {
        for (int i = 0; i < lines.size(); i++) {
            AuditFile.Line line = lines.get(i);
            Bot.hold(line.seq == i + 1, "line " + (i + 1) + " of the file is " + line);
            Bot.hold(i == 0 || line.previous.equals(lines.get(i - 1).hash), "the chain breaks at " + line);
        }
    }

    private static void oneRequest(List<AuditFile.Line> lines) {
        Set<String> requests = lines.stream()
                .map(AuditFile.Line::request)
                .filter(id -> !id.isEmpty())
                .collect(Collectors.toSet());
        Bot.hold(requests.size() == 1, "there are requests " + requests);
    }

    private static List<String> types(List<AuditFile.Line> lines) {
        return lines.stream()
                .map(AuditFile.Line::type)
                .filter(type -> !FREE.contains(type))
                .toList();
    }
}
