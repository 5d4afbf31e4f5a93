package dev.breakglass.app.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A YAML file as a tree in which every node knows its line. */
sealed interface Yaml {
    Spot at();

    /** A single value, as it is written; what it means is for the reader of its key to say. */
    record Scalar(Spot at, String text) implements Yaml {
        /** The value in quotes and on one line, for a {@link Problem}. */
        String shown() {
            String oneLine = text.replaceAll("\\p{Cntrl}", "?");
            return "'" + (oneLine.length() > 60 ? oneLine.substring(0, 60) + "…" : oneLine) + "'";
        }
    }

    /** A key without a value. */
    record Empty(Spot at) implements Yaml {}

    /** A node that was refused while reading; its problem is already known, so nobody reports it again. */
    record Refused(Spot at) implements Yaml {}

    /** A list. */
    record Sequence(Spot at, List<Yaml> items) implements Yaml {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /** Keys and values, in the order of the file. */
    record Mapping(Spot at, Map<String, Entry> entries) implements Yaml {
        public Mapping {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }
    }

    /**
     * One value of a mapping.
     *
     * @param key where the key stands
     */
    record Entry(Spot key, Yaml value) {}
}
