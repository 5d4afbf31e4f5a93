package dev.breakglass.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server on loopback that plays an outside system: it keeps what it was told, and can be made to fail.
 *
 * <p>Every call passes, in this order: the watchers ({@link Moment#ARRIVED}), the faults, {@link #answer}, the watchers
 * again ({@link Moment#HANDLED}), and only then the reply leaves. {@link #answer} runs under the server's own lock, one
 * call at a time; watchers and faults run outside it, so they may block.
 */
public abstract class FakeServer implements AutoCloseable {
    /** When a watcher sees a call: before anything was done about it, or when it is done but not yet answered. */
    public enum Moment {
        ARRIVED,
        HANDLED
    }

    /** A request as it came in. Header names are lower case; {@code query} is raw and may be empty. */
    public record Call(String method, String path, String query, Map<String, String> headers, String body) {
        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** A reply; an empty body is sent without content. */
    public record Reply(int status, Map<String, String> headers, String body) {
        public static Reply json(int status, String json) {
            return new Reply(status, Map.of("Content-Type", "application/json"), json);
        }

        public static Reply empty(int status) {
            return new Reply(status, Map.of(), "");
        }

        public Reply with(String header, String value) {
            Map<String, String> more = new TreeMap<>(headers);
            more.put(header, value);
            return new Reply(status, more, body);
        }
    }

    /** Sees calls; may block, and may have side effects such as killing the caller. */
    public interface Watcher {
        void saw(Moment moment, Call call);
    }

    /** What goes wrong with a call. */
    public sealed interface Fault {
        /** Answers this instead of handling the call. */
        record Answer(Reply reply) implements Fault {}

        /** Hangs up without handling the call. */
        record HangUp() implements Fault {}

        /** Handles the call, then hangs up: the reply is lost. */
        record LoseReply() implements Fault {}

        /** Waits, on the machine's clock, before handling the call. */
        record Delay(Duration by) implements Fault {}
    }

    static {
        // Otherwise each reply waits some 40 ms: the JDK's server sends head and body apart, and TCP delays the second.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private record Rule(Predicate<Call> which, Fault fault, AtomicInteger left) {}

    private final HttpServer server;
    private final ExecutorService threads;
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private final List<Rule> rules = new ArrayList<>();

    /** Starts listening at once; {@code port} 0 takes any free one. */
    @SuppressWarnings("this-escape") // Nobody calls before the constructor has told them the address.
    protected FakeServer(String name, int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot listen on port " + port, e);
        }
        threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", this::exchange);
        server.start();
    }

    /** What the system answers; called under this object's lock. */
    protected abstract Reply answer(Call call);

    /**
     * Answers calls that themselves wait for somebody who calls this server, without its lock; null leaves the call to
     * {@link #answer}.
     */
    protected @Nullable Reply answerWithoutLock(Call call) {
        return null;
    }

    /** The address, without a slash at the end. */
    public final URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Every call so far, in order of arrival. */
    public final List<Call> calls() {
        return List.copyOf(calls);
    }

    public final void watch(Watcher watcher) {
        watchers.add(watcher);
    }

    /** Makes every matching call fail this way until {@link #mend}. */
    public final void fail(Predicate<Call> which, Fault fault) {
        failTimes(Integer.MAX_VALUE, which, fault);
    }

    /** Makes the next {@code times} matching calls fail this way. */
    public final void failTimes(int times, Predicate<Call> which, Fault fault) {
        synchronized (rules) {
            rules.add(new Rule(which, fault, new AtomicInteger(times)));
        }
    }

    /** Hangs up on everybody until {@link #mend}. */
    public final void goDown() {
        fail(call -> true, new Fault.HangUp());
    }

    /** Takes every fault away. */
    public final void mend() {
        synchronized (rules) {
            rules.clear();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void exchange(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        String query = exchange.getRequestURI().getRawQuery();
        Call call = new Call(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                query == null ? "" : query,
                headers,
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        calls.add(call);
        watchers.forEach(watcher -> watcher.saw(Moment.ARRIVED, call));
        List<Fault> faults = faultsOf(call);
        Reply reply = null;
        boolean lost = false;
        for (Fault fault : faults) {
            if (fault instanceof Fault.HangUp) {
                exchange.close();
                return;
            }
            if (fault instanceof Fault.Answer answer) {
                reply = answer.reply();
            }
            if (fault instanceof Fault.Delay delay) {
                pause(delay.by());
            }
            lost |= fault instanceof Fault.LoseReply;
        }
        if (reply == null) {
            reply = answerOrExplain(call);
        }
        watchers.forEach(watcher -> watcher.saw(Moment.HANDLED, call));
        if (lost) {
            exchange.close();
            return;
        }
        send(exchange, reply);
    }

    private Reply answerOrExplain(Call call) {
        try {
            Reply free = answerWithoutLock(call);
            if (free != null) {
                return free;
            }
            synchronized (this) {
                return answer(call);
            }
        } catch (RuntimeException e) {
            // A fault of the fake itself must be seen by whoever runs the test, not look like a vendor's 500.
            System.err.println("fake failed at " + call + ": " + e);
            e.printStackTrace();
            return Reply.json(599, "{\"fake\":\"failed\"}");
        }
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        boolean empty = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(reply.status(), empty ? -1 : body.length);
        if (!empty) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private List<Fault> faultsOf(Call call) {
        List<Fault> hit = new ArrayList<>();
        synchronized (rules) {
            for (Rule rule : rules) {
                if (rule.left().get() > 0 && rule.which().test(call)) {
                    rule.left().decrementAndGet();
                    hit.add(rule.fault());
                }
            }
        }
        return hit;
    }

    private static void pause(Duration by) {
        try {
            Thread.sleep(by.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
