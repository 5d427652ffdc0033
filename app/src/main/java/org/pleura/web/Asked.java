package org.pleura.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.pleura.run.Json;

/** What a request asks for, checked. */
final class Asked {
  /** A request in JSON is a few numbers or words. */
  private static final int MOST_JSON = 1 << 16;

  private static final int LONGEST = 60;

  private Asked() {}

  static Optional<String> word(Context ctx, String name) {
    return Optional.ofNullable(ctx.queryParam(name)).filter(word -> !word.isEmpty());
  }

  static int whole(Context ctx, String name, int usual, int least, int most) throws Refused {
    double number = number(ctx, name, usual, least, most);
    if (number != Math.rint(number)) {
      throw new Refused(Refused.WRONG, name + " must be a whole number, but it is " + number + ".");
    }
    return (int) number;
  }

  static double number(Context ctx, String name, double usual, double least, double most)
      throws Refused {
    Optional<String> word = word(ctx, name);
    return word.isEmpty() ? usual : number(name, word.get(), least, most);
  }

  /** A number in the path. */
  static int index(Context ctx, String name, int size) throws Refused {
    String word = ctx.pathParam(name);
    if (!word.matches("[0-9]{1,9}") || Integer.parseInt(word) >= size) {
      throw new Refused(
          Refused.NOT_FOUND, "There is no " + name + " of this number; there are " + size + ".");
    }
    return Integer.parseInt(word);
  }

  private static double number(String name, String word, double least, double most) throws Refused {
    double number;
    try {
      number = Double.parseDouble(word);
    } catch (NumberFormatException e) {
      number = Double.NaN;
    }
    if (!(number >= least && number <= most)) {
      throw new Refused(
          Refused.WRONG,
          name
              + " must be a number from "
              + plain(least)
              + " to "
              + plain(most)
              + ", but it is '"
              + shortened(word)
              + "'.");
    }
    return number;
  }

  /** One of a few words; empty if it is not given. */
  static Optional<String> oneOf(Context ctx, String name, List<String> words) throws Refused {
    Optional<String> word = word(ctx, name);
    if (word.isPresent() && !words.contains(word.get())) {
      throw new Refused(
          Refused.WRONG,
          name
              + " must be one of "
              + String.join(", ", words)
              + ", but it is '"
              + shortened(word.get())
              + "'.");
    }
    return word;
  }

  /** What came, as far as a sentence has room for it. */
  static String shortened(String word) {
    return word.length() <= LONGEST ? word : word.substring(0, LONGEST) + "...";
  }

  /** Refuses an object that has something else than what can be asked. */
  static void only(JsonNode asked, Set<String> names) throws Refused {
    for (Map.Entry<String, JsonNode> one : asked.properties()) {
      if (!names.contains(one.getKey())) {
        throw new Refused(
            Refused.WRONG,
            "'"
                + shortened(one.getKey())
                + "' cannot be asked here; expected "
                + String.join(", ", new TreeSet<>(names))
                + ".");
      }
    }
  }

  /** A text without what stands around it; empty if it is not given. */
  static Optional<String> word(JsonNode asked, String name) throws Refused {
    JsonNode word = asked.path(name);
    if (word.isMissingNode() || word.isNull()) {
      return Optional.empty();
    }
    if (!word.isTextual()) {
      throw came(name, "a text", word);
    }
    return Optional.of(word.asText().strip()).filter(text -> !text.isEmpty());
  }

  /** A list of texts; none if it is not given. */
  static List<String> words(JsonNode asked, String name, int most) throws Refused {
    JsonNode list = asked.path(name);
    List<String> words = new ArrayList<>();
    list.forEach(word -> words.add(word.asText()));
    boolean fits = list.isMissingNode() || list.isArray();
    for (JsonNode word : list) {
      fits &= word.isTextual();
    }
    if (!fits || words.size() > most) {
      throw came(name, "a list of " + most + " texts at most", list);
    }
    return words;
  }

  /** A whole number of these, or 0, which is also meant where none is given. */
  static int wholeOrNone(JsonNode asked, String name, int least, int most) throws Refused {
    JsonNode number = asked.path(name);
    if (number.isMissingNode()) {
      return 0;
    }
    int value = number.isInt() ? number.asInt() : -1;
    if (value != 0 && !(value >= least && value <= most)) {
      throw came(name, "0, or a whole number from " + least + " to " + most, number);
    }
    return value;
  }

  private static Refused came(String name, String expected, JsonNode came) {
    return new Refused(
        Refused.WRONG,
        name + " must be " + expected + ", but it is " + shortened(came.toString()) + ".");
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
  }

  /** The JSON object that a request brings. */
  static JsonNode json(Context ctx) throws IOException {
    byte[] bytes = ctx.req().getInputStream().readNBytes(MOST_JSON + 1);
    if (bytes.length > MOST_JSON) {
      throw new Refused(
          Refused.TOO_LARGE, "A request in JSON may have " + MOST_JSON + " bytes at most.");
    }
    JsonNode json;
    try {
      json = Json.parsed(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new Refused(Refused.WRONG, String.valueOf(e.getMessage()));
    }
    if (json == null || !json.isObject()) {
      throw new Refused(Refused.WRONG, "A JSON object was expected.");
    }
    return json;
  }
}
