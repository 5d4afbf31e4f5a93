package dev.breakglass.contract;

import dev.breakglass.contract.Wire.Reply;
import dev.breakglass.sandbox.SettableClock;
import dev.breakglass.sandbox.boundary.FakeBoundary;
import dev.breakglass.sandbox.boundary.Refused;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Our fake, with the connections that a client program would make. */
final class FakedBoundary implements BoundaryUnderTest {
    private final SettableClock clock = SettableClock.stoppedAt(Instant.parse("2026-03-01T12:00:00Z"));
    private final FakeBoundary boundary = new FakeBoundary(clock, 0);
    private final BoundaryCaller administrator = new BoundaryCaller(
            new Wire(boundary.url()), boundary.loginAs("admin", "password").token());

    @Override
    public URI addr() {
        return boundary.url();
    }

    @Override
    public Ground ground() {
        return new Ground("global", boundary.authMethodId(), boundary.projectId());
    }

    @Override
    public BoundaryCaller administrator() {
        return administrator;
    }

    @Override
    public String serviceHost() {
        return "127.0.0.1";
    }

    @Override
    public int servicePort() {
        return 5432;
    }

    @Override
    public Optional<Client> client(Reply authorized) {
        String session = authorized.good().text("/session_id");
        boundary.connect(session);
        return Optional.of(new Client() {
            @Override
            public boolean carries() {
                return boundary.alive(session);
            }

            @Override
            public boolean takesAnother() {
                try {
                    boundary.connect(session);
                    boundary.disconnect(session);
                    return true;
                } catch (Refused e) {
                    return false;
                }
            }

            @Override
            public void transfer(int bytes) {
                boundary.transfer(session, bytes, bytes);
            }

            @Override
            public void leave() {
                boundary.leave(session);
            }
        });
    }

    @Override
    public void elapse(Duration time) {
        clock.advance(time);
    }

    @Override
    public void close() {
        boundary.close();
    }
}
