package dev.breakglass.sandbox.boundary;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.breakglass.sandbox.FakeServer.Call;
import dev.breakglass.sandbox.FakeServer.Reply;
import java.util.EnumMap;
import java.util.Map;

/** The gateway: takes a call apart, counts it, finds out who calls, and hands it to its kind's calls. */
final class Api {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final String UUID_SHAPE = "\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}";

    private final World world;
    private final RateLimits limits = new RateLimits();
    private final Map<Kind, Calls> calls = new EnumMap<>(Kind.class);

    Api(World world) {
        this.world = world;
        calls.put(Kind.SCOPE, new ScopeCalls(world));
        calls.put(Kind.AUTH_METHOD, new LoginCalls(world));
        calls.put(Kind.USER, new UserCalls(world));
        calls.put(Kind.ACCOUNT, new AccountCalls(world));
        calls.put(Kind.ROLE, new RoleCalls(world));
        calls.put(Kind.TARGET, new TargetCalls(world));
        calls.put(Kind.SESSION, new SessionCalls(world));
        calls.put(Kind.AUTH_TOKEN, new TokenCalls(world));
    }

    Reply answer(Call call) {
        world.settle();
        if (call.path().equals("/health")) {
            return uncached(Reply.json(200, "{}"));
        }
        try {
            Route route = Route.of(call);
            RateLimits.Quota quota =
                    limits.count(call.header("Authorization"), route.kind().plural, route.action(), world.now());
            Reply reply = quota.exceeded() ? tooMany(quota) : routed(route, call);
            return uncached(reply.with("RateLimit", quota.header()).with("RateLimit-Policy", quota.policy()));
        } catch (ApiError e) {
            return uncached(e.reply);
        }
    }

    private static Reply tooMany(RateLimits.Quota quota) {
        return Reply.empty(429).with("Retry-After", Long.toString(quota.resetSeconds()));
    }

    private static Reply uncached(Reply reply) {
        return reply.with("Cache-Control", "no-store");
    }

    private Reply routed(Route route, Call call) {
        try {
            return handled(route, call);
        } catch (ApiError e) {
            return e.reply;
        }
    }

    private Reply handled(Route route, Call call) {
        mustBeUuid(call.header("X-Correlation-Id"));
        Calls target = calls.get(route.kind());
        if (target == null) {
            throw ApiError.unimplemented("session recordings are an Enterprise-only feature");
        }
        Map<String, String> query = Route.parameters(call.query());
        Caller caller = world.caller(call.header("Authorization"));
        return target.answer(new Request(route.kind(), route.id(), route.action(), query, body(call.body()), caller));
    }

    private static void mustBeUuid(String correlationId) {
        if (!correlationId.isEmpty() && !correlationId.matches(UUID_SHAPE)) {
            throw ApiError.internal("rpc error: code = Unknown desc = controller.correlationIdInterceptor: failed to"
                    + " validated correlation id: unknown: error #0: uuid string is wrong length");
        }
    }

    private static ObjectNode body(String text) {
        if (text.isEmpty()) {
            return MAPPER.createObjectNode();
        }
        try {
            JsonNode body = MAPPER.readTree(text);
            if (body instanceof ObjectNode object) {
                return object;
            }
            throw malformed("unexpected token");
        } catch (JsonProcessingException e) {
            throw malformed("invalid character in JSON");
        }
    }

    private static ApiError malformed(String why) {
        return ApiError.internal("rpc error: code = InvalidArgument desc = " + why);
    }
}
