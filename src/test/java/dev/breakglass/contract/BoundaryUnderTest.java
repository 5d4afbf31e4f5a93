package dev.breakglass.contract;

import java.net.URI;
import java.util.Optional;

/** A Boundary, fake or real, with a scope for people and a project in which the suite may do as it likes. */
interface BoundaryUnderTest extends Passing, AutoCloseable {
    /**
     * Where the suite makes what it needs.
     *
     * @param people the scope of users and of the auth method
     * @param authMethod lets people in by password
     * @param project below that scope
     */
    record Ground(String people, String authMethod, String project) {}

    /** A client program that holds a session, with one connection open through it. */
    interface Client {
        /** Whether the open connection brings back what is sent over it. */
        boolean carries();

        /** Whether another connection through the session works as well; it is closed again. */
        boolean takesAnother();

        /** Sends so many bytes over the open connection and gets them back. */
        void transfer(int bytes);

        /** Ends the program. */
        void leave();
    }

    URI addr();

    Ground ground();

    /** Whoever may do everything here. */
    BoundaryCaller administrator();

    /** A service that answers what it is sent; a real worker must be able to reach it. */
    String serviceHost();

    int servicePort();

    /** Starts a client with what {@code authorize-session} gave; empty if it does not get as far as to carry data. */
    Optional<Client> client(Wire.Reply authorized);

    @Override
    void close();
}
