package dev.breakglass.app;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** What this host and this process are called, where the record has to tell nodes apart. */
final class Host {
    private Host() {}

    /** Stays the same over a restart. */
    static String name() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // A container without a line in its hosts file still has the variable.
            return Optional.ofNullable(System.getenv("HOSTNAME")).orElse("unnamed");
        }
    }

    /** Differs for every process that runs at the same time. */
    static String node() {
        return name() + "/" + ProcessHandle.current().pid();
    }
}
