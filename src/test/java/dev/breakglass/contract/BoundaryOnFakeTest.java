package dev.breakglass.contract;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BoundaryOnFakeTest
        implements BoundaryLogins,
                BoundaryOddCalls,
                BoundaryRoles,
                BoundarySessions,
                BoundarySessionEnds,
                BoundaryLists,
                BoundaryPeople {
    private final BoundaryUnderTest server = new FakedBoundary();
    private final BoundaryStage stage = new BoundaryStage(server);

    @AfterAll
    void close() {
        server.close();
    }

    @Override
    public BoundaryUnderTest server() {
        return server;
    }

    @Override
    public BoundaryStage stage() {
        return stage;
    }
}
