package dev.breakglass.slack;

import com.slack.api.methods.request.chat.ChatPostMessageRequest;
import com.slack.api.methods.request.chat.ChatUpdateRequest;
import com.slack.api.methods.response.chat.ChatPostMessageResponse;
import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.AuditEvent;
import dev.breakglass.flow.Message;
import dev.breakglass.flow.Messenger;
import dev.breakglass.flow.Surface;
import dev.breakglass.slack.view.Alarm;
import dev.breakglass.slack.view.ApprovalCard;
import dev.breakglass.slack.view.Ended;
import dev.breakglass.slack.view.EndingSoon;
import dev.breakglass.slack.view.Late;
import dev.breakglass.slack.view.Opened;
import dev.breakglass.slack.view.SlotLost;
import dev.breakglass.slack.view.StatusMessage;
import dev.breakglass.slack.view.ThreadLines;
import java.util.List;
import java.util.Optional;

/** Words what surfaces show, and sends it. */
public final class SlackMessenger implements Messenger {
    private final SlackApi api;

    public SlackMessenger(SlackApi api) {
        this.api = api;
    }

    @Override
    public Optional<Message> render(Surface.Kind kind, AccessRequest request, boolean fallenBack) {
        return switch (kind) {
            case STATUS -> Optional.of(StatusMessage.of(request, fallenBack, boundary()));
            case OPENED -> Opened.of(request, boundary());
            case ENDING_SOON -> EndingSoon.of(request);
            case SLOT_LOST -> SlotLost.of(request);
            case ENDED -> Ended.of(request);
            case ALARM -> Alarm.of(request);
            case LATE -> Late.of(request);
            case CARD -> Optional.of(ApprovalCard.of(request));
            case THREAD -> Optional.empty();
        };
    }

    private String boundary() {
        return api.settings().boundaryPublicAddr();
    }

    @Override
    public Optional<String> line(AuditEvent event, AccessRequest request) {
        return ThreadLines.line(event, request);
    }

    @Override
    public Message lines(List<String> lines) {
        return ThreadLines.of(lines);
    }

    @Override
    public Posted post(String channel, Optional<String> thread, Message message) {
        ChatPostMessageRequest.ChatPostMessageRequestBuilder request = ChatPostMessageRequest.builder()
                .channel(channel)
                .text(message.text())
                .blocksAsString(message.blocks())
                .parse("none")
                .linkNames(false)
                .unfurlLinks(false)
                .unfurlMedia(false);
        thread.ifPresent(request::threadTs);
        ChatPostMessageResponse posted =
                SlackErrors.deliver("chat.postMessage", () -> api.messages().chatPostMessage(request.build()));
        return new Posted(posted.getChannel(), posted.getTs());
    }

    @Override
    public void update(Posted posted, Message message) {
        // Slack forgets how the message was parsed before, and parses freely unless it is told again.
        ChatUpdateRequest request = ChatUpdateRequest.builder()
                .channel(posted.channel())
                .ts(posted.ts())
                .text(message.text())
                .blocksAsString(message.blocks())
                .parse("none")
                .linkNames(false)
                .build();
        SlackErrors.deliver("chat.update", () -> api.messages().chatUpdate(request));
    }
}
