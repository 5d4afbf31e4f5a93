package dev.breakglass.store;

import java.sql.Connection;
import java.sql.SQLException;
import org.h2.api.Trigger;
import org.jspecify.annotations.Nullable;

/**
 * Refuses every change of the record but the next event and the head's step to it. H2 calls it by its name, which is stored
 * in every database; PostgreSQL has triggers of its own.
 */
public final class RecordIsKept implements Trigger {
    private static final int CHAIN = 0;
    private static final int SEQ = 1;
    /** The state of "restrict violation", as in PostgreSQL. */
    private static final String REFUSED = "23001";

    private boolean onHead;

    @Override
    public void init(
            Connection connection, String schema, String trigger, String table, boolean before, int operation) {
        onHead = table.equals("audit_head");
    }

    @Override
    public void fire(Connection connection, Object @Nullable [] before, Object @Nullable [] after) throws SQLException {
        boolean headMovesOn = onHead
                && before != null
                && after != null
                && before[CHAIN].equals(after[CHAIN])
                && (Long) after[SEQ] > (Long) before[SEQ];
        if (!headMovesOn) {
            throw new SQLException("the record is only added to", REFUSED);
        }
    }
}
