package dev.breakglass.app.config;

/** What can be wrong with the syntax of a YAML file, in our words. */
enum YamlFault {
    TAB("\\t", "a tab stands where only spaces may", "Replace it with spaces."),
    NO_COLON("could not find expected ':'", "a ':' with a space after it is missing", "Write 'key: value'."),
    STRAY_COLON("mapping values are not allowed", "a ': ' stands where none may", "Put the value in quotes."),
    OPEN_QUOTE("unexpected end of stream", "a quote is never closed", "Close it."),
    OPEN_BRACE("or '}'", "a '{' is never closed, or a comma is missing", "Close it."),
    OPEN_BRACKET("or ']'", "a '[' is never closed, or a comma is missing", "Close it."),
    INDENTATION(
            "expected <block end>",
            "this does not fit the lines above it",
            "Begin the keys of one block in the same column, and items of a list with '- '."),
    NEEDS_QUOTES(
            "cannot start any token", "a value begins with a character that YAML reserves", "Put the value in quotes."),
    NOT_PRINTABLE("special characters", "a control character stands in the file", "Remove it."),
    OTHER("", "this is not YAML", "Compare the line and the one before it with the example.");

    private final String sign;
    private final String says;
    private final String remedy;

    YamlFault(String sign, String says, String remedy) {
        this.sign = sign;
        this.says = says;
        this.remedy = remedy;
    }

    /** The first whose sign is part of the parser's message. */
    static YamlFault of(String parserMessage) {
        for (YamlFault fault : values()) {
            if (parserMessage.contains(fault.sign)) {
                return fault;
            }
        }
        return OTHER;
    }

    String says() {
        return says;
    }

    String remedy() {
        return remedy;
    }
}
