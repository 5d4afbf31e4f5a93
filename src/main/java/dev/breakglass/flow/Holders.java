package dev.breakglass.flow;

import dev.breakglass.access.AccessRequest;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Says who has what somebody else needs, so that they can be asked to be done. */
final class Holders {
    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Holders() {}

    static String ofSlots(AccessRequest needy, List<AccessRequest> open) {
        return of(
                needy,
                open,
                other -> other.reservedSlot()
                        .filter(needy.terms().slots()::contains)
                        .isPresent());
    }

    static String ofAccounts(AccessRequest needy, List<AccessRequest> open) {
        return of(
                needy,
                open,
                other -> other.reservedAccount()
                        .filter(held -> needy.terms().accounts().stream()
                                .anyMatch(account -> account.id().equals(held)))
                        .isPresent());
    }

    private static String of(AccessRequest needy, List<AccessRequest> open, Predicate<AccessRequest> inTheWay) {
        String holders = open.stream()
                .filter(other -> !other.id().equals(needy.id()))
                .filter(inTheWay)
                .map(Holders::holder)
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
