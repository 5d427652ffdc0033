package org.pleura.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The JSON of a run's files: two spaces, one line feed, nothing converted in silence. */
public final class Json {

  static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          // The JDK's own way to print a number changed with version 19; this one is the same on
          // all.
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .defaultPrettyPrinter(
              new DefaultPrettyPrinter(
                      Separators.createDefaultInstance()
                          .withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                  .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                  .withArrayIndenter(new DefaultIndenter("  ", "\n")))
          .build();

  private Json() {}

  /**
   * An empty object.
   *
   * @return to be filled
   */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /**
   * Writes a value, whole or not at all.
   *
   * @param file where to
   * @param value a record, a list or a map
   * @throws IOException if it cannot be written
   */
  public static void write(Path file, Object value) throws IOException {
    WholeFile.write(file, text(value) + "\n");
  }

  /**
   * A value as JSON.
   *
   * @param value a record, a list or a map
   * @return the text, without a line break at its end
   */
  public static String text(Object value) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a record could not become JSON", impossible);
    }
  }

  /**
   * A value as JSON without line breaks, for a program at the other end of a connection.
   *
   * @param value a record, a list or a map
   * @return one line
   */
  public static String line(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a record could not become JSON", impossible);
    }
  }

  /**
   * Reads JSON that came from elsewhere.
   *
   * @param text one value
   * @return the value
   * @throws IOException if it is none; the message says where
   */
  public static JsonNode parsed(String text) throws IOException {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IOException("This is no JSON: " + problem(e) + ".", e);
    }
  }

  /**
   * Reads a value.
   *
   * @param file JSON in UTF-8
   * @param type what it must be
   * @param <T> what it must be
   * @return never null
   * @throws IOException if the file cannot be read or is not such a value; the message names it
   */
  public static <T> T read(Path file, Class<T> type) throws IOException {
    try {
      T value = MAPPER.readValue(Files.readString(file), type);
      if (value == null) {
        throw new IOException(file + " is damaged: it holds nothing but null.");
      }
      return value;
    } catch (CharacterCodingException e) {
      throw new IOException(file + " is damaged: it is not text in UTF-8.", e);
    } catch (JsonProcessingException e) {
      throw new IOException(file + " is damaged: " + problem(e) + ".", e);
    }
  }

  /** What is wrong, and where, without the library's own words for places in the source. */
  static String problem(JsonProcessingException e) {
    var place = e.getLocation();
    String where =
        place == null || place.getLineNr() < 1 ? "" : " (line " + place.getLineNr() + ")";
    return e.getOriginalMessage() + where;
  }
}
