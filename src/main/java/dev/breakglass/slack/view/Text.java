package dev.breakglass.slack.view;

/** The one place where text that people typed is cleaned, escaped and cut. Lengths are in code points, as Slack counts. */
public final class Text {
    private static final String CUT = "…";
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private Text() {}

    /** Takes out what people cannot see: control and bidirectional characters, halves of characters. Keeps line breaks. */
    public static String clean(String typed) {
        StringBuilder clean = new StringBuilder(typed.length());
        String lines = typed.replace("\r\n", "\n");
        lines.codePoints().forEach(point -> {
            if (isLineBreak(point)) {
                clean.append('\n');
            } else if (point == '\t') {
                clean.append(' ');
            } else if (isVisible(point)) {
                clean.appendCodePoint(point);
            }
        });
        return clean.toString().strip();
    }

    /** Cleaned and cut, for places that Slack shows as they are: plain_text and rich_text. */
    public static String plain(String typed, int longest) {
        return cut(clean(typed), longest);
    }

    /** As {@link #plain}, on one line. */
    public static String line(String typed, int longest) {
        return cut(clean(typed).replaceAll("\\s*\\n\\s*", " "), longest);
    }

    /** On one line, and escaped so that mrkdwn sees no mention, link or date in it; never longer than asked for. */
    public static String mrkdwn(String typed, int longest) {
        StringBuilder escaped = new StringBuilder();
        int left = longest - 1;
        for (int point : line(typed, Integer.MAX_VALUE).codePoints().toArray()) {
            String next = escape(point);
            int length = next.codePointCount(0, next.length());
            if (length > left) {
                return escaped.append(CUT).toString();
            }
            escaped.append(next);
            left -= length;
        }
        return escaped.toString();
    }

    private static String escape(int point) {
        return switch (point) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            default -> Character.toString(point);
        };
    }

    private static String cut(String text, int longest) {
        if (text.codePointCount(0, text.length()) <= longest) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, longest - 1)) + CUT;
    }

    private static boolean isLineBreak(int point) {
        int type = Character.getType(point);
        return point == '\n'
                || point == '\r'
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }

    private static boolean isVisible(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.SURROGATE -> false;
            // Joiners are part of emoji and of some scripts; all other format characters only hide or reorder text.
            case Character.FORMAT -> point == ZERO_WIDTH_JOINER || point == ZERO_WIDTH_NON_JOINER;
            default -> true;
        };
    }
}
