package dev.breakglass.slack.view;

import com.slack.api.model.block.ActionsBlock;
import com.slack.api.model.block.ContextBlock;
import com.slack.api.model.block.HeaderBlock;
import com.slack.api.model.block.InputBlock;
import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.RichTextBlock;
import com.slack.api.model.block.SectionBlock;
import com.slack.api.model.block.composition.ConfirmationDialogObject;
import com.slack.api.model.block.composition.MarkdownTextObject;
import com.slack.api.model.block.composition.PlainTextObject;
import com.slack.api.model.block.composition.TextObject;
import com.slack.api.model.block.element.BlockElement;
import com.slack.api.model.block.element.ButtonElement;
import com.slack.api.model.block.element.RichTextElement;
import com.slack.api.model.block.element.RichTextPreformattedElement;
import com.slack.api.model.block.element.RichTextQuoteElement;
import com.slack.api.model.block.element.RichTextSectionElement;
import com.slack.api.util.json.GsonFactory;
import dev.breakglass.access.RequestId;
import dev.breakglass.flow.Message;
import java.util.List;

/** The pieces that every view is made of, each within Slack's limits. */
final class Parts {
    /** How long one name or value may be; a dozen of them fit anywhere. */
    static final int VALUE = 150;

    private static final int HEADER = 150;
    private static final int FALLBACK = 300;
    private static final int RICH = 2_500;

    private Parts() {}

    static Message message(String text, List<LayoutBlock> blocks) {
        return new Message(
                Text.mrkdwn(text, FALLBACK), GsonFactory.createSnakeCase().toJson(blocks));
    }

    static HeaderBlock header(String text) {
        return HeaderBlock.builder().text(plain(text, HEADER)).build();
    }

    /** A paragraph; its parts were escaped before. */
    static SectionBlock section(String mrkdwn) {
        return SectionBlock.builder().text(mrkdwn(mrkdwn)).build();
    }

    /** Two columns of {@code *Name*} and value; at most ten. */
    static SectionBlock fields(List<String> mrkdwn) {
        List<TextObject> fields = mrkdwn.stream().<TextObject>map(Parts::mrkdwn).toList();
        return SectionBlock.builder().fields(fields).build();
    }

    /** A link to a channel; the id is escaped, because it may be what somebody typed. */
    static String channel(String id) {
        return "<#" + Text.mrkdwn(id, 50) + ">";
    }

    static String field(String name, String escapedValue) {
        return "*" + name + "*\n" + escapedValue;
    }

    static ContextBlock context(String mrkdwn) {
        return ContextBlock.builder().elements(List.of(mrkdwn(mrkdwn))).build();
    }

    /** What a person typed, as a quotation that Slack does not interpret. */
    static RichTextBlock quote(String typed) {
        return rich(RichTextQuoteElement.builder()
                .elements(List.of(text(Text.plain(typed, RICH))))
                .build());
    }

    /** Something to copy. */
    static RichTextBlock code(String text) {
        return rich(RichTextPreformattedElement.builder()
                .elements(List.of(text(Text.plain(text, RICH))))
                .build());
    }

    /** Lines that Slack does not interpret; each was cut before. */
    static RichTextBlock lines(List<String> lines) {
        List<RichTextElement> runs =
                lines.stream().map(line -> text(line + "\n")).toList();
        return rich(RichTextSectionElement.builder().elements(runs).build());
    }

    static ActionsBlock actions(List<ButtonElement> buttons) {
        return ActionsBlock.builder()
                .elements(List.<BlockElement>copyOf(buttons))
                .build();
    }

    /** A button; all that it carries is the request's id. */
    static ButtonElement.ButtonElementBuilder button(Ids id, String label, RequestId request) {
        return ButtonElement.builder()
                .actionId(id.id())
                .text(plain(label, 75))
                .accessibilityLabel(Text.line(label + " " + request.spoken(), 75))
                .value(request.toString());
    }

    static ConfirmationDialogObject confirm(String title, String question, String yes) {
        return ConfirmationDialogObject.builder()
                .title(plain(title, 100))
                .text(plain(question, 300))
                .confirm(plain(yes, 30))
                .deny(plain("Go back", 30))
                .build();
    }

    static InputBlock input(Ids id, String label, String hint, boolean optional, BlockElement element) {
        InputBlock.InputBlockBuilder input = InputBlock.builder()
                .blockId(id.id())
                .label(plain(label, VALUE))
                .optional(optional)
                .element(element);
        return hint.isEmpty()
                ? input.build()
                : input.hint(plain(hint, 2 * VALUE)).build();
    }

    static PlainTextObject plain(String text, int longest) {
        return PlainTextObject.builder()
                .text(Text.line(text, longest))
                .emoji(false)
                .build();
    }

    /** Verbatim, so that Slack links nothing but what we wrote as a link. */
    private static MarkdownTextObject mrkdwn(String escaped) {
        return MarkdownTextObject.builder().text(escaped).verbatim(true).build();
    }

    private static RichTextBlock rich(BlockElement element) {
        return RichTextBlock.builder().elements(List.of(element)).build();
    }

    private static RichTextElement text(String text) {
        return RichTextSectionElement.Text.builder()
                .text(text.isEmpty() ? " " : text)
                .build();
    }
}
