package dev.breakglass.slack.view;

import com.slack.api.model.view.View;
import com.slack.api.model.view.ViewClose;
import com.slack.api.model.view.ViewSubmit;
import com.slack.api.model.view.ViewTitle;
import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Ask;
import java.util.List;
import java.util.Optional;

/** What modals have in common, and the one that only tells something. */
public final class Modals {
    private static final int LABEL = 24;

    private Modals() {}

    /** A modal with one paragraph and nothing to do; the sentences are plain text. */
    public static View notice(String title, String sentences) {
        return modal(Ids.NOTICE_MODAL, title)
                .blocks(List.of(Parts.section(Text.mrkdwn(sentences, 2_000))))
                .build();
    }

    /**
     * Confirms a new request.
     *
     * @param refusedChannel where its trail should have gone and cannot
     */
    public static View asked(AccessRequest request, Optional<String> refusedChannel) {
        String stored = "📨 *" + request.id().spoken() + "* for "
                + Text.mrkdwn(request.terms().target().value(), Parts.VALUE)
                + " is waiting for approval. A direct message shows where it stands.";
        return modal(Ids.NOTICE_MODAL, "Request stored")
                .blocks(List.of(Parts.section(stored), Parts.section(trail(request, refusedChannel))))
                .build();
    }

    private static String trail(AccessRequest request, Optional<String> refusedChannel) {
        if (refusedChannel.isPresent()) {
            return "⚠️ The trail cannot go to " + Parts.channel(refusedChannel.get())
                    + ": the bot is not a member, or the channel is archived, shared or unknown."
                    + " It goes under the approval card instead.";
        }
        return request.ask().incident() instanceof Ask.Incident.InChannel place
                ? "The trail goes to " + Parts.channel(place.channel()) + "."
                : "The trail goes under the approval card.";
    }

    static View.ViewBuilder modal(Ids id, String title) {
        return View.builder()
                .type("modal")
                .callbackId(id.id())
                .title(ViewTitle.builder()
                        .type("plain_text")
                        .text(Text.line(title, LABEL))
                        .build())
                .close(ViewClose.builder().type("plain_text").text("Close").build());
    }

    static ViewSubmit submit(String label) {
        return ViewSubmit.builder()
                .type("plain_text")
                .text(Text.line(label, LABEL))
                .build();
    }
}
