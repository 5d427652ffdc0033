package org.pleura.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pleura.nn.Extent;

/**
 * The options of one layer as they stand in the file. Each is to be asked for; {@link #finish} then
 * refuses those nobody asked for, so that none is dropped in silence.
 */
final class Options {
  private static final JsonNode NONE = MissingNode.getInstance();

  private final String layer;
  private final String className;
  private final JsonNode config;
  private final List<String> notes;

  /** What the model has asked for: its name, and the input's shape where Keras 2 put it. */
  private final Set<String> asked = new HashSet<>(Set.of("name", "batch_input_shape"));

  /**
   * Begins to read a layer.
   *
   * @param notes receives what is left out but does not change a prediction
   */
  Options(String layer, String className, JsonNode config, List<String> notes) {
    this.layer = layer;
    this.className = className;
    this.config = config;
    this.notes = notes;
  }

  /** The options of an object among these options. */
  Options within(String option, String itsClass, JsonNode itsConfig) {
    return new Options(layer, className + ", " + option + " " + itsClass, itsConfig, notes);
  }

  private JsonNode get(String option) {
    asked.add(option);
    return config.path(option);
  }

  /** A value as it is, missing if it is not there. */
  JsonNode raw(String option) {
    return get(option);
  }

  int integer(String option) throws UnreadableModelException {
    JsonNode value = get(option);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw refused(option, "a whole number");
    }
    return value.intValue();
  }

  /** A number that Keras 2 knew under another name. */
  double number(String option, String before) throws UnreadableModelException {
    asked.add(option);
    return number(config.has(before) ? before : option);
  }

  double number(String option) throws UnreadableModelException {
    JsonNode value = get(option);
    if (!value.isNumber()) {
      throw refused(option, "a number");
    }
    return value.doubleValue();
  }

  /** As many numbers, in lists of any depth; one alone stands for all. */
  float[] numbers(String option, int count) throws UnreadableModelException {
    List<JsonNode> found = new ArrayList<>();
    flatten(get(option), found);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      JsonNode number =
          found.size() == 1 ? found.get(0) : found.size() == count ? found.get(i) : NONE;
      if (!number.isNumber() || !Float.isFinite(number.floatValue())) {
        throw refused(option, count == 1 ? "a number" : "a number, or " + count + " of them");
      }
      numbers[i] = number.floatValue();
    }
    return numbers;
  }

  private static void flatten(JsonNode value, List<JsonNode> into) {
    if (value.isArray()) {
      value.forEach(element -> flatten(element, into));
    } else {
      into.add(value);
    }
  }

  boolean flag(String option) throws UnreadableModelException {
    JsonNode value = get(option);
    if (!value.isBoolean()) {
      throw refused(option, "true or false");
    }
    return value.booleanValue();
  }

  /** A text among those that are known. */
  String oneOf(String option, String... known) throws UnreadableModelException {
    JsonNode value = get(option);
    if (!value.isTextual() || !List.of(known).contains(value.textValue())) {
      throw refused(option, String.join(" or ", known));
    }
    return value.textValue();
  }

  /** A pair, down and across; one number stands for both. */
  Extent extent(String option) throws UnreadableModelException {
    JsonNode value = get(option);
    if (value.isInt()) {
      return checked(option, value.intValue(), value.intValue());
    }
    if (!value.isArray() || value.size() != 2 || !value.get(0).isInt() || !value.get(1).isInt()) {
      throw refused(option, "two whole numbers");
    }
    return checked(option, value.get(0).intValue(), value.get(1).intValue());
  }

  private Extent checked(String option, int height, int width) throws UnreadableModelException {
    if (height < 1 || width < 1) {
      throw refused(option, "two whole numbers above 0");
    }
    return new Extent(height, width);
  }

  /** The option may be absent; if it is there, it must be this. */
  void only(String option, String expected) throws UnreadableModelException {
    JsonNode value = get(option);
    if (!value.isMissingNode() && !value.isNull() && !value.asText().equals(expected)) {
      throw refused(option, expected);
    }
  }

  /** The channels must be the last axis, which Keras calls -1 or by its number, maybe in a list. */
  void lastAxis(String option, int rank) throws UnreadableModelException {
    JsonNode axis = get(option);
    JsonNode value = axis.isArray() && axis.size() == 1 ? axis.get(0) : axis;
    if (!value.isInt() || (value.intValue() != -1 && value.intValue() != rank)) {
      throw refused(option, "-1, the last axis");
    }
  }

  /** What only the start of a training needs. */
  void ignored(String... options) {
    asked.addAll(List.of(options));
  }

  /** What changes training but no prediction is left out with a note. */
  void noted(String... options) {
    for (String option : options) {
      JsonNode value = get(option);
      if (!value.isMissingNode() && !value.isNull()) {
        JsonNode itsClass = value.path("class_name");
        String kind = shortened(itsClass.isTextual() ? itsClass : value).replace("\"", "");
        notes.add(
            where() + " has " + option + " = " + kind + ", which further training will not apply");
      }
    }
  }

  /** Reads what every layer has, and refuses what has not been asked for. */
  void finish() throws UnreadableModelException {
    get("trainable"); // which whoever reads the whole model looks at
    dtype();
    for (Map.Entry<String, JsonNode> option : config.properties()) {
      JsonNode value = option.getValue();
      // Newer versions of Keras add options; unset ones change nothing.
      boolean unset = value.isNull() || (value.isBoolean() && !value.booleanValue());
      if (!unset && !asked.contains(option.getKey())) {
        throw refused(option.getKey(), "no such option");
      }
    }
  }

  private void dtype() throws UnreadableModelException {
    JsonNode dtype = get("dtype");
    JsonNode name = dtype.isObject() ? dtype.path("config").path("name") : dtype;
    if (!name.isMissingNode() && !name.isNull() && !name.asText().equals("float32")) {
      throw new UnreadableModelException(
          where()
              + ": option dtype is "
              + name.asText()
              + ", but Pleura reads float32; save the model in float32");
    }
  }

  UnreadableModelException refused(String option, String expected) {
    JsonNode value = config.path(option);
    String came = value.isMissingNode() ? "is missing" : "is " + shortened(value);
    return new UnreadableModelException(
        where() + ": option " + option + " " + came + ", but Pleura reads " + expected);
  }

  private static String shortened(JsonNode value) {
    String text = value.toString();
    return text.length() <= 60 ? text : text.substring(0, 57) + "...";
  }

  private String where() {
    return "layer '" + layer + "' (" + className + ")";
  }
}
