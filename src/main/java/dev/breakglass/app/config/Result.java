package dev.breakglass.app.config;

import java.util.List;
import java.util.Optional;

/**
 * What came of reading a file.
 *
 * @param value its meaning; with problems beside it, it is good enough to end what is open and for nothing else
 * @param problems everything that is wrong with it
 */
public record Result<T>(Optional<T> value, List<Problem> problems) {
    public Result {
        problems = List.copyOf(problems);
        if (value.isEmpty() && problems.isEmpty()) {
            throw new IllegalArgumentException("neither a value nor a problem");
        }
    }

    /** Whether it can be used for everything. */
    public boolean sound() {
        return problems.isEmpty();
    }

    static <T> Result<T> good(T value) {
        return new Result<>(Optional.of(value), List.of());
    }

    static <T> Result<T> bad(Problems problems) {
        return new Result<>(Optional.empty(), problems.list());
    }
}
