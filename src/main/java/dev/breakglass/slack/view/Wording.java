package dev.breakglass.slack.view;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.EndReason;
import dev.breakglass.access.Policy;
import dev.breakglass.access.Refusal;
import dev.breakglass.access.State;
import java.util.Optional;

/** The sentences for people, as plain text: whoever shows them escapes them. */
public final class Wording {
    private Wording() {}

    /** Why something was not done, about the request that stands in the way if there is one. */
    public static String sentence(Refusal why, Optional<AccessRequest> request) {
        String sentence = sentence(why);
        return request.map(one -> switch (why) {
                    case ALREADY_ASKED ->
                        "You already have " + one.id().spoken() + " for this target, and it is "
                                + word(one.state().name()) + ". One at a time: end it first.";
                    case ALREADY_DECIDED ->
                        one.id().spoken() + " is " + word(one.state().name()) + " already, so this changed nothing.";
                    case NOTHING_TO_END ->
                        one.id().spoken() + " is " + word(one.state().name()) + ", so there is nothing to end.";
                    default -> sentence;
                })
                .orElse(sentence);
    }

    /**
     * Why an outside system refused.
     *
     * @param says what is known beyond the reason, such as who holds the slots and until when; may be empty
     */
    public static String sentence(Refusal why, String says) {
        return says.isBlank() ? sentence(why) : sentence(why) + " " + says;
    }

    /** Why something was not done; unknown and forbidden targets read the same. */
    public static String sentence(Refusal why) {
        return switch (why) {
            case UNKNOWN_PERSON ->
                "Your Slack account is bound to nobody in the people file of breakglass,"
                        + " so you may do nothing here. An administrator of breakglass can add you.";
            case BOUND_TO_ANOTHER_ACCOUNT ->
                "The people file of breakglass binds you to another Slack account, so this one may do nothing here."
                        + " Use that one, or ask an administrator of breakglass to add this one under 'slack'.";
            case NO_BOUNDARY_USER ->
                "No Boundary user is bound to you, so nothing can be opened for you."
                        + " An administrator of breakglass can add one.";
            case BOUNDARY_ACCOUNT_UNKNOWN ->
                "Boundary knows no user by the account that the people file names for you. Log in to Boundary once, and ask"
                        + " again; if that does not help, an administrator of breakglass has to correct the people file.";
            case BOUNDARY_ACCOUNT_AMBIGUOUS ->
                "More than one Boundary user fits what the people file says of you, so nothing is opened for either."
                        + " An administrator of breakglass has to name the user itself (boundary: u_…).";
            case BOUNDARY_UNAVAILABLE ->
                "Boundary did not say in time which user you are, so nothing was done. Please try again.";
            case BOUNDARY_USER_CHANGED ->
                "The requester's user in Boundary is not the one any more that it was when they asked, so nothing is"
                        + " opened. An administrator of breakglass has to look at the people file; then it has to be asked"
                        + " for again.";
            case GUEST -> "Guests of this workspace may not use breakglass.";
            case STRANGER -> "Accounts of other workspaces may not use breakglass.";
            case BOT_ACCOUNT -> "Bots may not use breakglass.";
            case DEACTIVATED -> "This account is deactivated, so it may not use breakglass.";
            case DIRECTORY_UNAVAILABLE ->
                "Slack did not say in time who you are or what the channel is,"
                        + " so nothing was done. Please try again.";
            case CHANNEL_SHARED ->
                "The approval channel of this target is shared with another workspace,"
                        + " so nothing is posted there. An administrator of breakglass has to choose another.";
            case NOTHING_OFFERED -> "The policy offers you no target. An administrator of breakglass can add you.";
            case UNKNOWN_TARGET, TARGET_NOT_ALLOWED -> "There is no such target that you may ask for.";
            case NO_EMERGENCY_ACCOUNTS ->
                "No emergency accounts are offered for this target, so your own login has to work.";
            case DURATION_NOT_OFFERED -> "This target is not offered for that long. Choose another length.";
            case REASON_TOO_SHORT -> "Please say a little more: at least " + Policy.SHORTEST_REASON + " characters.";
            case REASON_TOO_LONG ->
                "Please keep it below " + Policy.LONGEST_REASON
                        + " characters; more belongs into the incident's channel.";
            case INCIDENT_NOT_A_CHANNEL ->
                "This is neither a channel's id, such as C0123456789,"
                        + " nor a link to a message. Slack shows both under “Copy link”.";
            case INCIDENT_OF_ANOTHER_WORKSPACE -> "This link leads to another workspace.";
            case ALREADY_ASKED -> "You already have a request for this target. One at a time: end it first.";
            case UNKNOWN_REQUEST -> "There is no such request in this channel.";
            case UNKNOWN_ACTION -> "This button does nothing here.";
            case NO_LONGER_ALLOWED ->
                "The policy no longer lets the requester have this target as they asked for it, so nobody can approve it."
                        + " It has to be asked for again.";
            case OWN_REQUEST -> "Nobody decides their own request, whatever account they use.";
            case NOT_AN_APPROVER -> "You are not an approver of this target.";
            case APPROVER_BY_EMAIL ->
                "You are known here by your e-mail address only, and that is not enough to decide. An administrator of"
                        + " breakglass can name your Slack account in the people file.";
            case APPROVED_BEFORE -> "You approved this already; another person has to be next.";
            case TERMS_CHANGED ->
                "The policy of this target changed after the request was made, and earlier"
                        + " approvals no longer count. Read the card again, and approve again if you still agree.";
            case ALREADY_DECIDED -> "This was decided already, so nothing changed.";
            case APPROVERS_UNREADABLE ->
                "The policy names no approvers for this target any more,"
                        + " so nobody can decide. An administrator of breakglass has to repair that.";
            case NOT_YOURS -> "Only the requester and the approvers of the target may do this.";
            case NOTHING_TO_END -> "There is nothing to end.";
            case NOTHING_TO_REPLACE ->
                "There is no credential that could be replaced: access is not open, none is issued for this"
                        + " target, or a new one is on its way already.";
            case VAULT_UNAVAILABLE ->
                "Vault does not answer, so nothing was replaced. Please try again; your access goes on.";
            case NOTHING_TO_CONFIRM -> "No static secret waits to be changed, so there is nothing to confirm.";
            case POLICY_UNUSABLE ->
                "The policy of breakglass cannot be used at present, so nothing new is opened."
                        + " What is open still ends in time.";
            case FROZEN -> "Everything is frozen: nothing new is opened until an administrator lifts the freeze.";
            case CLOCK_IN_DOUBT -> "The clock of breakglass is in doubt, so nothing new is opened.";
            case NO_FREE_ACCOUNT -> "Every emergency account of this target is in use.";
            case NO_FREE_SLOT -> "Every emergency role of this target is in use.";
            case BOUNDARY_REFUSED -> "Boundary refused to open this; the log of breakglass says why.";
            case VAULT_REFUSED -> "Vault refused to issue the credential; the log of breakglass says why.";
            case SLACK_REFUSED -> "Slack refused the direct message, so the credential could not be handed over.";
        };
    }

    /** Why a grant ends, after “because”. */
    public static String because(EndReason why) {
        return switch (why) {
            case EXPIRED -> "its time was over";
            case DONE_EARLY -> "the requester was done";
            case REVOKED -> "it was revoked";
            case REVOKED_ALL -> "everything was revoked";
            case INTERCEPTED -> "somebody else seems to have opened the credential";
            case OPENING_REFUSED -> "opening it was refused";
            case NOT_OPENED_IN_TIME -> "it could not be opened within a minute";
            case GATE_SHUT -> "nothing may be opened at present";
        };
    }

    /** That the policy changed under a request that waits, in mrkdwn. */
    static String newTerms(State.Pending.NewTerms changed) {
        String voided = changed.voided() == 1
                ? "1 approval given before no longer counts"
                : changed.voided() + " approvals given before no longer count";
        return "⚠️ The policy of this target changed " + Times.local(changed.since()) + "; " + voided
                + ". What is shown here is how it is now.";
    }

    static String word(State.Name state) {
        return switch (state) {
            case PENDING -> "waiting for approval";
            case APPROVED -> "approved";
            case ACTIVE -> "open";
            case CLOSING -> "being taken away";
            case CLOSED -> "closed";
            case DENIED -> "denied";
            case WITHDRAWN -> "withdrawn";
            case LAPSED -> "lapsed";
        };
    }

    /** A picture and words, so that colour alone never says anything. */
    static String headline(State.Name state) {
        return switch (state) {
            case PENDING -> "🚨 Emergency access requested";
            case APPROVED -> "⏳ Approved, opening";
            case ACTIVE -> "🔓 Emergency access open";
            case CLOSING -> "⏳ Taking access away";
            case CLOSED -> "🔒 Closed, proved gone";
            case DENIED -> "⛔ Denied";
            case WITHDRAWN -> "↩️ Withdrawn";
            case LAPSED -> "⌛ Lapsed";
        };
    }
}
