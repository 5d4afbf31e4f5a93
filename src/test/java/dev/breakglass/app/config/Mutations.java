package dev.breakglass.app.config;

import java.util.List;
import java.util.Random;

/** Small accidents of an editor: something deleted, inserted, copied elsewhere or mistyped. */
final class Mutations {
    private static final List<String> PIECES = List.of(
            "\t",
            ":",
            "[",
            "]",
            "{",
            "}",
            "'",
            "\"",
            "&a ",
            "*a",
            "!!int ",
            "- ",
            "\n",
            "---\n",
            "${",
            "#",
            "~",
            "<<: ",
            "? ",
            "|\n",
            "99999999999h",
            "0s",
            "\u0000",
            "é");

    private Mutations() {}

    static String of(String original, Random random) {
        StringBuilder text = new StringBuilder(original);
        int accidents = 1 + random.nextInt(4);
        for (int i = 0; i < accidents; i++) {
            accident(text, random);
        }
        return text.toString();
    }

    private static void accident(StringBuilder text, Random random) {
        int at = random.nextInt(text.length() - 60);
        switch (random.nextInt(4)) {
            case 0 -> text.delete(at, at + 1 + random.nextInt(50));
            case 1 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
            case 2 -> text.insert(random.nextInt(text.length()), text.substring(at, at + random.nextInt(50)));
            default -> text.setCharAt(at, (char) (32 + random.nextInt(95)));
        }
    }
}
