package dev.breakglass.slack;

import com.slack.api.bolt.context.builtin.ActionContext;
import com.slack.api.bolt.context.builtin.ViewSubmissionContext;
import com.slack.api.bolt.request.builtin.BlockActionRequest;
import com.slack.api.bolt.request.builtin.ViewSubmissionRequest;
import com.slack.api.bolt.response.Response;
import com.slack.api.model.view.View;
import dev.breakglass.access.RequestId;
import dev.breakglass.flow.DecideRequest;
import dev.breakglass.flow.Outcome;
import dev.breakglass.flow.ReplaceCredentials;
import dev.breakglass.slack.view.Ids;
import dev.breakglass.slack.view.NewTokenModal;
import dev.breakglass.slack.view.Wording;
import java.util.Map;
import java.util.Optional;

/** The button “New unwrap token”, and the question that it asks. */
final class Replacing {
    private final ReplaceCredentials replace;
    private final Answers answers;

    Replacing(ReplaceCredentials replace, Answers answers) {
        this.replace = replace;
        this.answers = answers;
    }

    Response askWhatBecameOfTheLast(BlockActionRequest request, ActionContext context) {
        DecideRequest.Press press = Pressed.of(request.getPayload());
        Outcome outcome = replace.mayReplace(press.account(), press.request());
        if (outcome instanceof Outcome.Refused refused) {
            return answers.tell(request, Wording.sentence(refused.why(), refused.request()));
        }
        View form = NewTokenModal.of(((Outcome.Done) outcome).request());
        return answers.open(request.getPayload().getTriggerId(), form)
                ? context.ack()
                : answers.tell(request, "Slack did not open the form. Please press New unwrap token again.");
    }

    Response replaced(ViewSubmissionRequest request, ViewSubmissionContext context) {
        View view = request.getPayload().getView();
        String answer = new Fields(view).chosen(Ids.OPENED);
        boolean known = answer.equals(NewTokenModal.BY_ME) || answer.equals(NewTokenModal.NOT_BY_ME);
        if (!known) {
            return context.ackWithErrors(Map.of(Ids.OPENED.id(), "Please choose one."));
        }
        Optional<RequestId> id =
                Optional.ofNullable(view).map(View::getPrivateMetadata).flatMap(RequestId::parse);
        Outcome outcome =
                replace.replace(Caller.of(request.getPayload()).account(), id, answer.equals(NewTokenModal.BY_ME));
        return outcome instanceof Outcome.Refused refused
                ? answers.tell(request, Wording.sentence(refused.why(), refused.request()))
                : context.ack();
    }
}
