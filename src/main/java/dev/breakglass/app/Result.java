package dev.breakglass.app;

import java.util.List;
import java.util.Optional;

/** What came of reading a file: its meaning, or everything that is wrong with it. */
public record Result<T>(Optional<T> value, List<Problem> problems) {
    public Result {
        problems = List.copyOf(problems);
        if (value.isPresent() != problems.isEmpty()) {
            throw new IllegalArgumentException("either a value or problems: " + problems);
        }
    }

    static <T> Result<T> good(T value) {
        return new Result<>(Optional.of(value), List.of());
    }

    static <T> Result<T> bad(Problems problems) {
        return new Result<>(Optional.empty(), problems.list());
    }
}
