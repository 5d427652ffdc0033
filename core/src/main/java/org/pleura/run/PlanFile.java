package org.pleura.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Plans as JSON. What a file leaves out is as in the lesson's plan, but for a network of another
 * kind, which is as in the default plan; a key that is not a key of a plan is an error, never
 * ignored. A single value can be changed by its path, as in {@code training.epochs=3}.
 */
public final class PlanFile {
  private static final int MOST_CHANGES = 3;

  private PlanFile() {}

  /**
   * A plan by its name, or from a file.
   *
   * @param nameOrFile {@code default}, {@code lesson}, or a path
   * @return the plan
   * @throws PlanException if there is no such plan and no such file, or as {@link #read}
   * @throws IOException if the file cannot be read
   */
  public static Plan named(String nameOrFile) throws IOException {
    Optional<Plan> named = ofName(nameOrFile);
    if (named.isPresent()) {
      return named.get();
    }
    if (!Files.exists(Path.of(nameOrFile))) {
      throw new PlanException(
          "there is no plan and no file named '"
              + nameOrFile
              + "'; the named plans are 'default' and 'lesson'.");
    }
    return read(Path.of(nameOrFile));
  }

  /**
   * Reads a plan.
   *
   * @param file JSON
   * @return the plan
   * @throws PlanException if it is not JSON, has an unknown key or an impossible value; the message
   *     names it
   * @throws IOException if the file cannot be read
   */
  public static Plan read(Path file) throws IOException {
    JsonNode given;
    try {
      String text = Files.readString(file);
      given = Json.MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new PlanException(file + " is not JSON: " + Json.problem(e) + ".");
    } catch (CharacterCodingException e) {
      throw new PlanException(file + " is not JSON, which is text in UTF-8.");
    }
    if (!given.isObject()) {
      throw new PlanException(file + " must be a JSON object, { ... }.");
    }
    ObjectNode plan = tree(Plan.lesson());
    overlay(file + ": ", "", plan, given);
    return plan(file + ": ", plan);
  }

  /**
   * Writes a plan, every value of it.
   *
   * @param file where to
   * @param plan the plan
   * @throws IOException if it cannot be written
   */
  public static void write(Path file, Plan plan) throws IOException {
    Json.write(file, plan);
  }

  /**
   * A plan with some values changed.
   *
   * @param plan the plan
   * @param settings each {@code PATH=VALUE}, the path with dots, the value as in JSON; quotes may
   *     be left out, and a list may be written with commas alone
   * @return the changed plan
   * @throws PlanException if a path does not exist or a value is impossible
   */
  public static Plan with(Plan plan, List<String> settings) throws PlanException {
    ObjectNode tree = tree(plan);
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        throw new PlanException(
            "a setting must be PATH=VALUE, as training.epochs=3, but it is '" + setting + "'.");
      }
      String[] path = setting.substring(0, equals).split("\\.", -1);
      ObjectNode given = Json.MAPPER.createObjectNode();
      ObjectNode innermost = given;
      JsonNode known = tree;
      for (int i = 0; i < path.length - 1; i++) {
        innermost = innermost.putObject(path[i]);
        known = known.path(path[i]);
      }
      String last = path[path.length - 1];
      innermost.set(last, value(setting.substring(equals + 1), known.path(last)));
      overlay("", "", tree, given);
    }
    return plan("", tree);
  }

  /**
   * Every value of a plan by its path, as {@link #with} takes them.
   *
   * @param plan the plan
   * @return paths such as {@code training.epochs} with their values as in JSON, in the file's order
   */
  public static Map<String, String> values(Plan plan) {
    Map<String, String> values = new LinkedHashMap<>();
    flatten("", tree(plan), values);
    return Collections.unmodifiableMap(values);
  }

  /**
   * A plan's name for people, with what makes it another than the plan of that name.
   *
   * @param plan the plan
   * @return for example {@code default}, or {@code default, changed: epochs 2, dropout 0.4}; the
   *     seed, which is told by itself, is no change
   */
  public static String words(Plan plan) {
    List<String> changed = new ArrayList<>();
    changes(plan)
        .forEach(
            (path, value) -> {
              if (!path.equals("seed")) {
                changed.add(
                    path.substring(path.lastIndexOf('.') + 1) + " " + value.replace("\"", ""));
              }
            });
    int more = changed.size() - MOST_CHANGES;
    return changed.isEmpty()
        ? plan.name()
        : plan.name()
            + ", changed: "
            + String.join(", ", more > 0 ? changed.subList(0, MOST_CHANGES) : changed)
            + (more > 0 ? " and " + more + " more" : "");
  }

  /**
   * What the runs of a plan are called, behind their date. The plan itself keeps its name, by which
   * it is known from what it was changed.
   *
   * @param plan the plan
   * @return for example {@code default}, or {@code default-changed}; as in {@link #words}, the seed
   *     is no change
   */
  public static String runName(Plan plan) {
    boolean changed = changes(plan).keySet().stream().anyMatch(path -> !path.equals("seed"));
    return changed ? plan.name() + "-changed" : plan.name();
  }

  /**
   * What differs from the plan that Pleura has under that name.
   *
   * @param plan the plan
   * @return paths with their values in this plan; none if there is no plan of that name
   */
  public static Map<String, String> changes(Plan plan) {
    Map<String, String> changes = new LinkedHashMap<>();
    ofName(plan.name())
        .map(PlanFile::values)
        .ifPresent(
            there ->
                values(plan)
                    .forEach(
                        (path, value) -> {
                          if (!value.equals(there.get(path))) {
                            changes.put(path, value);
                          }
                        }));
    return Collections.unmodifiableMap(changes);
  }

  /**
   * The plan that Pleura has under a name.
   *
   * @param name as {@code default}
   * @return empty if there is none
   */
  public static Optional<Plan> ofName(String name) {
    return Stream.of(Plan.standard(), Plan.lesson())
        .filter(plan -> plan.name().equals(name))
        .findFirst();
  }

  private static void flatten(String above, ObjectNode tree, Map<String, String> values) {
    for (Map.Entry<String, JsonNode> entry : tree.properties()) {
      String path = above + entry.getKey();
      if (entry.getValue() instanceof ObjectNode inner) {
        flatten(path + ".", inner, values);
      } else {
        values.put(path, entry.getValue().toString());
      }
    }
  }

  private static JsonNode value(String text, JsonNode before) {
    if (before.isArray() && !text.startsWith("[")) {
      ArrayNode list = Json.MAPPER.createArrayNode();
      for (String element : text.split(",", -1)) {
        list.add(scalar(element.strip()));
      }
      return list;
    }
    return scalar(text);
  }

  private static JsonNode scalar(String text) {
    try {
      JsonNode value = Json.MAPPER.readTree(text);
      return value.isMissingNode() ? TextNode.valueOf(text) : value;
    } catch (JsonProcessingException notJson) {
      return TextNode.valueOf(text);
    }
  }

  private static ObjectNode tree(Plan plan) {
    return Json.MAPPER.valueToTree(plan);
  }

  /** Puts the given values over those that are there; lists are replaced whole. */
  private static void overlay(String file, String above, ObjectNode base, JsonNode given)
      throws PlanException {
    for (Map.Entry<String, JsonNode> entry : given.properties()) {
      String key = entry.getKey();
      JsonNode known = base.get(key);
      if (known == null) {
        List<String> keys = new ArrayList<>();
        base.fieldNames().forEachRemaining(keys::add);
        throw new PlanException(
            file
                + "'"
                + above
                + key
                + "' is not a key of a plan; "
                + (above.isEmpty() ? "there are " : "under '" + above + "' there are ")
                + String.join(", ", keys)
                + ".");
      }
      if (known instanceof ObjectNode inner) {
        if (!entry.getValue().isObject()) {
          throw new PlanException(
              file
                  + "'"
                  + above
                  + key
                  + "' must be an object, { ... }, but it is "
                  + entry.getValue()
                  + ".");
        }
        ObjectNode under = ofKind(file + "'" + above + key, inner, entry.getValue());
        overlay(file, above + key + ".", under, entry.getValue());
        base.set(key, under);
      } else {
        base.set(key, entry.getValue());
      }
    }
  }

  /** Another kind of network has other keys: those of the named plan that has this kind. */
  private static ObjectNode ofKind(String where, ObjectNode known, JsonNode given)
      throws PlanException {
    JsonNode kind = given.path("kind");
    if (!known.has("kind") || kind.isMissingNode() || kind.equals(known.get("kind"))) {
      return known;
    }
    for (Plan named : List.of(Plan.lesson(), Plan.standard())) {
      ObjectNode network = Json.MAPPER.valueToTree(named.network());
      if (network.get("kind").equals(kind)) {
        return network;
      }
    }
    throw new PlanException(
        where + ".kind' must be convolutional or residual, but it is " + kind + ".");
  }

  private static Plan plan(String file, ObjectNode tree) throws PlanException {
    try {
      return Json.MAPPER.treeToValue(tree, Plan.class);
    } catch (JsonMappingException e) {
      StringBuilder path = new StringBuilder();
      JsonNode value = tree;
      for (JsonMappingException.Reference step : e.getPath()) {
        boolean named = step.getFieldName() != null;
        path.append(named ? (path.isEmpty() ? "" : ".") + step.getFieldName() : "");
        value = named ? value.path(step.getFieldName()) : value.path(step.getIndex());
      }
      Throwable cause = e.getCause();
      String where = path.isEmpty() ? "a plan" : "'" + path + "'";
      String problem =
          cause instanceof IllegalArgumentException
              ? String.valueOf(cause.getMessage())
              : cause instanceof NullPointerException
                  ? where + " has null where there must be a value"
                  : where + " must be " + expected(e) + ", but it is " + value;
      throw new PlanException(file + problem + ".");
    } catch (JsonProcessingException e) {
      throw new PlanException(file + Json.problem(e) + ".");
    }
  }

  /** What a value of the plan is, for the message that says that another came. */
  private static String expected(JsonMappingException e) {
    Class<?> type =
        e instanceof MismatchedInputException mismatch
            ? mismatch.getTargetType()
            : e.getCause() instanceof InputCoercionException outside
                ? outside.getTargetType()
                : Object.class;
    if (type == int.class || type == Integer.class) {
      return "a whole number, at most " + Integer.MAX_VALUE;
    }
    if (type == long.class) {
      return "a whole number";
    }
    if (type == double.class) {
      return "a number";
    }
    if (type == boolean.class) {
      return "true or false";
    }
    if (type == String.class) {
      return "text";
    }
    if (type != null && type.isEnum()) {
      return Stream.of(type.getEnumConstants())
          .map(choice -> Json.MAPPER.convertValue(choice, String.class))
          .collect(Collectors.joining(" or "));
    }
    return type != null && List.class.isAssignableFrom(type) ? "a list, [ ... ]" : "another value";
  }
}
