package dev.breakglass.access;

/** A Slack account: the pair of team and user id, the only form in which Slack names a user for good. */
public record SlackUser(String team, String user) {
    @Override
    public String toString() {
        return team + "/" + user;
    }
}
