package dev.breakglass.access;

/** Who may be found in Slack by their e-mail address; an account that the people file names always comes first. */
public enum SlackByEmail {
    NOBODY,
    /** Whoever is found so may ask, but decides nothing. */
    ASKERS,
    EVERYBODY
}
