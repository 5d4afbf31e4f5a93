package dev.breakglass.slack.view;

import dev.breakglass.access.AccessRequest;

/** Commands for a POSIX shell, to be copied. */
final class Shell {
    private Shell() {}

    /**
     * How to connect, in a shell that knows nothing of Boundary yet.
     *
     * @param boundaryAddress Boundary as people reach it; blank if that is not known
     */
    static String connect(AccessRequest request, String boundaryAddress) {
        String connect = request.terms().connect();
        return boundaryAddress.isBlank() ? connect : "export BOUNDARY_ADDR=" + boundaryAddress + "\n" + connect;
    }

    /** One word of a command, whatever it holds. */
    static String quoted(String word) {
        return word.matches("[A-Za-z0-9@%+=:,./_-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
