package org.pleura.run;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.pleura.data.CsvTable;

/** Tables in files, and numbers in tables. */
public final class Csv {

  private Csv() {}

  static CsvTable read(Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new IOException(file + " is not text in UTF-8.", e);
    }
    return CsvTable.parse(text, file.toString());
  }

  /**
   * Writes the whole table at once; a table is never there by half.
   *
   * @param file where to
   * @param rows the names of the columns, and the lines
   * @throws IOException if it cannot be written
   */
  public static void write(Path file, List<List<String>> rows) throws IOException {
    StringWriter text = new StringWriter();
    try (CsvWriter writer = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
      rows.forEach(writer::writeRecord);
    }
    WholeFile.write(file, text.toString());
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
}
