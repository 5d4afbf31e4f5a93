package dev.breakglass.contract;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import dev.breakglass.contract.Wire.Reply;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A real Boundary on this machine. All is done in an organisation of its own, which is deleted at the end; the one thing
 * of the server's that is touched is a grant which only its development mode gives, and that is given back.
 */
final class LiveBoundary implements BoundaryUnderTest {
    private static final String TO_EVERYBODY = "u_auth";

    private final URI addr;
    private final BoundaryConnect.Program program;
    private final BoundaryCaller administrator;
    private final String organisation;
    private final Ground ground;
    private final Echo service = new Echo();
    private final Passing passing = Passing.really();
    private final List<LiveClient> clients = new ArrayList<>();
    private Optional<Loosened> loosened = Optional.empty();

    /** A role of the server as it was before. */
    private record Loosened(String role, List<String> grants) {}

    LiveBoundary(TestServers servers) {
        addr = servers.addr("BOUNDARY_ADDR");
        program = new BoundaryConnect.Program(servers.program("BOUNDARY_BIN", List.of("boundary")), addr);
        administrator = administrator(servers);
        takeSessionsFromEverybody();
        String name = "breakglass-test-" + BoundaryStage.unique();
        organisation = scope("global", name);
        String authMethod = administrator
                .post("auth-methods", "{'scope_id':'%s','type':'password','name':'test'}".formatted(organisation))
                .good()
                .text("/id");
        makePrimary(authMethod);
        ground = new Ground(organisation, authMethod, scope(organisation, name));
    }

    /** Only accounts of the primary auth method get a user at their first login, and show their login name in lists. */
    private void makePrimary(String authMethod) {
        int version = administrator.get("scopes/" + organisation).good().number("/version");
        administrator
                .send(
                        "PATCH",
                        "scopes/" + organisation,
                        "{'version':%d,'primary_auth_method_id':'%s'}".formatted(version, authMethod))
                .good();
    }

    private BoundaryCaller administrator(TestServers servers) {
        BoundaryCaller nobody = new BoundaryCaller(new Wire(addr), "");
        String body = "{'command':'login','type':'token','attributes':{'login_name':'%s','password':'%s'}}"
                .formatted(servers.required("BOUNDARY_LOGIN_NAME"), servers.required("BOUNDARY_PASSWORD"));
        Reply login = nobody.post("auth-methods/" + servers.required("BOUNDARY_AUTH_METHOD") + ":authenticate", body);
        return nobody.with(login.good().text("/attributes/token"));
    }

    private String scope(String in, String name) {
        return administrator
                .post(
                        "scopes?skip_admin_role_creation=false&skip_default_role_creation=true",
                        "{'scope_id':'%s','name':'%s'}".formatted(in, name))
                .good()
                .text("/id");
    }

    /** A server in development mode lets everybody open sessions everywhere, so that nothing could be seen to be refused. */
    private void takeSessionsFromEverybody() {
        for (String id :
                BoundaryStage.ids(administrator.get("roles?scope_id=global").good())) {
            JsonNode role = administrator.get("roles/" + id).good().json();
            List<String> grants = BoundaryStage.texts(role.path("grant_strings"));
            if (BoundaryStage.texts(role.path("principal_ids")).contains(TO_EVERYBODY)
                    && grants.stream().anyMatch(grant -> grant.contains("authorize-session"))) {
                loosened = Optional.of(new Loosened(id, grants));
                setGrants(id, grants.stream().map(LiveBoundary::withoutSessions).toList());
            }
        }
    }

    private static String withoutSessions(String grant) {
        return grant.replace(",authorize-session", "").replace("authorize-session,", "");
    }

    private void setGrants(String role, List<String> grants) {
        int version = administrator.get("roles/" + role).good().number("/version");
        String quoted = grants.stream().map(grant -> "'" + grant + "'").collect(joining(","));
        administrator
                .post("roles/" + role + ":set-grants", "{'version':%d,'grant_strings':[%s]}".formatted(version, quoted))
                .good();
    }

    BoundaryConnect.Program program() {
        return program;
    }

    @Override
    public URI addr() {
        return addr;
    }

    @Override
    public Ground ground() {
        return ground;
    }

    @Override
    public BoundaryCaller administrator() {
        return administrator;
    }

    @Override
    public String serviceHost() {
        return "127.0.0.1";
    }

    @Override
    public int servicePort() {
        return service.port();
    }

    @Override
    public Optional<Client> client(Reply authorized) {
        Optional<LiveClient> client =
                program.connect(authorized.good().text("/authorization_token")).flatMap(LiveClient::carrying);
        client.ifPresent(clients::add);
        return client.map(Client.class::cast);
    }

    @Override
    public void elapse(Duration time) {
        passing.elapse(time);
    }

    @Override
    public void close() {
        clients.forEach(LiveClient::close);
        service.close();
        // A scope in which there are passwords cannot be deleted.
        administrator.delete("auth-methods/" + ground.authMethod()).good();
        administrator.delete("scopes/" + organisation).good();
        loosened.ifPresent(before -> setGrants(before.role(), before.grants()));
    }
}
