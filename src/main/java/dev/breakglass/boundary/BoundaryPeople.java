package dev.breakglass.boundary;

import dev.breakglass.tls.Tls;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** Boundary's users, for a suggestion of who is who. */
public final class BoundaryPeople {
    private final BoundaryHttp http;

    public BoundaryPeople(URI addr, Tls tls) {
        this.http = new BoundaryHttp(addr, tls);
    }

    /** A user; what Boundary does not know or show is empty. */
    public record Known(String id, String name, String loginName, String email) {
        /** What people know the user by. */
        public String shown() {
            return List.of(loginName, email, name).stream()
                    .filter(text -> !text.isEmpty())
                    .findFirst()
                    .orElse("without a name");
        }
    }

    /** Everybody in the scope of the auth method, without the stand-ins that Boundary itself has. */
    public List<Known> users(Administrator login, String authMethod) {
        try (BoundaryAdmin reader = BoundaryAdmin.login(http, login)) {
            return users(reader, authMethod);
        }
    }

    private static List<Known> users(BoundaryAdmin reader, String authMethod) {
        // The bot may not read an auth method, but everybody may list those with which people log in.
        String scope = reader.list("auth-methods", Map.of("scope_id", "global", "recursive", "true")).stream()
                .filter(method -> method.text("id").equals(authMethod))
                .map(method -> method.requiredText("scope_id"))
                .findFirst()
                .orElse("global");
        return reader.list("users", Map.of("scope_id", scope)).stream()
                .map(user -> new Known(
                        user.requiredText("id"), user.text("name"), user.text("login_name"), user.text("email")))
                .filter(user -> user.id().matches("u_[0-9A-Za-z]{10,}"))
                .toList();
    }
}
