package dev.breakglass.contract;

import java.time.Instant;
import java.util.Optional;

/** A Vault or OpenBao, fake or real, and the database in which it makes users. */
interface VaultUnderTest extends Passing, AutoCloseable {
    /** What opens the database. */
    record Login(String user, String password) {
        @Override
        public String toString() {
            return "Login[" + user + "]";
        }
    }

    /** The PostgreSQL behind the database engine, as its users and its administrator know it. */
    interface Database {
        /** With places for user and password, as the engine wants it. */
        String url();

        String admin();

        String adminPassword();

        boolean letsIn(Login login);

        /** Logs in and stays. */
        Connection open(Login login);

        /** The user makes a table, which then stands in the way of dropping the user. */
        void makesTable(Login login);

        /** An administrator drops what the user owns or was granted. */
        void dropOwned(String user);

        /** From when on the password is refused; empty if there is no such user. */
        Optional<Instant> validUntil(String user);
    }

    /** A connection that was open once. */
    interface Connection {
        boolean isOpen();
    }

    /** Whoever may do everything here. */
    VaultCaller administrator();

    Database database();

    /** What time it is there. */
    Instant now();

    @Override
    void close();
}
