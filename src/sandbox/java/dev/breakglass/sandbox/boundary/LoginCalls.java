package dev.breakglass.sandbox.boundary;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.breakglass.sandbox.FakeServer.Reply;

/** Logging in by password, the only way in that the fake has. */
final class LoginCalls extends Calls {
    private static final String BAD_FIELDS = "Invalid fields provided in request.";
    private static final String REQUIRED = "This is a required field.";

    LoginCalls(World world) {
        super(world);
    }

    @Override
    Reply act(Request request) {
        authorised(request, world.authMethods);
        JsonNode attributes = request.body().path("attributes");
        if (attributes.isMissingNode()) {
            throw ApiError.invalidField(BAD_FIELDS, "attributes", REQUIRED);
        }
        String loginName = required(attributes, "login_name");
        String password = required(attributes, "password");
        Account account = world.accounts.values().stream()
                .filter(each -> each.loginName.equals(loginName) && each.password.equals(password))
                .findFirst()
                .orElseThrow(ApiError::loginFailed);
        AuthToken token = world.addToken(world.userOf(account), account);
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("type", "token").put("command", "login");
        json.set("attributes", token.loginJson());
        return Reply.json(200, json.toString());
    }

    private static String required(JsonNode attributes, String field) {
        String value = attributes.path(field).asText("");
        if (value.isEmpty()) {
            throw ApiError.invalidField(BAD_FIELDS, "attributes." + field, REQUIRED);
        }
        return value;
    }
}
