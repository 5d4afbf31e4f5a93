package dev.breakglass.contract;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import dev.breakglass.contract.BoundaryUnderTest.Ground;
import dev.breakglass.contract.Wire.Reply;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** What the suite needs on a Boundary, made by an administrator's calls that the fake and a real server both know. */
final class BoundaryStage {
    static final String PASSWORD = "a-long-password";
    static final Duration SESSION_MAX = Duration.ofHours(1);

    /** Somebody with a login of their own. */
    record Person(String user, String account, String loginName) {}

    private final BoundaryUnderTest server;
    private final Ground ground;
    private final BoundaryCaller admin;
    private final Person aliceAccount;
    private final Person botAccount;
    private final String target;
    private final String slot;
    private final String botRole;
    private final BoundaryCaller bot;
    private final BoundaryCaller alice;

    BoundaryStage(BoundaryUnderTest server) {
        this.server = server;
        ground = server.ground();
        admin = server.administrator();
        aliceAccount = person("alice");
        target = target(SESSION_MAX);
        slot = slot(target);
        botAccount = person("bot");
        botRole = role(ground.project(), botGrants(slot));
        join(botRole, botAccount);
        join(
                role(
                        ground.people(),
                        "ids=*;type=user;actions=list,no-op;output_fields=id,name,email,login_name,full_name",
                        "ids=*;type=auth-token;actions=list,read:self,delete:self"),
                botAccount);
        bot = logIn(botAccount);
        alice = logIn(aliceAccount);
    }

    static String[] botGrants(String slot) {
        return new String[] {
            "ids=" + slot + ";actions=read,set-principals",
            "ids=*;type=session;actions=list,read,cancel",
            "ids=*;type=target;actions=list,read"
        };
    }

    BoundaryCaller admin() {
        return admin;
    }

    /** The bot with its least rights. */
    BoundaryCaller bot() {
        return bot;
    }

    /** The role that lets the bot work in the project. */
    String botRole() {
        return botRole;
    }

    Person botAccount() {
        return botAccount;
    }

    BoundaryCaller alice() {
        return alice;
    }

    String aliceUser() {
        return aliceAccount.user();
    }

    BoundaryCaller nobody() {
        return admin.with("");
    }

    String target() {
        return target;
    }

    String project() {
        return ground.project();
    }

    Ground ground() {
        return ground;
    }

    // ---- making ----

    Person person(String name) {
        String loginName = name + "-" + unique();
        String account = make(
                        "accounts",
                        "{'auth_method_id':'%s','type':'password','attributes':{'login_name':'%s','password':'%s'}}"
                                .formatted(ground.authMethod(), loginName, PASSWORD))
                .text("/id");
        Reply user = make("users", "{'scope_id':'%s','name':'%s'}".formatted(ground.people(), loginName));
        make(
                "users/" + user.text("/id") + ":add-accounts",
                "{'version':%d,'account_ids':['%s']}".formatted(user.number("/version"), account));
        return new Person(user.text("/id"), account, loginName);
    }

    /** An account that nobody can log in with, because it has no password. */
    String closedAccount(String loginName) {
        return make(
                        "accounts",
                        "{'auth_method_id':'%s','type':'password','attributes':{'login_name':'%s'}}"
                                .formatted(ground.authMethod(), loginName))
                .text("/id");
    }

    String target(Duration sessionMax) {
        return target(server.serviceHost(), server.servicePort(), sessionMax);
    }

    String target(String host, int port, Duration sessionMax) {
        return make(
                        "targets",
                        ("{'scope_id':'%s','type':'tcp','name':'target-%s','address':'%s','session_max_seconds':%d,"
                                        + "'session_connection_limit':-1,'attributes':{'default_port':%d}}")
                                .formatted(ground.project(), unique(), host, sessionMax.toSeconds(), port))
                .text("/id");
    }

    /** An emergency role for a target, without principals. */
    String slot(String forTarget) {
        return role(
                ground.project(),
                "ids=" + forTarget + ";actions=read,authorize-session",
                "ids=*;type=session;actions=list,read:self,cancel:self");
    }

    String role(String scope, String... grants) {
        Reply made = make("roles", "{'scope_id':'%s','name':'role-%s'}".formatted(scope, unique()));
        String id = made.text("/id");
        String quoted = Arrays.stream(grants).map(grant -> "'" + grant + "'").collect(joining(","));
        make(
                "roles/" + id + ":add-grants",
                "{'version':%d,'grant_strings':[%s]}".formatted(made.number("/version"), quoted));
        return id;
    }

    void join(String role, Person person) {
        int version = admin.get("roles/" + role).good().number("/version");
        make(
                "roles/" + role + ":add-principals",
                "{'version':%d,'principal_ids':['%s']}".formatted(version, person.user()));
    }

    void setGrants(String role, String... grants) {
        int version = admin.get("roles/" + role).good().number("/version");
        String quoted = Arrays.stream(grants).map(grant -> "'" + grant + "'").collect(joining(","));
        make("roles/" + role + ":set-grants", "{'version':%d,'grant_strings':[%s]}".formatted(version, quoted));
    }

    static String unique() {
        return UUID.randomUUID().toString().substring(0, 8);
    }

    // ---- doing ----

    BoundaryCaller logIn(Person person) {
        return nobody().with(tryLogIn(person.loginName(), PASSWORD).good().text("/attributes/token"));
    }

    Reply tryLogIn(String loginName, String password) {
        return nobody().post(
                        "auth-methods/" + ground.authMethod() + ":authenticate",
                        "{'command':'login','type':'token','attributes':{'login_name':'%s','password':'%s'}}"
                                .formatted(loginName, password));
    }

    /** The slot, empty, at whatever version it has. */
    String emptySlot() {
        setPrincipals(admin, slot, version(slot)).good();
        return slot;
    }

    /** The slot with Alice in it. */
    String filledSlot() {
        setPrincipals(bot, emptySlot(), version(slot), aliceUser()).good();
        return slot;
    }

    Reply setPrincipals(BoundaryCaller as, String role, int version, String... users) {
        String ids = Stream.of(users).map(user -> "'" + user + "'").collect(joining(","));
        return as.post(
                "roles/" + role + ":set-principals", "{'version':%d,'principal_ids':[%s]}".formatted(version, ids));
    }

    int version(String role) {
        return admin.get("roles/" + role).good().number("/version");
    }

    List<String> principals(String role) {
        return texts(admin.get("roles/" + role).good().at("/principal_ids"));
    }

    Reply authorize(BoundaryCaller person, String forTarget) {
        return person.post("targets/" + forTarget + ":authorize-session", "{}");
    }

    Reply readSession(String id) {
        return bot.get("sessions/" + id);
    }

    Reply cancel(String id, int version) {
        return bot.post("sessions/" + id + ":cancel", "{'version':%d}".formatted(version));
    }

    Reply listSessions() {
        return bot.get("sessions?scope_id=" + project());
    }

    static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asText).toList();
    }

    static List<String> ids(Reply list) {
        return list.at("/items")
                .valueStream()
                .map(item -> item.path("id").asText())
                .toList();
    }

    private Reply make(String path, String body) {
        return admin.post(path, body).good();
    }
}
