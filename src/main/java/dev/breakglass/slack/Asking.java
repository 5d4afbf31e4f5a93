package dev.breakglass.slack;

import com.slack.api.app_backend.views.payload.ViewSubmissionPayload;
import com.slack.api.bolt.context.builtin.SlashCommandContext;
import com.slack.api.bolt.context.builtin.ViewSubmissionContext;
import com.slack.api.bolt.request.builtin.SlashCommandRequest;
import com.slack.api.bolt.request.builtin.ViewSubmissionRequest;
import com.slack.api.bolt.response.Response;
import dev.breakglass.access.Ask;
import dev.breakglass.access.Policy;
import dev.breakglass.access.Refusal;
import dev.breakglass.access.TargetId;
import dev.breakglass.flow.Outcome;
import dev.breakglass.flow.RequestAccess;
import dev.breakglass.slack.view.Ids;
import dev.breakglass.slack.view.Modals;
import dev.breakglass.slack.view.RequestModal;
import dev.breakglass.slack.view.Text;
import dev.breakglass.slack.view.Wording;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The command and the form with which people ask. */
final class Asking {
    private static final String HELP = "Type /breakglass to ask for emergency access: choose a target and how long,"
            + " say why, and an approver decides. Access ends by itself; a direct message shows where it stands.";

    private final RequestAccess requests;
    private final Answers answers;

    Asking(RequestAccess requests, Answers answers) {
        this.requests = requests;
        this.answers = answers;
    }

    Response command(SlashCommandRequest request, SlashCommandContext context) {
        String text = Caller.given(request.getPayload().getText()).strip();
        if (text.toLowerCase(Locale.ROOT).equals("help")) {
            return answers.tell(request, HELP);
        }
        RequestAccess.Offer offer =
                requests.offer(Caller.of(request.getPayload()).account());
        if (offer instanceof RequestAccess.Offer.Refused refused) {
            return answers.tell(request, Wording.sentence(refused.why()));
        }
        List<Policy.Rule> rules = ((RequestAccess.Offer.Open) offer).rules();
        return answers.open(request.getPayload().getTriggerId(), RequestModal.of(rules))
                ? context.ack()
                : answers.tell(request, "Slack did not open the form. Please try again.");
    }

    Response submitted(ViewSubmissionRequest request, ViewSubmissionContext context) {
        ViewSubmissionPayload payload = request.getPayload();
        Fields fields = new Fields(payload.getView());
        String domain =
                payload.getTeam() == null ? "" : Caller.given(payload.getTeam().getDomain());
        IncidentInput incident = IncidentInput.read(fields.typed(Ids.INCIDENT), domain);
        Ask.Incident wished =
                incident instanceof IncidentInput.Place place ? place.incident() : new Ask.Incident.UnderCard();
        RequestAccess.Wish wish = new RequestAccess.Wish(
                Caller.of(payload).account(),
                new TargetId(fields.chosen(Ids.TARGET)),
                duration(fields.chosen(Ids.DURATION)),
                Text.clean(fields.typed(Ids.REASON)),
                wished,
                Caller.given(payload.getView().getId()),
                fields.ticked(Ids.EMERGENCY_LOGIN));
        Outcome outcome = incident instanceof IncidentInput.Unreadable unreadable
                ? requests.refuse(wish, unreadable.why())
                : requests.ask(wish);
        return outcome instanceof Outcome.Refused refused
                ? refused(context, refused)
                : stored(context, (Outcome.Done) outcome, wished);
    }

    private static Response stored(ViewSubmissionContext context, Outcome.Done done, Ask.Incident wished) {
        boolean keptThere = done.request().ask().incident() instanceof Ask.Incident.InChannel;
        Optional<String> refusedChannel = wished instanceof Ask.Incident.InChannel place && !keptThere
                ? Optional.of(place.channel())
                : Optional.empty();
        return context.ackWithUpdate(Modals.asked(done.request(), refusedChannel));
    }

    /** Next to the field that it is about, so that what was typed is kept; else next to the first one. */
    private static Response refused(ViewSubmissionContext context, Outcome.Refused refused) {
        String sentence = Wording.sentence(refused.why(), refused.request());
        return context.ackWithErrors(Map.of(field(refused.why()).id(), sentence));
    }

    private static Ids field(Refusal why) {
        return switch (why) {
            case DURATION_NOT_OFFERED -> Ids.DURATION;
            case NO_EMERGENCY_ACCOUNTS -> Ids.EMERGENCY_LOGIN;
            case REASON_TOO_SHORT, REASON_TOO_LONG -> Ids.REASON;
            case INCIDENT_NOT_A_CHANNEL, INCIDENT_OF_ANOTHER_WORKSPACE -> Ids.INCIDENT;
            default -> Ids.TARGET;
        };
    }

    /** No time at all for what is no length of time, which no policy offers. */
    private static Duration duration(String value) {
        try {
            return Duration.parse(value);
        } catch (DateTimeParseException e) {
            return Duration.ZERO;
        }
    }
}
