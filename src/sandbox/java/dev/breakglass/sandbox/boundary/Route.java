package dev.breakglass.sandbox.boundary;

import dev.breakglass.sandbox.FakeServer.Call;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which kind of resource, which one, and which action a path and method mean. */
record Route(Kind kind, String id, String action) {
    private static final String ROOT = "/v1/";

    /** What the gateway does not know, it answers without a body. */
    static Route of(Call call) {
        String[] parts = call.path().startsWith(ROOT)
                ? call.path().substring(ROOT.length()).split("/", -1)
                : new String[0];
        Kind kind = parts.length == 1 || parts.length == 2 ? kindOf(parts[0]) : null;
        if (kind == null) {
            throw ApiError.empty(404);
        }
        return parts.length == 1 ? collection(kind, call.method()) : item(kind, parts[1], call.method());
    }

    private static @Nullable Kind kindOf(String plural) {
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.plural.equals(plural))
                .findFirst()
                .orElse(null);
    }

    private static Route collection(Kind kind, String method) {
        return switch (method) {
            case "GET" -> new Route(kind, "", "list");
            case "POST" -> new Route(kind, "", "create").ifItExists();
            default -> throw ApiError.empty(405);
        };
    }

    private static Route item(Kind kind, String last, String method) {
        int colon = last.indexOf(':');
        if (colon >= 0) {
            return custom(kind, last.substring(0, colon), last.substring(colon + 1), method);
        }
        return switch (method) {
            case "GET" -> new Route(kind, last, "read");
            case "PATCH" -> new Route(kind, last, "update").ifItExists();
            case "DELETE" -> new Route(kind, last, "delete").ifItExists();
            default -> throw ApiError.empty(405);
        };
    }

    private static Route custom(Kind kind, String id, String action, String method) {
        if (!method.equals("POST")) {
            throw ApiError.empty(405);
        }
        if (!kind.hasCustomAction(action)) {
            throw ApiError.empty(400);
        }
        return new Route(kind, id, action);
    }

    private Route ifItExists() {
        boolean readOnly = kind == Kind.SESSION || kind == Kind.SESSION_RECORDING;
        boolean notForTokens = kind == Kind.AUTH_TOKEN && !action.equals("delete");
        if (readOnly || notForTokens) {
            throw ApiError.empty(405);
        }
        return this;
    }

    static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : query.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            if (parts.length == 2) {
                parameters.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
        }
        return parameters;
    }
}
