package dev.breakglass.access;

/**
 * The account in Boundary by which a person is known there. Whose account it is, Boundary says: it may change, so it is
 * looked up when somebody asks and again when something is opened for them.
 *
 * @param authMethod the auth method that holds the account ({@code amoidc_…}, {@code amldap_…}, {@code ampw_…})
 */
public record BoundaryAccount(String authMethod, By by, String value) {
    /** What tells the account among all of its auth method. */
    public enum By {
        SUBJECT,
        LOGIN_NAME,
        /** Only where the policy asks for it: whoever can change an e-mail address can take another person's place. */
        EMAIL
    }

    @Override
    public String toString() {
        return value + " of " + authMethod;
    }
}
