package dev.breakglass.app.config;

import dev.breakglass.access.SlackByEmail;
import java.util.List;
import java.util.Optional;

/**
 * Where people are found by their e-mail address: nowhere unless the policy says so.
 *
 * @param boundary the auth method in which people without a Boundary user of their own are found
 * @param slack who of those without a Slack account of their own is found
 */
record ByEmail(Optional<String> boundary, SlackByEmail slack) {
    static final List<String> KEYS = List.of("boundary", "slack", "approvers");

    private static final ByEmail NOWHERE = new ByEmail(Optional.empty(), SlackByEmail.NOBODY);

    static ByEmail read(Section policy, Problems problems) {
        return policy.optional("people_by_email")
                .flatMap(node -> Section.of(node, "'people_by_email'", KEYS, problems))
                .map(section -> byEmail(section, problems))
                .orElse(NOWHERE);
    }

    private static ByEmail byEmail(Section section, Problems problems) {
        boolean slack = section.yes("slack");
        boolean approvers = section.yes("approvers");
        if (!section.has("slack")) {
            section.required("boundary");
        }
        if (approvers && !slack) {
            problems.add(section.at(), "'approvers' means nothing without 'slack: true'", "Add that, or remove it.");
        }
        Optional<String> boundary = section.has("boundary")
                ? section.text("boundary").flatMap(text -> Shape.ANY_AUTH_METHOD.of(text, problems))
                : Optional.empty();
        SlackByEmail found = approvers ? SlackByEmail.EVERYBODY : SlackByEmail.ASKERS;
        return new ByEmail(boundary, slack ? found : SlackByEmail.NOBODY);
    }
}
