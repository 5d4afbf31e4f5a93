package dev.breakglass.app;

import dev.breakglass.access.SlackUser;
import dev.breakglass.flow.Directory;

/** Stands in where nobody comes from Slack. */
final class NoDirectory implements Directory {
    @Override
    public Account account(SlackUser user) {
        throw new Unavailable("this node does not ask Slack");
    }

    @Override
    public Channel channel(String id) {
        throw new Unavailable("this node does not ask Slack");
    }
}
