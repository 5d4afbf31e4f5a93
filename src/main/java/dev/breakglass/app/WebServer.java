package dev.breakglass.app;

import dev.breakglass.app.config.Config;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import java.util.EnumSet;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The two ports: the public one serves nothing but {@code /slack/events}, the other one health and metrics. They share one
 * server and its threads.
 */
final class WebServer implements AutoCloseable {
    static final String SLACK_PATH = "/slack/events";

    private static final String PUBLIC = "public";
    private static final String ADMIN = "admin";
    private static final int THREADS = 24;
    private static final long STOP_MILLIS = 5_000;
    private static final long IDLE_MILLIS = 30_000;

    private final Server server;
    private final ServerConnector publicPort;
    private final ServerConnector adminPort;

    /** What answers Slack. */
    record SlackEndpoint(Filter signatures, HttpServlet events) {}

    WebServer(Config.Listen http, Config.Listen admin) {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS);
        threads.setName("http");
        server = new Server(threads);
        server.setStopTimeout(STOP_MILLIS);
        publicPort = connector(PUBLIC, http);
        adminPort = connector(ADMIN, admin);
    }

    /** Opens the port for Slack too, when {@link #start} is called. */
    void serve(SlackEndpoint slack, HttpServlet health) {
        ServletContextHandler events = context(PUBLIC);
        events.addFilter(new FilterHolder(slack.signatures()), SLACK_PATH, EnumSet.of(DispatcherType.REQUEST));
        events.addServlet(new ServletHolder(slack.events()), SLACK_PATH);
        server.setConnectors(new ServerConnector[] {publicPort, adminPort});
        server.setHandler(new Handler.Sequence(List.of(events, admin(health))));
    }

    /** Opens only the port for health and metrics. */
    void serve(HttpServlet health) {
        server.setConnectors(new ServerConnector[] {adminPort});
        server.setHandler(admin(health));
    }

    private ServletContextHandler admin(HttpServlet health) {
        ServletContextHandler context = context(ADMIN);
        context.addServlet(new ServletHolder(health), "/*");
        return context;
    }

    private static ServletContextHandler context(String connector) {
        ServletContextHandler context = new ServletContextHandler("/");
        context.setVirtualHosts(List.of("@" + connector));
        return context;
    }

    private ServerConnector connector(String name, Config.Listen listen) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setName(name);
        connector.setHost(listen.bind());
        connector.setPort(listen.port());
        connector.setIdleTimeout(IDLE_MILLIS);
        return connector;
    }

    /**
     * Opens the ports.
     *
     * @throws IllegalStateException if one is taken
     */
    void start() {
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException("cannot listen: " + e.getMessage(), e);
        }
    }

    int publicPort() {
        return publicPort.getLocalPort();
    }

    int adminPort() {
        return adminPort.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the server does not stop", e);
        }
    }
}
