package dev.breakglass.slack.view;

import com.slack.api.model.block.element.PlainTextInputElement;
import com.slack.api.model.view.View;
import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Policy;
import java.util.List;

/** The question why a request is denied. */
public final class DenyModal {
    private DenyModal() {}

    /**
     * The form for one request.
     *
     * @param metadata comes back with the answer
     */
    public static View of(AccessRequest request, String metadata) {
        String what = "*Deny " + request.id().spoken() + "*: "
                + Text.mrkdwn(request.terms().target().value(), Parts.VALUE) + " for "
                + Text.mrkdwn(request.requester().name(), Parts.VALUE);
        PlainTextInputElement reason = PlainTextInputElement.builder()
                .actionId(Ids.REASON.id())
                .multiline(true)
                .maxLength(Policy.LONGEST_REASON)
                .focusOnLoad(true)
                .build();
        return Modals.modal(Ids.DENY_MODAL, "Deny a request")
                .submit(Modals.submit("Deny"))
                .privateMetadata(metadata)
                .blocks(List.of(
                        Parts.section(what),
                        Parts.input(Ids.REASON, "Why?", "The requester and the record show this.", false, reason)))
                .build();
    }
}
