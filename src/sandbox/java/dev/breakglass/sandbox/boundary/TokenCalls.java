package dev.breakglass.sandbox.boundary;

import dev.breakglass.sandbox.FakeServer.Reply;

/** Auth tokens: the probe of one's own, and the hard end of somebody else's. */
final class TokenCalls extends Calls {
    TokenCalls(World world) {
        super(world);
    }

    @Override
    Reply delete(Request request) {
        world.deleteToken(authorised(request, world.tokens));
        return Reply.empty(204);
    }
}
