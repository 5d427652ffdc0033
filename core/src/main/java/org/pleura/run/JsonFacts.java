package org.pleura.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pleura.evaluate.Estimate;

/**
 * Takes values out of the JSON of a run's files; what is missing or of another kind ends in one
 * sentence.
 *
 * @param where the file
 */
record JsonFacts(String where) {

  JsonNode object(JsonNode json, String name) throws IOException {
    JsonNode value = json.path(name);
    if (!value.isObject()) {
      throw broken(name, "an object", value);
    }
    return value;
  }

  String text(JsonNode json, String name) throws IOException {
    JsonNode value = json.path(name);
    if (!value.isTextual()) {
      throw broken(name, "text", value);
    }
    return value.asText();
  }

  int count(JsonNode json, String name) throws IOException {
    JsonNode value = json.path(name);
    if (!value.isInt() || value.asInt() < 0) {
      throw broken(name, "a whole number, 0 or more", value);
    }
    return value.asInt();
  }

  double number(JsonNode json, String name) throws IOException {
    JsonNode value = json.path(name);
    if (!value.isNumber() || !Double.isFinite(value.asDouble())) {
      throw broken(name, "a number", value);
    }
    return value.asDouble();
  }

  List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(value -> texts.add(value.asText()));
    return texts;
  }

  /** Every estimate in an object, however deep; lists are not looked into. */
  void addEstimates(String path, JsonNode json, List<EvaluationFacts.Named> estimates)
      throws IOException {
    if (!json.isObject()) {
      return;
    }
    if (isEstimate(json)) {
      estimates.add(new EvaluationFacts.Named(path, estimate(path, json)));
    }
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      String below = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
      addEstimates(below, entry.getValue(), estimates);
    }
  }

  /** Every test of a difference in an object, however deep; lists are not looked into. */
  void addTests(String path, JsonNode json, List<EvaluationFacts.Tested> tests) {
    if (!json.isObject()) {
      return;
    }
    if (json.path("test").isTextual()) {
      JsonNode p = json.path("p");
      tests.add(
          new EvaluationFacts.Tested(
              path,
              json.path("test").asText(),
              p.isNumber() ? Optional.of(p.asDouble()) : Optional.empty()));
    }
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      String below = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
      addTests(below, entry.getValue(), tests);
    }
  }

  private static boolean isEstimate(JsonNode json) {
    return json.has("undefined") || (json.has("interval") && json.has("value"));
  }

  Estimate estimate(String path, JsonNode json) throws IOException {
    if (json.has("undefined")) {
      return new Estimate.Undefined(text(json, "undefined"));
    }
    try {
      return new Estimate.Known(
          number(json, "value"), number(json, "low"), number(json, "high"), text(json, "interval"));
    } catch (IllegalArgumentException e) {
      throw new IOException(where + " is damaged at '" + path + "': " + e.getMessage() + ".", e);
    }
  }

  private IOException broken(String name, String expected, JsonNode value) {
    return new IOException(
        "%s is damaged: '%s' must be %s, but it is %s."
            .formatted(where, name, expected, value.isMissingNode() ? "missing" : value));
  }
}
