package dev.breakglass.app;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Supplier;

/**
 * {@code /health/live}, {@code /health/ready} and {@code /metrics}. Ready says that this node can take requests; an outage
 * of Slack, Boundary or Vault does not change that.
 */
final class HealthServlet extends HttpServlet {
    private final transient Supplier<String> notReady;
    private final transient Metrics metrics;

    /**
     * Serves what these answer.
     *
     * @param notReady why the node is not ready; blank if it is
     */
    HealthServlet(Supplier<String> notReady, Metrics metrics) {
        this.notReady = notReady;
        this.metrics = metrics;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (request.getRequestURI()) {
            case "/health/live" -> text(response, 200, "live\n");
            case "/health/ready" -> ready(response);
            case "/metrics" -> {
                response.setContentType("text/plain; version=0.0.4; charset=utf-8");
                response.getWriter().write(metrics.scrape());
            }
            default -> text(response, 404, "there is /health/live, /health/ready and /metrics\n");
        }
    }

    private void ready(HttpServletResponse response) throws IOException {
        String why = notReady.get();
        text(response, why.isBlank() ? 200 : 503, why.isBlank() ? "ready\n" : "not ready: " + why + "\n");
    }

    private static void text(HttpServletResponse response, int status, String text) throws IOException {
        response.setStatus(status);
        response.setContentType("text/plain; charset=utf-8");
        response.getWriter().write(text);
    }
}
