package dev.breakglass.slack;

import com.slack.api.app_backend.interactive_components.payload.BlockActionPayload;
import dev.breakglass.access.RequestId;
import dev.breakglass.flow.DecideRequest;
import java.util.Optional;

/** Reads what was pressed. The value is whatever the presser's client sent; account and channel are vouched for by Slack. */
final class Pressed {
    private Pressed() {}

    static DecideRequest.Press of(BlockActionPayload payload) {
        Optional<RequestId> request = Optional.ofNullable(payload.getActions()).stream()
                .flatMap(actions -> actions.stream())
                .findFirst()
                .map(BlockActionPayload.Action::getValue)
                .flatMap(RequestId::parse);
        String channel = Optional.ofNullable(payload.getContainer())
                .map(BlockActionPayload.Container::getChannelId)
                .orElse("");
        return new DecideRequest.Press(Caller.of(payload).account(), request, channel);
    }
}
