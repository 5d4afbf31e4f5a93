package dev.breakglass.boundary;

import dev.breakglass.access.BoundaryAccount;
import java.util.Locale;

/**
 * An account as Boundary lists it.
 *
 * @param scope where its auth method is, and so its user
 * @param email known of an LDAP or OIDC account once its owner has logged in
 */
record Account(String id, String scope, String subject, String loginName, String email) {
    static Account of(Answer answer) {
        Answer attributes = answer.object("attributes");
        return new Account(
                answer.requiredText("id"),
                answer.object("scope").text("id"),
                attributes.text("subject"),
                attributes.text("login_name"),
                attributes.text("email"));
    }

    boolean is(BoundaryAccount wanted) {
        return switch (wanted.by()) {
            case SUBJECT -> subject.equals(wanted.value());
            case LOGIN_NAME -> loginName.equals(wanted.value());
            case EMAIL -> email.toLowerCase(Locale.ROOT).equals(wanted.value().toLowerCase(Locale.ROOT));
        };
    }
}
