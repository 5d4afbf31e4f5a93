package dev.breakglass.slack;

import com.slack.api.app_backend.interactive_components.payload.BlockActionPayload;
import com.slack.api.bolt.context.builtin.ActionContext;
import com.slack.api.bolt.context.builtin.ViewSubmissionContext;
import com.slack.api.bolt.request.builtin.BlockActionRequest;
import com.slack.api.bolt.request.builtin.ViewSubmissionRequest;
import com.slack.api.bolt.response.Response;
import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Policy;
import dev.breakglass.access.RequestId;
import dev.breakglass.flow.DecideRequest;
import dev.breakglass.flow.EndEarly;
import dev.breakglass.flow.Messenger.Posted;
import dev.breakglass.flow.Outcome;
import dev.breakglass.flow.Requests;
import dev.breakglass.flow.Surface;
import dev.breakglass.flow.Surfaces;
import dev.breakglass.slack.view.DenyModal;
import dev.breakglass.slack.view.Ids;
import dev.breakglass.slack.view.Text;
import dev.breakglass.slack.view.Wording;
import java.util.Map;
import java.util.Optional;

/** The buttons of cards and direct messages, and the question why a request is denied. */
final class Deciding {
    private final Settings settings;
    private final DecideRequest decide;
    private final EndEarly end;
    private final Requests requests;
    private final Surfaces surfaces;
    private final Answers answers;

    Deciding(
            Settings settings,
            DecideRequest decide,
            EndEarly end,
            Requests requests,
            Surfaces surfaces,
            Answers answers) {
        this.settings = settings;
        this.decide = decide;
        this.end = end;
        this.requests = requests;
        this.surfaces = surfaces;
        this.answers = answers;
    }

    Response approve(BlockActionRequest request, ActionContext context) {
        DecideRequest.Press press = Pressed.of(request.getPayload());
        Outcome outcome = decide.approve(press);
        adopt(press, request.getPayload());
        return answer(request, outcome);
    }

    Response askWhyDenied(BlockActionRequest request, ActionContext context) {
        DecideRequest.Press press = Pressed.of(request.getPayload());
        Outcome outcome = decide.mayDeny(press);
        adopt(press, request.getPayload());
        if (!(outcome instanceof Outcome.Done done)) {
            return answer(request, outcome);
        }
        String metadata = done.request().id() + " " + press.channel();
        return answers.open(request.getPayload().getTriggerId(), DenyModal.of(done.request(), metadata))
                ? context.ack()
                : answers.tell(request, "Slack did not open the form. Please press Deny again.");
    }

    Response denied(ViewSubmissionRequest request, ViewSubmissionContext context) {
        String reason = Text.clean(new Fields(request.getPayload().getView()).typed(Ids.REASON));
        if (reason.isEmpty()) {
            return context.ackWithErrors(Map.of(Ids.REASON.id(), "Please say why."));
        }
        String[] metadata = Optional.ofNullable(request.getPayload().getView())
                .map(view -> view.getPrivateMetadata())
                .orElse("")
                .split(" ", 2);
        DecideRequest.Press press = new DecideRequest.Press(
                Caller.of(request.getPayload()).account(),
                RequestId.parse(metadata[0]),
                metadata.length == 2 ? metadata[1] : "");
        Outcome outcome = decide.deny(press, Text.plain(reason, Policy.LONGEST_REASON));
        return outcome instanceof Outcome.Refused refused
                ? context.ackWithErrors(Map.of(Ids.REASON.id(), sentence(refused)))
                : context.ack();
    }

    Response withdraw(BlockActionRequest request, ActionContext context) {
        DecideRequest.Press press = Pressed.of(request.getPayload());
        return answer(request, end.withdraw(press.account(), press.request()));
    }

    /** The requester's “I'm done” and an approver's “End now” are the same step; who presses decides which. */
    Response end(BlockActionRequest request, ActionContext context) {
        DecideRequest.Press press = Pressed.of(request.getPayload());
        return answer(request, end.end(press.account(), press.request()));
    }

    Response rotated(BlockActionRequest request, ActionContext context) {
        DecideRequest.Press press = Pressed.of(request.getPayload());
        Outcome outcome = decide.confirmRotation(press);
        adopt(press, request.getPayload());
        return answer(request, outcome);
    }

    private Response answer(BlockActionRequest request, Outcome outcome) {
        return outcome instanceof Outcome.Refused refused
                ? answers.tell(request, sentence(refused))
                : request.getContext().ack();
    }

    private static String sentence(Outcome.Refused refused) {
        return Wording.sentence(refused.why(), refused.request());
    }

    /** A card that we do not know, in its right channel and posted by us: the reply to the post was lost. */
    private void adopt(DecideRequest.Press press, BlockActionPayload payload) {
        Optional<AccessRequest> request = press.request().flatMap(requests::find);
        if (request.isEmpty() || !request.get().terms().channel().equals(press.channel()) || !isOurs(payload)) {
            return;
        }
        Posted pressed = new Posted(press.channel(), payload.getMessage().getTs());
        RequestId id = request.get().id();
        if (!surfaces.posted(id, Surface.Kind.CARD).equals(Optional.of(pressed))) {
            surfaces.adopt(id, Surface.Kind.CARD, pressed);
        }
    }

    /** Slack adds the message itself, so its author cannot be forged. */
    private boolean isOurs(BlockActionPayload payload) {
        return payload.getMessage() != null
                && payload.getMessage().getTs() != null
                && settings.appId().equals(payload.getMessage().getAppId());
    }
}
