package dev.breakglass.app.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads for how long a target may be asked. */
final class TimesReader {
    private static final Duration SHORTEST = Duration.ofMinutes(1);

    private final Problems problems;

    TimesReader(Problems problems) {
        this.problems = problems;
    }

    record Times(List<Duration> durations, Duration longest) {}

    Optional<Times> read(String target, Section section) {
        Optional<Duration> longest = section.text("longest").flatMap(this::atLeastShortest);
        Optional<List<Yaml.Scalar>> texts = section.texts("durations");
        if (texts.isPresent() && texts.get().isEmpty()) {
            problems.add(section.at(), target + " offers no duration", "List at least one, such as 30m.");
            return Optional.empty();
        }
        Optional<List<Duration>> durations = texts.flatMap(list -> offered(list, longest));
        return longest.isPresent() && durations.isPresent()
                ? Optional.of(new Times(durations.get(), longest.get()))
                : Optional.empty();
    }

    private Optional<List<Duration>> offered(List<Yaml.Scalar> texts, Optional<Duration> longest) {
        List<Duration> durations = new ArrayList<>();
        for (Yaml.Scalar text : texts) {
            atLeastShortest(text)
                    .filter(duration -> isNew(duration, durations, text))
                    .filter(duration -> fits(duration, longest, text))
                    .ifPresent(durations::add);
        }
        return durations.size() == texts.size() ? Optional.of(durations) : Optional.empty();
    }

    private boolean isNew(Duration duration, List<Duration> earlier, Yaml.Scalar text) {
        if (earlier.contains(duration)) {
            problems.add(text.at(), text.shown() + " is offered twice", "Remove one of the two.");
            return false;
        }
        return true;
    }

    private boolean fits(Duration duration, Optional<Duration> longest, Yaml.Scalar text) {
        if (longest.isPresent() && duration.compareTo(longest.get()) > 0) {
            problems.add(
                    text.at(),
                    text.shown() + " is longer than the longest total, " + Durations.write(longest.get()),
                    "Shorten it, or raise 'longest'.");
            return false;
        }
        return true;
    }

    private Optional<Duration> atLeastShortest(Yaml.Scalar text) {
        Optional<Duration> duration = duration(text, problems);
        if (duration.isPresent() && duration.get().compareTo(SHORTEST) < 0) {
            problems.add(text.at(), text.shown() + " is shorter than a minute", "Write 1m or more.");
            return Optional.empty();
        }
        return duration;
    }

    static Optional<Duration> duration(Yaml.Scalar text, Problems problems) {
        Optional<Duration> duration = Durations.parse(text.text());
        if (duration.isEmpty()) {
            problems.add(text.at(), text.shown() + " is not a duration", "Write it like 90s, 30m, 4h or 1h30m.");
        }
        return duration;
    }
}
