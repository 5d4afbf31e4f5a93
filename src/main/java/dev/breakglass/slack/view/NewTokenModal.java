package dev.breakglass.slack.view;

import com.slack.api.model.block.composition.OptionObject;
import com.slack.api.model.block.element.RadioButtonsElement;
import com.slack.api.model.view.View;
import dev.breakglass.access.AccessRequest;
import java.util.List;

/** The question what became of the token that was sent, before a new one is issued. */
public final class NewTokenModal {
    /** The value of “I opened it”. */
    public static final String BY_ME = "by_me";
    /** The value of “I did not open it”. */
    public static final String NOT_BY_ME = "not_by_me";

    private NewTokenModal() {}

    /** The form for one request, whose id comes back with the answer. */
    public static View of(AccessRequest request) {
        String what = "*" + request.id().spoken() + "*: the credential for "
                + Text.mrkdwn(request.terms().target().value(), Parts.VALUE)
                + " that you were sent is taken back, and a new one comes in a message of its own."
                + " What was opened with the old one ends; your access goes on.";
        RadioButtonsElement answers = RadioButtonsElement.builder()
                .actionId(Ids.OPENED.id())
                .options(List.of(
                        option(BY_ME, "I opened it, but lost what it held or it does not work"),
                        option(NOT_BY_ME, "I did not open it: it was invalid, or too late")))
                .build();
        String hint = "If it was opened and not by you, the security team is alarmed.";
        return Modals.modal(Ids.NEW_TOKEN_MODAL, "New unwrap token")
                .submit(Modals.submit("Replace"))
                .privateMetadata(request.id().toString())
                .blocks(List.of(
                        Parts.section(what),
                        Parts.input(Ids.OPENED, "What became of the last one?", hint, false, answers)))
                .build();
    }

    private static OptionObject option(String value, String label) {
        return OptionObject.builder().value(value).text(Parts.plain(label, 75)).build();
    }
}
