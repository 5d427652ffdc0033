package org.pleura.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A table of text as RFC 4180 has it: the first line names the columns; a value with a comma, a
 * quote or a line break in it stands in quotes.
 */
public final class CsvTable {

  private final String where;
  private final List<String> columns;
  private final List<CsvRecord> rows;

  private CsvTable(String where, List<CsvRecord> lines) throws IOException {
    this.where = where;
    if (lines.isEmpty()) {
      throw new IOException(where + " is empty; expected a line that names its columns.");
    }
    this.columns = lines.get(0).getFields();
    this.rows = lines.subList(1, lines.size());
    Set<String> names = new HashSet<>();
    for (String name : columns) {
      if (!names.add(name)) {
        throw new IOException(where + " has the column '" + name + "' twice; remove one of them.");
      }
    }
    for (int row = 0; row < rows.size(); row++) {
      int values = rows.get(row).getFieldCount();
      if (values != columns.size()) {
        throw broken(row, "has " + values + " values, but " + columns.size() + " columns");
      }
    }
  }

  /**
   * Reads a table.
   *
   * @param text of the table; a byte order mark at its start and empty lines do not matter
   * @param where it is from, for messages
   * @return the table
   * @throws IOException if it names no columns or one twice, or a line has not one value for each;
   *     the message names the line
   */
  public static CsvTable parse(String text, String where) throws IOException {
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .ofCsvRecord(text.startsWith("\ufeff") ? text.substring(1) : text)) {
      return new CsvTable(where, reader.stream().toList());
    } catch (CsvParseException e) {
      throw new IOException(
          where
              + " should be a table as RFC 4180 has it: "
              + e.getMessage()
              + (e.getCause() == null ? "" : ": " + e.getCause().getMessage())
              + ".",
          e);
    }
  }

  /**
   * The names of the columns.
   *
   * @return in their order
   */
  public List<String> columns() {
    return columns;
  }

  /**
   * How many rows there are.
   *
   * @return without the line that names the columns
   */
  public int size() {
    return rows.size();
  }

  /**
   * A value.
   *
   * @param row from 0
   * @param column its name
   * @return its text
   * @throws IOException if there is no such column
   */
  public String text(int row, String column) throws IOException {
    int index = columns.indexOf(column);
    if (index < 0) {
      throw new IOException(where + " has no column '" + column + "'; it has " + columns + ".");
    }
    return rows.get(row).getField(index);
  }

  /**
   * A value that need not be there.
   *
   * @param row from 0
   * @param column its name
   * @return the value, or nothing where the column is missing or the value is empty
   */
  public Optional<String> given(int row, String column) {
    int index = columns.indexOf(column);
    return index < 0
        ? Optional.empty()
        : Optional.of(rows.get(row).getField(index)).filter(text -> !text.isEmpty());
  }

  /**
   * A value that is a number.
   *
   * @param row from 0
   * @param column its name
   * @return the number
   * @throws IOException if there is no such column, or the value is no number
   */
  public float number(int row, String column) throws IOException {
    String text = text(row, column);
    try {
      return Float.parseFloat(text);
    } catch (NumberFormatException e) {
      throw broken(row, column + " must be a number, but it is '" + text + "'");
    }
  }

  /**
   * A line of this table is not as it must be.
   *
   * @param row from 0
   * @param problem what is wrong with it
   * @return to be thrown; it names the table and the line
   */
  public IOException broken(int row, String problem) {
    return new IOException(
        where + " line " + rows.get(row).getStartingLineNumber() + ": " + problem + ".");
  }
}
