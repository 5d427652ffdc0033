package org.pleura.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pleura.data.CsvTable;

class CsvTest {

  @TempDir private Path folder;

  private CsvTable csv(String text) throws IOException {
    return Csv.read(Files.writeString(folder.resolve("table.csv"), text));
  }

  @Test
  void valuesComeBackWhateverIsInThem() throws IOException {
    List<String> values =
        List.of("plain", "a,b", "say \"a\"", "two\nlines", "", "Aufnahme \u00e4", " spaced ");
    List<String> names = List.of("a", "b", "c", "d", "e", "f", "g");
    Csv.write(folder.resolve("table.csv"), List.of(names, values, values));
    CsvTable table = Csv.read(folder.resolve("table.csv"));
    assertThat(table.size()).isEqualTo(2);
    for (int i = 0; i < names.size(); i++) {
      assertThat(table.text(1, names.get(i))).isEqualTo(values.get(i));
    }
  }

  @Test
  void tablesOfSpreadsheetsAreRead() throws IOException {
    CsvTable table = csv("\ufeffimage,label\r\na.png,1\r\nb.png,\r\n");
    assertThat(table.size()).isEqualTo(2);
    assertThat(table.text(0, "image")).isEqualTo("a.png");
    assertThat(table.given(0, "label")).contains("1");
    assertThat(table.given(1, "label")).isEmpty();
    assertThat(table.given(1, "patient")).isEmpty();
  }

  @Test
  void aBrokenLineIsNamedByItsNumber() throws IOException {
    assertThatThrownBy(() -> csv("image,label\na.png,1\nb.png\n"))
        .hasMessageEndingWith("table.csv line 3: has 1 values, but 2 columns.");
    CsvTable table = csv("image,label\na.png,one\n");
    assertThatThrownBy(() -> table.number(0, "label"))
        .hasMessageEndingWith("table.csv line 2: label must be a number, but it is 'one'.");
    assertThatThrownBy(() -> table.text(0, "logit")).hasMessageContaining("has no column 'logit'");
    assertThatThrownBy(() -> csv("image,label\n\"a\" .png,1\n"))
        .hasMessageContaining("table.csv should be a table as RFC 4180 has it: ")
        .hasMessageContaining("line 2");
    assertThatThrownBy(() -> csv("")).hasMessageContaining("is empty");
  }

  @Test
  void aColumnThatIsThereTwiceIsRefusedByName() {
    // Else 'probability' would be looked for one column too far to the left.
    assertThatThrownBy(() -> csv("image,label,label,probability\na.png,1,1,0.9\n"))
        .hasMessageEndingWith("table.csv has the column 'label' twice; remove one of them.");
  }

  @Test
  void aTableThatIsNoTextIsNamed() throws IOException {
    Path file = folder.resolve("table.csv");
    Files.write(file, new byte[] {'a', '\n', (byte) 0xff});
    assertThatThrownBy(() -> Csv.read(file)).hasMessageContaining(file + " is not text in UTF-8");
  }

  @Test
  void nineDigitsBringEveryNumberBackToTheBit() {
    assertThat(Csv.number(0.1f)).isEqualTo("0.100000001");
    assertThat(Csv.number(-2f)).isEqualTo("-2");
    assertThat(Csv.number(-0f)).isEqualTo("0");
    Random bits = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      float value = Float.intBitsToFloat(bits.nextInt());
      if (Float.isFinite(value) && value != 0) {
        assertThat(Float.parseFloat(Csv.number(value))).isEqualTo(value);
      }
    }
  }
}
