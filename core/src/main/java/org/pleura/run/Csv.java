package org.pleura.run;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A table of text in a file, as RFC 4180 has it: the first line names the columns; a value with a
 * comma, a quote or a line break in it stands in quotes.
 */
final class Csv {

  private final Path file;
  private final Map<String, Integer> columns = new LinkedHashMap<>();
  private final List<List<String>> rows;

  private Csv(Path file, List<List<String>> lines) throws IOException {
    this.file = file;
    if (lines.isEmpty()) {
      throw new IOException(file + " is empty; expected a line that names its columns.");
    }
    for (String name : lines.get(0)) {
      if (columns.putIfAbsent(name, columns.size()) != null) {
        throw new IOException(file + " has the column '" + name + "' twice; remove one of them.");
      }
    }
    this.rows = lines.subList(1, lines.size());
    for (int row = 0; row < rows.size(); row++) {
      if (rows.get(row).size() != lines.get(0).size()) {
        throw broken(
            row, "has " + rows.get(row).size() + " values, but " + columns.size() + " columns");
      }
    }
  }

  static Csv read(Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new IOException(file + " is not text in UTF-8.", e);
    }
    return new Csv(file, parse(text.startsWith("\ufeff") ? text.substring(1) : text));
  }

  /** Writes the whole table at once; a table is never there by half. */
  static void write(Path file, List<List<String>> rows) throws IOException {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        text.append(i == 0 ? "" : ",").append(quoted(row.get(i)));
      }
      text.append('\n');
    }
    WholeFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A 32-bit number in nine significant digits, enough to get it back to the bit. The JDK's own
   * {@code Float.toString} gives other digits before version 19 than after.
   */
  static String number(float value) {
    if (!Float.isFinite(value)) {
      return Float.toString(value);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(9)).stripTrailingZeros();
    return rounded.signum() == 0 ? "0" : rounded.toString();
  }

  int size() {
    return rows.size();
  }

  boolean has(String column) {
    return columns.containsKey(column);
  }

  String text(int row, String column) throws IOException {
    Integer index = columns.get(column);
    if (index == null) {
      throw new IOException(
          file + " has no column '" + column + "'; it has " + columns.keySet() + ".");
    }
    return rows.get(row).get(index);
  }

  /** The value, or nothing where the column is missing or the value is empty. */
  Optional<String> given(int row, String column) throws IOException {
    return has(column)
        ? Optional.of(text(row, column)).filter(text -> !text.isEmpty())
        : Optional.empty();
  }

  float number(int row, String column) throws IOException {
    String text = text(row, column);
    try {
      return Float.parseFloat(text);
    } catch (NumberFormatException e) {
      throw broken(row, column + " must be a number, but it is '" + text + "'");
    }
  }

  /** A line of this file is not as it must be. */
  IOException broken(int row, String problem) {
    return new IOException(file + " line " + (row + 2) + ": " + problem + ".");
  }

  private static String quoted(String value) {
    return value.matches("[^\",\r\n]*") ? value : '"' + value.replace("\"", "\"\"") + '"';
  }

  private static List<List<String>> parse(String text) {
    List<List<String>> lines = new ArrayList<>();
    List<String> line = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      StringBuilder value = new StringBuilder();
      if (text.charAt(at) == '"') {
        at = quotedValue(text, at + 1, value);
      }
      while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
        value.append(text.charAt(at++));
      }
      line.add(value.toString());
      if (at < text.length() && text.charAt(at) == ',') {
        at++;
        if (at == text.length() || text.charAt(at) == '\n' || text.charAt(at) == '\r') {
          line.add("");
        } else {
          continue;
        }
      }
      at += text.startsWith("\r\n", at) ? 2 : 1;
      lines.add(line);
      line = new ArrayList<>();
    }
    return lines;
  }

  private static int quotedValue(String text, int start, StringBuilder value) {
    int at = start;
    while (at < text.length()) {
      if (text.charAt(at) != '"') {
        value.append(text.charAt(at++));
      } else if (text.startsWith("\"\"", at)) {
        value.append('"');
        at += 2;
      } else {
        return at + 1;
      }
    }
    return at;
  }
}
