package org.pleura.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rows are invented; the first line and the commas at the end are the NIH's. */
class FindingBoxTest {
  private static final String NAMES = "Image Index,Finding Label,Bbox [x,y,w,h],,,\n";

  private static final String TABLE =
      NAMES
          + """
          00099001_003.png,Effusion,225.084745762712,547.019216763771,86.7796610169491,79.5,,,
          00099002_000.png,Atelectasis,686.5,131.25,185.5,313.5,,,
          00099001_003.png,Effusion,600,512,64,128.5,,,
          00099001_003.png,Mass,10,20,30,40,,,
          00099003_010.png,Effusion,-2.5,0,300,400,,,
          """;

  private static Map<String, List<FindingBox>> parse(String table, String finding)
      throws UnusableDataException {
    return FindingBox.parse(table, "there/BBox_List_2017.csv", finding);
  }

  @Test
  void theBoxesOfAFindingAreReadFromTheTableOfTheNih() throws Exception {
    assertThat(parse(TABLE, "Effusion"))
        .isEqualTo(
            Map.of(
                "00099001_003.png",
                List.of(
                    new FindingBox(225.084745762712, 547.019216763771, 86.7796610169491, 79.5),
                    new FindingBox(600, 512, 64, 128.5)),
                "00099003_010.png",
                List.of(new FindingBox(-2.5, 0, 300, 400))));
    assertThat(parse(TABLE, "Mass"))
        .isEqualTo(Map.of("00099001_003.png", List.of(new FindingBox(10, 20, 30, 40))));
  }

  @Test
  void theFindingMayBeInLargeOrSmallLetters() throws Exception {
    assertThat(parse(TABLE, "effusion")).isEqualTo(parse(TABLE, "Effusion")).hasSize(2);
    assertThat(parse(TABLE, "EFFUSION")).isEqualTo(parse(TABLE, "Effusion"));
    assertThat(parse(TABLE, "Effusions")).isEmpty();
  }

  @Test
  void theNihWritesInfiltrateHereAndInfiltrationElsewhere() throws Exception {
    String table = NAMES + "c.png,Infiltrate,1,2,3,4\n";
    assertThat(parse(table, "infiltration")).containsOnlyKeys("c.png");
    assertThat(parse(table, "infiltrate")).containsOnlyKeys("c.png");
  }

  @Test
  void theFirstLineIsNeverABoxAndATableMayHaveNoOther() throws Exception {
    assertThat(parse(NAMES, "Effusion")).isEmpty();
    assertThat(parse("", "Effusion")).isEmpty();
    assertThat(parse("a.png,Effusion,1,2,3,4\n", "Effusion")).isEmpty();
    // Whatever the columns are called, and however many there are.
    assertThat(parse("image\n\na.png,Effusion,1,2,3,4\n", "Effusion")).containsOnlyKeys("a.png");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "b.png,Effusion,1,2,wide,4      | 'wide' is no number: line 3",
        "b.png,Effusion,,2,3,4          | '' is no number: line 3",
        "b.png,Effusion,1,2,3           | but it has 5 values: line 3",
        "b.png,Mass                     | but it has 2 values: line 3",
      })
  void aLineThatIsNoBoxIsNamed(String line, String what) {
    assertUnusable(line, what);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "b.png,Effusion,1,2,-3,4  | it is x 1.0, y 2.0, width -3.0, height 4.0: line 3",
        "b.png,Effusion,1,2,3,0   | it is x 1.0, y 2.0, width 3.0, height 0.0: line 3",
        "b.png,Effusion,1,NaN,3,4 | it is x 1.0, y NaN, width 3.0, height 4.0: line 3",
      })
  void aBoxWithoutASizeIsRefusedWithItsLine(String line, String what) {
    assertUnusable(line, what);
  }

  private static void assertUnusable(String line, String what) {
    String table = NAMES + "a.png,Effusion,1,2,3,4\n" + line + "\n";
    assertThatThrownBy(() -> parse(table, "Effusion"))
        .isInstanceOf(UnusableDataException.class)
        .hasMessageStartingWith(
            "there/BBox_List_2017.csv should be a table of boxes as the NIH publishes it, but ")
        .hasMessageEndingWith(what + ".");
  }

  @Test
  void aBoxNeedsAPlaceAndASize() {
    assertThat(new FindingBox(-1, -2, 0.5, 0.5).width()).isEqualTo(0.5);
    for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new FindingBox(1, 2, bad, 4))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("width " + bad);
      assertThatThrownBy(() -> new FindingBox(1, 2, 3, bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("height " + bad);
    }
    assertThatThrownBy(() -> new FindingBox(Double.NaN, 2, 3, 4))
        .hasMessageContaining("x NaN, y 2.0");
    assertThatThrownBy(() -> new FindingBox(1, Double.NEGATIVE_INFINITY, 3, 4))
        .hasMessageContaining("y -Infinity");
  }

  /** A data set reads no pixels, so the files are a few bytes each. */
  private static Path folder(Path root, String... files) throws IOException {
    for (String file : files) {
      Path path = root.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, "bytes of " + file);
    }
    return root;
  }

  @Test
  void aTableBesideTheClassFoldersSaysWhereTheFindingIs(@TempDir Path temporary) throws Exception {
    Path root =
        folder(
            temporary,
            "effusion/00099001_003.png",
            "effusion/00099002_000.png",
            "normal/00099003_010.png");
    try (Dataset data = Dataset.open(root, Optional.empty())) {
      assertThat(data.knowsPlaces()).isFalse();
    }
    Files.writeString(root.resolve("BBox_List_2017.csv"), TABLE);
    try (Dataset data = Dataset.open(root, Optional.empty())) {
      assertThat(data.leftOut()).isEmpty();
      assertThat(data.knowsPlaces()).isTrue();
      List<Radiograph> radiographs = data.radiographs();
      assertThat(data.boxes(radiographs.get(0)))
          .extracting(FindingBox::x)
          .containsExactly(225.084745762712, 600.0);
      // This one has a box, but of another finding; and a normal image has none, whatever is said.
      assertThat(data.boxes(radiographs.get(1))).isEmpty();
      assertThat(radiographs.get(2).name()).isEqualTo("normal/00099003_010.png");
      assertThat(data.boxes(radiographs.get(2))).isEmpty();
    }
  }

  @Test
  void aTableInAClassFolderIsLeftOutAndSaysNothing(@TempDir Path temporary) throws Exception {
    Path root = folder(temporary, "effusion/00099001_003.png", "normal/n.png");
    Files.writeString(root.resolve("effusion/BBox_List_2017.csv"), TABLE);
    try (Dataset data = Dataset.open(root, Optional.empty())) {
      assertThat(data.leftOut()).containsExactly("effusion/BBox_List_2017.csv");
      assertThat(data.knowsPlaces()).isFalse();
    }
  }

  @Test
  void aTableWithoutTheFindingKnowsNoPlaces(@TempDir Path temporary) throws Exception {
    Path root = folder(temporary, "nodule/00099001_003.png", "normal/n.png");
    Files.writeString(root.resolve("BBox_List_2017.csv"), TABLE);
    try (Dataset data = Dataset.open(root, Optional.empty())) {
      assertThat(data.knowsPlaces()).isFalse();
      assertThat(data.boxes(data.radiographs().get(0))).isEmpty();
    }
  }

  @Test
  void aTableThatIsNoneIsNamedWithItsFolder(@TempDir Path temporary) throws Exception {
    Path root = folder(temporary, "effusion/e.png", "normal/n.png");
    Files.writeString(root.resolve("BBox_List_2017.csv"), NAMES + "e.png,Effusion,1,2,3\n");
    assertThatThrownBy(() -> Dataset.open(root, Optional.empty()).close())
        .isInstanceOf(UnusableDataException.class)
        .hasMessageStartingWith(root + "/BBox_List_2017.csv should be a table of boxes")
        .hasMessageEndingWith("but it has 5 values: line 2.");
  }
}
