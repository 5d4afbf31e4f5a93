package dev.breakglass.access;

/**
 * Who did something, for the record.
 *
 * @param id a person's subject, a Slack account, an operating-system user or a node, as {@code kind} says
 */
public record Actor(Kind kind, String id, String name) {
    /** What an actor's id means. */
    public enum Kind {
        PERSON,
        /** A Slack account that is bound to no person. */
        SLACK_ACCOUNT,
        /** Somebody with a shell on the host. */
        OPERATOR,
        /** This program, by itself. */
        BOT
    }

    public static final Actor BOT = new Actor(Kind.BOT, "breakglass", "breakglass");

    public static Actor of(Person person) {
        return new Actor(Kind.PERSON, person.id().value(), person.name());
    }

    public static Actor of(Requester requester) {
        return new Actor(Kind.PERSON, requester.id().value(), requester.name());
    }

    public static Actor of(SlackUser account) {
        return new Actor(Kind.SLACK_ACCOUNT, account.toString(), account.user());
    }

    public static Actor operator(String osUser) {
        return new Actor(Kind.OPERATOR, osUser, osUser);
    }
}
