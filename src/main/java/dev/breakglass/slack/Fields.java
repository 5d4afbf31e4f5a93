package dev.breakglass.slack;

import com.slack.api.model.view.View;
import com.slack.api.model.view.ViewState;
import dev.breakglass.slack.view.Ids;
import java.util.Map;
import java.util.Optional;

/** What a form came back with. Anything may be missing, and nothing need be among what was offered. */
final class Fields {
    private final Map<String, Map<String, ViewState.Value>> values;

    Fields(View view) {
        this.values = Optional.ofNullable(view)
                .map(View::getState)
                .map(ViewState::getValues)
                .orElse(Map.of());
    }

    /** The text of an input; empty if there is none. */
    String typed(Ids field) {
        return value(field).map(ViewState.Value::getValue).orElse("");
    }

    /** The value of the chosen option; empty if none was chosen. */
    String chosen(Ids field) {
        return value(field)
                .map(ViewState.Value::getSelectedOption)
                .map(ViewState.SelectedOption::getValue)
                .orElse("");
    }

    /** Whether a box was ticked. */
    boolean ticked(Ids field) {
        return value(field)
                .map(ViewState.Value::getSelectedOptions)
                .filter(options -> !options.isEmpty())
                .isPresent();
    }

    private Optional<ViewState.Value> value(Ids field) {
        return Optional.ofNullable(values.get(field.id())).map(elements -> elements.get(field.id()));
    }
}
