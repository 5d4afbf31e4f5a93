package dev.breakglass.sandbox.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.breakglass.sandbox.slack.BlockKitRules.Surface;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockKitRulesTest {
    private static final String BUTTON = """
            {"type":"button","action_id":"go","value":"v","style":"primary","text":{"type":"plain_text","text":"Go"},
             "confirm":{"title":{"type":"plain_text","text":"Sure?"},"text":{"type":"mrkdwn","text":"*Really*"},
                        "confirm":{"type":"plain_text","text":"Yes"},"deny":{"type":"plain_text","text":"No"}}}""";
    private static final String OPTION = "{\"text\":{\"type\":\"plain_text\",\"text\":\"%1$s\"},\"value\":\"%1$s\"}";

    @Test
    void the_blocks_of_a_careful_app_are_accepted() {
        assertThat(message("""
                        [{"type":"header","text":{"type":"plain_text","text":"Emergency access","emoji":true}},
                         {"type":"section","block_id":"facts","fields":[{"type":"mrkdwn","text":"*Who*\\nAlice"}]},
                         {"type":"rich_text","elements":[
                            {"type":"rich_text_quote","elements":[{"type":"text","text":"db down","style":{"bold":true}},
                              {"type":"user","user_id":"U0ALICE"},{"type":"broadcast","range":"here"}]},
                            {"type":"rich_text_list","style":"bullet","elements":[
                              {"type":"rich_text_section","elements":[{"type":"link","url":"https://x"}]}]}]},
                         {"type":"context","elements":[{"type":"plain_text","text":"1 of 2"}]},
                         {"type":"divider"},
                         {"type":"actions","block_id":"decide","elements":[%s]}]""".formatted(BUTTON))).isEmpty();
    }

    @Test
    void faults_name_the_place_and_the_limit() {
        assertThat(message("[{\"type\":\"header\",\"text\":{\"type\":\"plain_text\",\"text\":\"" + "x".repeat(151)
                        + "\"}}]"))
                .containsExactly("[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]");
    }

    @Test
    void lengths_are_counted_in_code_points() {
        String locks = "🔒".repeat(150);
        assertThat(message("[{\"type\":\"header\",\"text\":{\"type\":\"plain_text\",\"text\":\"" + locks + "\"}}]"))
                .isEmpty();
    }

    @Test
    void unknown_blocks_elements_and_fields_are_refused() {
        assertThat(message("[{\"type\":\"table\"}]")).singleElement().asString().contains("unsupported type: table");
        assertThat(message("[{\"type\":\"actions\",\"elements\":[{\"type\":\"datepicker\"}]}]"))
                .singleElement()
                .asString()
                .contains("unsupported type: datepicker [json-pointer:/blocks/0/elements/0]");
        assertThat(message("[{\"type\":\"divider\",\"colour\":\"red\"}]"))
                .singleElement()
                .asString()
                .contains("additional property: colour");
    }

    @Test
    void a_header_takes_no_markup_and_nothing_empty() {
        assertThat(message("[{\"type\":\"header\",\"text\":{\"type\":\"mrkdwn\",\"text\":\"x\"}}]"))
                .singleElement()
                .asString()
                .contains("plain_text");
        assertThat(message("[{\"type\":\"header\",\"text\":{\"type\":\"plain_text\",\"text\":\"\"}}]"))
                .singleElement()
                .asString()
                .contains("must be more than 0 characters");
    }

    @Test
    void counts_are_limited() {
        assertThat(message(array(50, "{\"type\":\"divider\"}"))).isEmpty();
        assertThat(message(array(51, "{\"type\":\"divider\"}")))
                .containsExactly("[ERROR] no more than 50 items allowed [json-pointer:/blocks]");
        String field = "{\"type\":\"mrkdwn\",\"text\":\"x\"}";
        assertThat(message("[{\"type\":\"section\",\"fields\":" + array(11, field) + "}]"))
                .hasSize(1);
        assertThat(message("[{\"type\":\"context\",\"elements\":" + array(11, field) + "}]"))
                .hasSize(1);
    }

    @Test
    void ids_are_unique() {
        assertThat(message(
                        "[{\"type\":\"divider\",\"block_id\":\"same\"},{\"type\":\"divider\",\"block_id\":\"same\"}]"))
                .singleElement()
                .asString()
                .contains("block_id already exists: same");
        assertThat(message("[{\"type\":\"actions\",\"elements\":[" + BUTTON + "," + BUTTON + "]}]"))
                .singleElement()
                .asString()
                .contains("action_id already exists: go");
    }

    @Test
    void a_select_has_options_or_groups_and_starts_with_one_of_them() {
        String select = "[{\"type\":\"actions\",\"elements\":[{\"type\":\"static_select\",\"action_id\":\"s\"%s}]}]";
        String one = OPTION.formatted("one");
        assertThat(message(select.formatted(",\"options\":[" + one + "],\"initial_option\":" + one)))
                .isEmpty();
        assertThat(message(
                        select.formatted(",\"options\":[" + one + "],\"initial_option\":" + OPTION.formatted("two"))))
                .singleElement()
                .asString()
                .contains("must be one of the options");
        assertThat(message(select.formatted("")))
                .singleElement()
                .asString()
                .contains("exactly one of options and option_groups");
        assertThat(message(select.formatted(",\"options\":[]")))
                .singleElement()
                .asString()
                .contains("no fewer than 1 items");
    }

    @Test
    void a_confirmation_needs_all_its_parts() {
        String button = BUTTON.replace("\"deny\":{\"type\":\"plain_text\",\"text\":\"No\"}", "\"style\":\"danger\"");
        assertThat(message("[{\"type\":\"actions\",\"elements\":[" + button + "]}]"))
                .anySatisfy(fault -> assertThat(fault).contains("missing required field: deny"));
    }

    @Test
    void inputs_of_each_kind_fit_into_a_modal() {
        String options = "[" + OPTION.formatted("15m") + "," + OPTION.formatted("1h") + "]";
        assertThat(view("""
                        {"type":"modal","callback_id":"ask","title":{"type":"plain_text","text":"Ask"},
                         "submit":{"type":"plain_text","text":"Send"},"notify_on_close":true,
                         "blocks":[
                          {"type":"input","block_id":"reason","label":{"type":"plain_text","text":"Why"},
                           "element":{"type":"plain_text_input","action_id":"a","multiline":true,"max_length":500}},
                          {"type":"input","block_id":"time","dispatch_action":true,
                           "label":{"type":"plain_text","text":"How long"},
                           "element":{"type":"radio_buttons","action_id":"a","options":%1$s}},
                          {"type":"input","block_id":"target","label":{"type":"plain_text","text":"What"},
                           "element":{"type":"static_select","action_id":"a","options":%1$s}},
                          {"type":"input","block_id":"more","label":{"type":"plain_text","text":"What"},
                           "element":{"type":"external_select","action_id":"a","min_query_length":1}}]}""".formatted(options))).isEmpty();
    }

    @Test
    void a_modal_with_inputs_needs_a_submit_label_and_a_short_title() {
        String modal = """
                {"type":"modal","title":{"type":"plain_text","text":"%s"},"blocks":[
                  {"type":"input","label":{"type":"plain_text","text":"Why"},
                   "element":{"type":"plain_text_input","action_id":"a"}}]}""";
        assertThat(view(modal.formatted("Ask")))
                .containsExactly("[ERROR] missing required field: submit [json-pointer:/view]");
        assertThat(view(modal.formatted("x".repeat(25)))).hasSize(2);
    }

    @Test
    void a_button_is_no_input_and_an_input_no_action() {
        assertThat(message("[{\"type\":\"input\",\"label\":{\"type\":\"plain_text\",\"text\":\"x\"},\"element\":"
                        + BUTTON + "}]"))
                .hasSize(1);
        assertThat(message("[{\"type\":\"actions\",\"elements\":[{\"type\":\"plain_text_input\"}]}]"))
                .hasSize(1);
    }

    @Test
    void a_home_tab_has_no_title() {
        assertThat(view("{\"type\":\"home\",\"blocks\":[{\"type\":\"divider\"}]}"))
                .isEmpty();
        assertThat(view("{\"type\":\"home\",\"title\":{\"type\":\"plain_text\",\"text\":\"x\"},\"blocks\":[]}"))
                .hasSize(1);
    }

    private static List<String> message(String blocks) {
        return BlockKitRules.checkBlocks(json(blocks), Surface.MESSAGE);
    }

    private static List<String> view(String view) {
        return BlockKitRules.checkView(json(view));
    }

    private static JsonNode json(String text) {
        return Json.parse(text).orElseThrow();
    }

    private static String array(int times, String item) {
        return "[" + String.join(",", Collections.nCopies(times, item)) + "]";
    }
}
