package dev.breakglass.flow;

import dev.breakglass.access.AccessRequest;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Says who has the slots that somebody else needs, so that they can be asked to be done. */
final class SlotHolders {
    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private SlotHolders() {}

    static String of(AccessRequest needy, List<AccessRequest> open) {
        String holders = open.stream()
                .filter(other -> !other.id().equals(needy.id()))
                .filter(other -> other.reservedSlot()
                        .filter(needy.terms().slots()::contains)
                        .isPresent())
                .map(SlotHolders::holder)
                .collect(Collectors.joining(", "));
        return holders.isEmpty()
                ? "Nobody holds them through breakglass; an administrator of Boundary has to look."
                : "Held by " + holders + ".";
    }

    private static String holder(AccessRequest request) {
        String until = request.until().map(UTC::format).orElse("unknown");
        return request.requester().name() + " until " + until;
    }
}
