package dev.breakglass.app.cli;

import dev.breakglass.boundary.BoundaryPeople.Known;
import dev.breakglass.slack.SlackPeople.Member;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Who is probably who. Only what is the one possible match is suggested; everything else is asked in a comment. */
final class PeopleSuggestion {
    private final List<Member> members;
    private final List<Known> users;
    private final Map<String, Long> claims;

    PeopleSuggestion(List<Member> members, List<Known> users) {
        this.members = members.stream()
                .sorted(Comparator.comparing(PeopleSuggestion::subject))
                .toList();
        this.users = users;
        this.claims = this.members.stream()
                .flatMap(member -> candidates(member).stream())
                .collect(Collectors.groupingBy(Known::id, TreeMap::new, Collectors.counting()));
    }

    void print(PrintWriter out) {
        out.println("# A suggestion, to be reviewed line by line: whoever stands here as one person counts as one.");
        out.println("# Remove who neither asks nor approves. Somebody who only approves needs no 'boundary'.");
        members.forEach(member -> print(member, out));
        Set<String> suggested = new HashSet<>(claims.keySet());
        users.stream()
                .filter(user -> !suggested.contains(user.id()))
                .forEach(user ->
                        out.println("# Boundary user " + user.id() + " (" + user.shown() + ") is nobody in Slack"));
    }

    private void print(Member member, PrintWriter out) {
        out.println(subject(member) + ":");
        out.println("  name: \"" + member.realName().replaceAll("[\"\\\\\\p{Cntrl}]", "") + "\"");
        out.println("  slack: [{team: " + member.team() + ", user: " + member.id() + "}]");
        List<Known> candidates = candidates(member);
        if (candidates.isEmpty()) {
            out.println("  # boundary: no user has this e-mail address or login name");
        } else if (candidates.size() > 1) {
            out.println("  # boundary: which one? "
                    + candidates.stream()
                            .map(user -> user.id() + " (" + user.shown() + ")")
                            .collect(Collectors.joining(", ")));
        } else if (claims.getOrDefault(candidates.get(0).id(), 0L) > 1) {
            out.println("  # boundary: " + candidates.get(0).id() + "? Others in Slack fit it as well");
        } else {
            Known user = candidates.get(0);
            boolean byAddress = byAddress(member).test(user);
            out.println("  boundary: " + user.id() + (byAddress ? "" : " # by the name " + user.shown() + " only"));
        }
    }

    private List<Known> candidates(Member member) {
        List<Known> byAddress = users.stream().filter(byAddress(member)).toList();
        return byAddress.isEmpty() ? users.stream().filter(byName(member)).toList() : byAddress;
    }

    private static Predicate<Known> byAddress(Member member) {
        String address = small(member.email());
        return user -> !address.isEmpty()
                && (small(user.email()).equals(address)
                        || small(user.loginName()).equals(address));
    }

    private static Predicate<Known> byName(Member member) {
        String address = small(member.email());
        Set<String> names = new HashSet<>(List.of(small(member.name()), address.replaceFirst("@.*", "")));
        names.remove("");
        return user -> names.contains(small(user.loginName()))
                || (user.loginName().isEmpty() && names.contains(small(user.name())));
    }

    private static String subject(Member member) {
        String subject = member.email().isEmpty() ? member.name() : small(member.email());
        return subject.matches("[A-Za-z0-9][A-Za-z0-9._@+:-]{0,126}") ? subject : member.id();
    }

    private static String small(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
