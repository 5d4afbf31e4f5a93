package dev.breakglass.boundary;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.breakglass.access.Secret;
import dev.breakglass.boundary.BoundaryHttp.Ask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An administrator's calls; a login that was made for the command ends with it. */
final class BoundaryAdmin implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BoundaryAdmin.class);
    private static final Pattern TOKEN = Pattern.compile("(at_[0-9A-Za-z]+)_.+");

    private final BoundaryHttp http;
    private final Secret token;
    private final String loginToEnd;
    private final UUID correlation = UUID.randomUUID();

    /**
     * Makes the calls with this token.
     *
     * @param loginToEnd the id of the token, if it was made for this; else empty
     */
    private BoundaryAdmin(BoundaryHttp http, Secret token, String loginToEnd) {
        this.http = http;
        this.token = token;
        this.loginToEnd = loginToEnd;
    }

    static BoundaryAdmin login(BoundaryHttp http, Administrator administrator) {
        if (administrator instanceof Administrator.ByToken given) {
            BoundaryAdmin admin = new BoundaryAdmin(http, given.token(), "");
            admin.proveToken();
            return admin;
        }
        Administrator.ByPassword given = (Administrator.ByPassword) administrator;
        ObjectNode body = BoundaryHttp.object().put("command", "login").put("type", "token");
        body.putObject("attributes")
                .put("login_name", given.loginName())
                .put("password", given.password().expose());
        Ask ask = Ask.act(BoundaryException.LOGIN, "auth-methods", given.authMethod(), "authenticate", body);
        Answer made = http.send(ask, null, UUID.randomUUID()).object("attributes");
        return new BoundaryAdmin(http, Secret.of(made.requiredText("token")), made.requiredText("id"));
    }

    /** A spent token is not refused outright: its bearer is anonymous, and some calls would succeed. */
    private void proveToken() {
        Matcher matcher = TOKEN.matcher(token.expose());
        if (!matcher.matches()) {
            throw BoundaryException.answered(BoundaryException.LOGIN, 401, "", null);
        }
        send(Ask.read(BoundaryException.LOGIN, "auth-tokens", matcher.group(1)));
    }

    Answer read(String collection, String id) {
        return send(Ask.read("read " + id, collection, id));
    }

    /** Empty if Boundary says that there is none. */
    Optional<Answer> find(String collection, String id) {
        try {
            return Optional.of(read(collection, id));
        } catch (BoundaryException e) {
            if (e.saysNotFound()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Every item, page by page. */
    List<Answer> list(String collection, Map<String, String> query) {
        List<Answer> items = new ArrayList<>();
        Map<String, String> asked = new HashMap<>(query);
        while (true) {
            Answer page = send(Ask.list("list the " + collection, collection, asked));
            items.addAll(page.objects("items"));
            if (!page.text("response_type").equals("delta")) {
                return items;
            }
            asked.put("list_token", page.requiredText("list_token"));
        }
    }

    Answer create(String collection, ObjectNode body) {
        return send(Ask.create("make one of the " + collection, collection, body));
    }

    Answer act(String collection, String id, String action, ObjectNode body) {
        return send(Ask.act(action + " on " + id, collection, id, action, body));
    }

    /** Logs out what was logged in here. */
    @Override
    public void close() {
        if (loginToEnd.isEmpty()) {
            return;
        }
        try {
            send(Ask.delete("log out", "auth-tokens", loginToEnd));
        } catch (BoundaryException e) {
            log.info("the login made for this command goes on until it ends by itself");
        }
    }

    private Answer send(Ask ask) {
        return http.send(ask, token, correlation);
    }
}
