package dev.breakglass.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;

/** The official client with a connection of ours through the port that it opens, to a service that answers every byte. */
final class LiveClient implements BoundaryUnderTest.Client, AutoCloseable {
    private static final int PATIENCE_MILLIS = (int) Duration.ofSeconds(3).toMillis();

    private final BoundaryConnect client;
    private final Socket open;

    private LiveClient(BoundaryConnect client, Socket open) {
        this.client = client;
        this.open = open;
    }

    /**
     * A client that carries data; empty if it ended at its first connection. That happens now and then where the worker
     * cannot read the client's greeting ("unexpected rsv bits" in its log), and a person starts another, too.
     */
    static Optional<LiveClient> carrying(BoundaryConnect client) {
        return connected(client.port()).map(open -> new LiveClient(client, open));
    }

    private static Optional<Socket> connected(int port) {
        try {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(PATIENCE_MILLIS);
            if (echoes(socket, 1)) {
                return Optional.of(socket);
            }
            socket.close();
            return Optional.empty();
        } catch (IOException e) {
            // A client that has ended listens no more.
            return Optional.empty();
        }
    }

    @Override
    public boolean carries() {
        return echoes(open, 1);
    }

    @Override
    public boolean takesAnother() {
        Optional<Socket> another = connected(client.port());
        another.ifPresent(LiveClient::close);
        return another.isPresent();
    }

    @Override
    public void transfer(int bytes) {
        if (!echoes(open, bytes)) {
            throw new IllegalStateException("the connection carries nothing");
        }
    }

    private static boolean echoes(Socket socket, int bytes) {
        try {
            socket.getOutputStream().write(new byte[bytes]);
            return socket.getInputStream().readNBytes(bytes).length == bytes;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void leave() {
        client.close();
    }

    @Override
    public void close() {
        leave();
        close(open);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
