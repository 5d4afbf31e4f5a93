package dev.breakglass.contract;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

@Tag("live")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BoundaryOnRealServerTest
        implements BoundaryLogins,
                BoundaryOddCalls,
                BoundaryRoles,
                BoundarySessions,
                BoundarySessionEnds,
                BoundaryLists,
                BoundaryPeople {
    private final BoundaryUnderTest server = new LiveBoundary(TestServers.here());
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
