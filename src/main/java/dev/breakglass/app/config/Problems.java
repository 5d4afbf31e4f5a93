package dev.breakglass.app.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects every fault of one reading, so that nobody has to repair a file one start at a time. */
final class Problems {
    private final List<Problem> found = new ArrayList<>();

    void add(Spot at, String fault, String remedy) {
        found.add(new Problem(at.file(), at.line(), fault, remedy));
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    int count() {
        return found.size();
    }

    /** All of them, by file and line. */
    List<Problem> list() {
        return found.stream()
                .sorted(Comparator.comparing(Problem::file).thenComparingInt(Problem::line))
                .toList();
    }
}
