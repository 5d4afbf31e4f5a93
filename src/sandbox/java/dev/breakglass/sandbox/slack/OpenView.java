package dev.breakglass.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** A modal or Home tab as its person sees it: the view object, and the errors next to its fields by block id. */
public record OpenView(String id, JsonNode view, Map<String, String> errors) {}
