package dev.breakglass.slack;

import dev.breakglass.access.Ask;
import dev.breakglass.access.Refusal;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads where the incident is: a channel's id, a mention of it, or a link to it or to one of its messages. */
sealed interface IncidentInput {
    record Place(Ask.Incident incident) implements IncidentInput {}

    record Unreadable(Refusal why) implements IncidentInput {}

    Pattern CHANNEL = Pattern.compile("[CG][A-Z0-9]{2,30}");
    Pattern MENTION = Pattern.compile("<#([CG][A-Z0-9]{2,30})(\\|[^>]*)?>");
    Pattern PATH = Pattern.compile("/archives/([CG][A-Z0-9]{2,30})(?:/p(\\d{10})(\\d{6}))?/?");
    Pattern THREAD = Pattern.compile("(?:^|&)thread_ts=(\\d{10}\\.\\d{6})(?:&|$)");

    /**
     * Reads what was typed; nothing typed means that no place was wished for.
     *
     * @param teamDomain the workspace's own part of {@code ….slack.com}; empty if unknown
     */
    static IncidentInput read(String typed, String teamDomain) {
        String text = typed.strip();
        if (text.isEmpty()) {
            return new Place(new Ask.Incident.UnderCard());
        }
        if (CHANNEL.matcher(text).matches()) {
            return channel(text, Optional.empty());
        }
        Matcher mention = MENTION.matcher(text);
        if (mention.matches()) {
            return channel(mention.group(1), Optional.empty());
        }
        return link(
                text.startsWith("<") && text.endsWith(">") ? text.substring(1, text.length() - 1) : text, teamDomain);
    }

    private static IncidentInput link(String text, String teamDomain) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            return new Unreadable(Refusal.INCIDENT_NOT_A_CHANNEL);
        }
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        if (!"https".equals(uri.getScheme()) || !host.endsWith(".slack.com") || uri.getPath() == null) {
            return new Unreadable(Refusal.INCIDENT_NOT_A_CHANNEL);
        }
        if (!teamDomain.isEmpty() && !host.equals(teamDomain.toLowerCase(Locale.ROOT) + ".slack.com")) {
            return new Unreadable(Refusal.INCIDENT_OF_ANOTHER_WORKSPACE);
        }
        Matcher path = PATH.matcher(uri.getPath());
        if (!path.matches()) {
            return new Unreadable(Refusal.INCIDENT_NOT_A_CHANNEL);
        }
        Matcher thread = THREAD.matcher(uri.getQuery() == null ? "" : uri.getQuery());
        if (thread.find()) {
            return channel(path.group(1), Optional.of(thread.group(1)));
        }
        return channel(path.group(1), Optional.ofNullable(path.group(2)).map(seconds -> seconds + "." + path.group(3)));
    }

    private static IncidentInput channel(String id, Optional<String> thread) {
        return new Place(new Ask.Incident.InChannel(id, thread));
    }
}
