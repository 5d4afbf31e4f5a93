package dev.breakglass.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.breakglass.contract.Programs.Ended;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A running {@code boundary connect}: a session, and a port of this machine through which its target is reached. */
final class BoundaryConnect implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 3;
    private static final String TOKEN = "BREAKGLASS_TEST_TOKEN";

    private final Process process;
    private final JsonNode listening;

    /** The client on this machine, and where its Boundary is. */
    record Program(String path, URI addr) {
        private Ended run(Map<String, String> more, List<String> arguments) {
            return Programs.run(environment(more), command(arguments));
        }

        private Process start(Map<String, String> more, List<String> arguments) {
            return Programs.start(environment(more), command(arguments), false);
        }

        private Map<String, String> environment(Map<String, String> more) {
            Map<String, String> environment = new HashMap<>(more);
            environment.put("BOUNDARY_ADDR", addr.toString());
            return environment;
        }

        private List<String> command(List<String> arguments) {
            List<String> command = new ArrayList<>(List.of(path));
            command.addAll(arguments);
            command.addAll(List.of("-keyring-type", "none", "-skip-cache-daemon", "-format", "json"));
            return command;
        }

        /** Logs somebody in and returns their token. */
        String logIn(String authMethod, String loginName, String password) {
            List<String> arguments = List.of(
                    "authenticate",
                    "password",
                    "-auth-method-id",
                    authMethod,
                    "-login-name",
                    loginName,
                    "-password",
                    "env://" + TOKEN);
            Ended ended = run(Map.of(TOKEN, password), arguments);
            if (!ended.well()) {
                throw new IllegalStateException("boundary authenticate: " + ended.said());
            }
            return new Wire.Reply(200, Map.of(), ended.said()).text("/item/attributes/token");
        }

        /** Whether Boundary refuses somebody a session on a target, and says that it is for want of a right. */
        boolean refuses(String token, String target) {
            Process process = start(Map.of(TOKEN, token), connecting(target));
            Optional<BoundaryConnect> connected = listening(process);
            connected.ifPresent(BoundaryConnect::close);
            return connected.isEmpty() && errorsOf(process).contains("PermissionDenied");
        }

        /** Opens a session on a target; empty if that is refused. */
        Optional<BoundaryConnect> connect(String token, String target) {
            return listening(start(Map.of(TOKEN, token), connecting(target)));
        }

        private static List<String> connecting(String target) {
            return List.of("connect", "-target-id", target, "-token", "env://" + TOKEN);
        }

        /** Uses a session that was authorized already. */
        Optional<BoundaryConnect> connect(String authorization) {
            Process process = start(Map.of(), List.of("connect", "-authz-token", "-"));
            try {
                process.getOutputStream().write(authorization.getBytes(StandardCharsets.UTF_8));
                process.getOutputStream().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return listening(process);
        }

        private static Optional<BoundaryConnect> listening(Process process) {
            try {
                // The program goes on; its first JSON value tells where it listens.
                JsonNode first = new ObjectMapper()
                        .createParser(process.getInputStream())
                        .readValueAsTree();
                return first != null && first.path("port").isNumber()
                        ? Optional.of(new BoundaryConnect(process, first))
                        : Optional.empty();
            } catch (IOException e) {
                throw new UncheckedIOException("boundary connect does not say where it listens", e);
            }
        }

        private static String errorsOf(Process process) {
            try {
                return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private BoundaryConnect(Process process, JsonNode listening) {
        this.process = process;
        this.listening = listening;
    }

    int port() {
        return listening.path("port").asInt();
    }

    String session() {
        return listening.path("session_id").asText();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
