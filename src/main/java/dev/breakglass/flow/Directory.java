package dev.breakglass.flow;

import dev.breakglass.access.SlackUser;
import java.util.Optional;

/** What Slack says of accounts and channels, at most a minute old. */
public interface Directory {
    /**
     * What kind of account it is.
     *
     * @param email its address, if Slack shows one and its owner has confirmed it
     */
    record Account(boolean guest, boolean stranger, boolean bot, boolean deactivated, Optional<String> email) {}

    /**
     * What a channel is to us.
     *
     * @param usable the bot is a member, and it is neither archived nor unknown
     * @param shared people of other workspaces can read it
     */
    record Channel(boolean usable, boolean shared) {}

    /**
     * The facts about one account.
     *
     * @throws Unavailable if Slack does not say within 1.5 s
     */
    Account account(SlackUser user);

    /**
     * The facts about one channel.
     *
     * @throws Unavailable if Slack does not say within 1.5 s
     */
    Channel channel(String id);

    /** Slack did not say. */
    final class Unavailable extends RuntimeException {
        public Unavailable(String says) {
            super(says);
        }
    }
}
