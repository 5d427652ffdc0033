package org.pleura.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.pleura.run.Json;

/** What a request asks for, checked. */
final class Asked {
  /** A request in JSON is a few numbers or words. */
  private static final int MOST_JSON = 1 << 16;

  private Asked() {}

  static Optional<String> word(Context ctx, String name) {
    return Optional.ofNullable(ctx.queryParam(name)).filter(word -> !word.isEmpty());
  }

  static int whole(Context ctx, String name, int usual, int least, int most) throws Refused {
    double number = number(ctx, name, usual, least, most);
    if (number != Math.rint(number)) {
      throw new Refused(Refused.WRONG, name + " must be a whole number.");
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
          name + " must be a number from " + plain(least) + " to " + plain(most) + ".");
    }
    return number;
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
