package dev.breakglass.sandbox.boundary;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.breakglass.sandbox.FakeServer.Reply;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Scopes, which never change here. The anonymous user sees less of them than others. */
final class ScopeCalls extends Calls {
    private static final List<String> COLLECTION_ACTIONS = List.of("create", "list");

    private final Instant created;

    ScopeCalls(World world) {
        super(world);
        this.created = world.now();
    }

    @Override
    Reply list(Request request) {
        Listing listing = new Listing(request, world.now());
        Scope parent = request.param("scope_id").isEmpty() ? Scope.GLOBAL : listedScope(request);
        mustListSomewhere(request, parent);
        Rights rights = request.caller().rights();
        return listing.answer(world.scopes().stream()
                .filter(each -> parent.equals(each.parent()) || (isRecursive(request) && each.isBelow(parent)))
                .filter(each -> each.parent() != null && rights.may("list", Kind.SCOPE, each.parent()))
                .map(each -> new Listing.Item(each.id(), created, created, json(each, request.caller())))
                .toList());
    }

    @Override
    Reply read(Request request) {
        Scope scope = world.scope(request.id()).orElseThrow(ApiError::notFound);
        request.caller().mustHave(actionsOn(scope, request.caller()).contains("read"));
        return Reply.json(200, json(scope, request.caller()).toString());
    }

    private ObjectNode json(Scope scope, Caller caller) {
        Scope container = scope.parent() == null ? scope : scope.parent();
        ObjectNode json = scope.json();
        json.remove("parent_scope_id");
        json.put("scope_id", container.id());
        json.set("scope", container.json());
        if (!caller.isAnonymous()) {
            json.put("created_time", created.toString());
            json.put("updated_time", created.toString());
            json.put("version", 1);
            if (scope.equals(Scope.GLOBAL)) {
                json.put("primary_auth_method_id", AuthMethod.ID);
            }
        }
        actionsOn(scope, caller).forEach(json.putArray("authorized_actions")::add);
        ObjectNode collections = json.putObject("authorized_collection_actions");
        for (Kind kind : Kind.values()) {
            List<String> granted = COLLECTION_ACTIONS.stream()
                    .filter(action -> caller.rights().may(action, kind, scope))
                    .toList();
            if (!granted.isEmpty()) {
                granted.forEach(collections.putArray(kind.plural)::add);
            }
        }
        return json;
    }

    private static List<String> actionsOn(Scope scope, Caller caller) {
        Scope container = scope.parent() == null ? scope : scope.parent();
        return Stream.of("no-op", "read", "update")
                .filter(action -> caller.rights().may(action, Kind.SCOPE, container, scope.id()))
                .toList();
    }
}
