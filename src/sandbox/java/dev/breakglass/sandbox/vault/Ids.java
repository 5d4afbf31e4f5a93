package dev.breakglass.sandbox.vault;

import java.security.SecureRandom;
import java.util.stream.Collectors;

/** Names that nobody guesses, in the shapes that OpenBao gives them. */
final class Ids {
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {}

    static String random(int length) {
        return RANDOM.ints(length, 0, LETTERS.length())
                .mapToObj(at -> LETTERS.substring(at, at + 1))
                .collect(Collectors.joining());
    }

    static String token() {
        return "s." + random(24);
    }

    static String accessor() {
        return random(24);
    }

    static String mount(String type) {
        return type + "_" + String.format("%08x", RANDOM.nextInt());
    }
}
