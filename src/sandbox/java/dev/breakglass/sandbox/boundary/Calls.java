package dev.breakglass.sandbox.boundary;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.breakglass.sandbox.FakeServer.Reply;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/** What all kinds of resources have in common: reading, listing, deleting. Subclasses add what is special. */
class Calls {
    private static final String MALFORMED = "Improperly formatted identifier.";

    /** All that is shown to whoever has not logged in. */
    private static final Set<String> FOR_ANYBODY =
            Set.of("id", "scope_id", "scope", "name", "description", "type", "is_primary", "authorized_actions");

    final World world;

    Calls(World world) {
        this.world = world;
    }

    Reply answer(Request request) {
        return switch (request.action()) {
            case "list" -> list(request);
            case "create" -> create(request);
            case "read" -> read(request);
            case "update" -> update(request);
            case "delete" -> delete(request);
            default -> act(request);
        };
    }

    Reply create(Request request) {
        throw notFaked(request);
    }

    Reply update(Request request) {
        throw notFaked(request);
    }

    Reply delete(Request request) {
        throw notFaked(request);
    }

    Reply act(Request request) {
        throw notFaked(request);
    }

    Reply read(Request request) {
        return shown(request, authorised(request, world.all(request.kind())), "read");
    }

    Reply list(Request request) {
        Listing listing = new Listing(request, world.now());
        Scope scope = listedScope(request);
        mustListSomewhere(request, scope);
        Rights rights = request.caller().rights();
        return listing.answer(world.all(request.kind()).values().stream()
                .filter(each -> each.scope.equals(scope) || (isRecursive(request) && each.scope.isBelow(scope)))
                .filter(rights::sees)
                .filter(each -> isListed(each, request))
                .map(each -> new Listing.Item(each.id, each.created, each.updated, json(each, request, "list")))
                .toList());
    }

    boolean isListed(Resource resource, Request request) {
        return true;
    }

    static boolean isRecursive(Request request) {
        return request.param("recursive").equals("true");
    }

    Scope listedScope(Request request) {
        String id = request.param("scope_id");
        if (id.isEmpty()) {
            throw ApiError.invalidField(MALFORMED, "scope_id", "This field is missing or improperly formatted.");
        }
        return world.scope(id).orElseThrow(ApiError::notFound);
    }

    void mustListSomewhere(Request request, Scope scope) {
        Rights rights = request.caller().rights();
        request.caller()
                .mustHave(world.scopes().stream()
                        .filter(each -> each.equals(scope) || (isRecursive(request) && each.isBelow(scope)))
                        .anyMatch(each -> rights.may("list", request.kind(), each)));
    }

    /** The resource that the path names: existence is looked at before rights, as in the real server. */
    static <R extends Resource> R authorised(Request request, Map<String, R> among) {
        request.mustHaveWellFormedId();
        R found = among.get(request.id());
        if (found == null) {
            throw ApiError.notFound();
        }
        request.caller().mustHave(request.caller().rights().may(request.action(), found));
        return found;
    }

    /** The scope in which the body asks for something new, once the caller is known to be allowed that. */
    final Scope scopeForNew(Request request) {
        Scope scope = world.scope(request.text("scope_id")).orElseThrow(ApiError::notFound);
        mustCreateIn(request, scope);
        return scope;
    }

    static void mustCreateIn(Request request, Scope scope) {
        request.caller().mustHave(request.caller().rights().may("create", request.kind(), scope));
    }

    final void mustBeUnique(Collection<? extends Resource> among, Scope scope, String name) {
        if (world.nameIsTaken(among, scope, name)) {
            throw duplicate();
        }
    }

    static ApiError duplicate() {
        return ApiError.invalid("Invalid request.  Request attempted to make second resource with the same field"
                + " value that must be unique.");
    }

    final Reply shown(Request request, Resource resource, String action) {
        return Reply.json(200, json(resource, request, action).toString());
    }

    final ObjectNode json(Resource resource, Request request, String action) {
        Rights rights = request.caller().rights();
        ObjectNode json = resource.json(action.equals("list"));
        rights.actionsOn(resource).forEach(json.putArray("authorized_actions")::add);
        Set<String> only = rights.outputFields(action, resource.kind, resource.scope, resource.id);
        if (!only.isEmpty()) {
            json.retain(only);
        } else if (request.caller().isAnonymous()) {
            json.retain(FOR_ANYBODY);
        }
        return json;
    }

    private static UnsupportedOperationException notFaked(Request request) {
        return new UnsupportedOperationException(
                "the fake does not know " + request.action() + " of " + request.kind().plural);
    }
}
