package org.pleura.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data set reads no pixels, so the images here are a few bytes each. */
class LabellingTest {
  private static final String NIH_HEAD =
      "Image Index,Finding Labels,Follow-up #,Patient ID,Patient Age,Patient Gender,View"
          + " Position\n";

  @TempDir Path temporary;

  private Path images(String... names) throws IOException {
    Path root = temporary.resolve("films");
    for (String name : names) {
      Path file = root.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "bytes of " + name);
    }
    return root;
  }

  private Path table(String text) throws IOException {
    return Files.writeString(temporary.resolve("table.csv"), text);
  }

  private static Labelling findings(Path table, String positive, String negative) {
    return new Labelling(
        Optional.of(table),
        Map.of(),
        Optional.of(positive),
        Optional.of(negative),
        Optional.empty());
  }

  @Test
  void aFindingOfTheNihIsToldFromNoFinding() throws Exception {
    Path root =
        images(
            "images_001/images/00000001_000.png",
            "images_001/images/00000001_001.png",
            "images_002/images/00000002_000.png",
            "images_002/images/00000003_000.png");
    Path table =
        table(
            NIH_HEAD
                + "00000001_000.png,Cardiomegaly|Effusion,0,1,58,M,PA\n"
                + "00000001_001.png,Cardiomegaly,1,1,059Y,M,AP\n"
                + "00000002_000.png,No Finding,0,2,81,F,PA\n"
                + "00000009_000.png,Effusion,0,9,81,F,PA\n");
    try (Dataset data = Dataset.open(root, findings(table, "effusion", "No Finding"))) {
      assertThat(data.radiographs())
          .extracting(Radiograph::name)
          .containsExactly(
              "images_001/images/00000001_000.png", "images_002/images/00000002_000.png");
      Radiograph effusion = data.radiographs().get(0);
      assertThat(effusion.label()).isEqualTo(1);
      assertThat(effusion.patient()).contains("00000001");
      assertThat(data.particulars(effusion))
          .isEqualTo(
              new Particulars(
                  Optional.of("PA"), OptionalInt.of(58), Optional.of("M"), OptionalInt.of(0)));
      assertThat(data.radiographs().get(1).label()).isZero();
      // Cardiomegaly alone is neither; the image of patient 3 has no row.
      assertThat(data.ofNeitherClass())
          .isEqualTo(Map.of("neither 'effusion' nor 'No Finding'", 1, "not in the table", 1));
    }
  }

  @Test
  void columnsOfTheirOwnHaveFourValues() throws Exception {
    Path root = images("a.png", "b.png", "c.png", "d.png", "e.png");
    Path table =
        table(
            "Path,subject_id,Pleural Effusion,No Finding\n"
                + "a.png,7,1.0,\nb.png,8,,1.0\nc.png,9,-1.0,\nd.png,9,0.0,\ne.png,9,,\n");
    try (Dataset data = Dataset.open(root, findings(table, "Pleural Effusion", "No Finding"))) {
      assertThat(data.radiographs()).extracting(Radiograph::name).containsExactly("a.png", "b.png");
      assertThat(data.ofNeitherClass())
          .isEqualTo(
              Map.of(
                  "'Pleural Effusion' uncertain",
                  1,
                  "neither 'Pleural Effusion' nor 'No Finding'",
                  2));
    }
    FilmTable films = FilmTable.parse(Files.readString(table), "table.csv", Map.of());
    FindingStatus[] expected = {
      FindingStatus.PRESENT,
      FindingStatus.NOT_MENTIONED,
      FindingStatus.UNCERTAIN,
      FindingStatus.ABSENT,
      FindingStatus.NOT_MENTIONED
    };
    for (int row = 0; row < expected.length; row++) {
      assertThat(films.status(row, "Pleural Effusion")).isEqualTo(expected[row]);
    }
  }

  @Test
  void inTheNihsListNoFindingMeansThatAllAreAbsent() throws Exception {
    FilmTable films =
        FilmTable.parse(
            NIH_HEAD + "a.png,Mass,0,1,5,M,PA\nb.png,No Finding,0,1,5,M,PA\n", "t.csv", Map.of());
    assertThat(films.status(0, "Mass")).isEqualTo(FindingStatus.PRESENT);
    assertThat(films.status(0, "Effusion")).isEqualTo(FindingStatus.NOT_MENTIONED);
    assertThat(films.status(1, "Effusion")).isEqualTo(FindingStatus.ABSENT);
  }

  @Test
  void aTableMayOnlySayWhoIsOnTheImagesOfClassFolders() throws Exception {
    Path root = images("normal/n.png", "effusion/e.png");
    Path table = table("bild,wer\nnormal/n.png,Nora\ne.png,Emil\n");
    Labelling labelling =
        new Labelling(
            Optional.of(table),
            Map.of("image", "bild", "patient", "wer"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    try (Dataset data = Dataset.open(root, labelling)) {
      assertThat(data.positiveClass()).isEqualTo("effusion");
      assertThat(data.radiographs())
          .extracting(one -> one.patient().orElseThrow())
          .containsExactly("Emil", "Nora");
    }
  }

  @Test
  void aPatternFindsThePatientInTheName() throws Exception {
    Path root = images("normal/pat7_a.png", "effusion/pat12_b.png");
    Labelling labelling =
        new Labelling(
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(Pattern.compile("pat(\\d+)_")));
    try (Dataset data = Dataset.open(root, labelling)) {
      assertThat(data.radiographs())
          .extracting(one -> one.patient().orElseThrow())
          .containsExactly("12", "7");
    }
    images("normal/other.png");
    assertThatThrownBy(() -> Dataset.open(root, labelling).close())
        .isInstanceOf(UnusableDataException.class)
        .hasMessageContaining("not in normal/other.png");
  }

  @Test
  void whatTheTableDoesNotKnowIsSaid() throws Exception {
    Path root = images("a.png", "b.png");
    Path table = table("image,findings\na.png,Mass\nb.png,No Finding\n");
    assertThatThrownBy(() -> Dataset.open(root, findings(table, "Effusion", "No Finding")).close())
        .isInstanceOf(UnusableDataException.class)
        .hasMessageContaining(
            "there are 0 and 1; the table knows the findings [Mass, No Finding].");
    assertThatThrownBy(() -> FilmTable.parse("a,b\n1,2\n", "t.csv", Map.of()))
        .isInstanceOf(UnusableDataException.class)
        .hasMessageContaining("names the image of each row")
        .hasMessageContaining("[a, b]");
    assertThatThrownBy(
            () -> FilmTable.parse("image,followup\na.png,late\n", "t.csv", Map.of()).particulars(0))
        .isInstanceOf(UnusableDataException.class)
        .hasMessageContaining("t.csv line 2")
        .hasMessageContaining("'late'");
    assertThatThrownBy(() -> FilmTable.parse("image\na.png\na.png\n", "t.csv", Map.of()))
        .isInstanceOf(UnusableDataException.class)
        .hasMessageContaining("a.png has a row already");
  }

  @Test
  void filesOfOneNameInTwoFoldersNeedTheirPaths() throws Exception {
    FilmTable films = FilmTable.parse("path,patient\nx/a.png,1\ny/a.png,2\n", "t.csv", Map.of());
    assertThat(films.row("x/a.png")).hasValue(0);
    assertThat(films.row("root/y/a.png")).hasValue(1);
    assertThat(films.row("z/a.png")).as("a file of the same name in another folder").isEmpty();
    assertThatThrownBy(() -> films.row("a.png"))
        .isInstanceOf(UnusableDataException.class)
        .hasMessageContaining("several rows whose path ends with a.png");
  }

  @Test
  void aBareNameIsThatOfOneImageInAnyFolderAndOfTwoItIsRefused() throws Exception {
    FilmTable films = FilmTable.parse("image,patient\na.png,1\nb.png,2\n", "t.csv", Map.of());
    assertThat(films.row("normal/b.png")).hasValue(1);
    assertThat(films.row("normal/a.png")).hasValue(0);
    assertThat(films.row("normal/a.png")).as("the same image again").hasValue(0);
    assertThatThrownBy(() -> films.row("effusion/a.png"))
        .isInstanceOf(UnusableDataException.class)
        .hasMessage(
            "t.csv has one row for a.png, which could be normal/a.png or effusion/a.png; write in"
                + " the table in which folder it lies, or keep one of the two.");
  }

  /** Irvin et al., AAAI 2019: every file is called view1_frontal.jpg, five levels down. */
  @Test
  void cheXpertsPathsAreFoundFromEachOfItsFolders() throws Exception {
    String small = "CheXpert-v1.0-small/";
    String first = "patient00001/study1/view1_frontal.jpg";
    String second = "patient00002/study2/view1_frontal.jpg";
    Path films =
        images(
            small + "train/" + first,
            small + "train/" + second,
            small + "valid/" + first,
            small + "train/patient00003/study1/view1_frontal.jpg");
    Path table =
        table(
            "Path,Sex,Age,Frontal/Lateral,AP/PA,No Finding,Pleural Effusion\n"
                + small
                + "train/%s,Female,68,Frontal,AP,,1.0\n".formatted(first)
                + small
                + "train/%s,Male,0,Frontal,PA,1.0,\n".formatted(second));
    Labelling labelling = findings(table, "Pleural Effusion", "No Finding");
    String[] tops = {"", small, small + "train/"};
    for (String top : tops) {
      try (Dataset data = Dataset.open(films.resolve(top), labelling)) {
        String before = (small + "train/").substring(top.length());
        assertThat(data.radiographs())
            .extracting(Radiograph::name)
            .containsExactly(before + first, before + second);
        assertThat(data.particulars(data.radiographs().get(0)))
            .isEqualTo(
                new Particulars(
                    Optional.of("AP"),
                    OptionalInt.of(68),
                    Optional.of("Female"),
                    OptionalInt.empty()));
        // The third patient, and of the folders above also the validation's image of the first.
        assertThat(data.ofNeitherClass())
            .containsEntry("not in the table", top.length() > 20 ? 1 : 2);
      }
    }
  }

  @Test
  void oddAgesAreNotKnownAndCounted() throws Exception {
    Path root = images("a.png", "b.png", "c.png", "d.png", "e.png", "f.png");
    Path table =
        table(
            "image,findings,age\na.png,Effusion,058Y\nb.png,No Finding,000Y\nc.png,Effusion,\n"
                + "d.png,Effusion,414\ne.png,No Finding,old\nf.png,No Finding,18.0\n");
    try (Dataset data = Dataset.open(root, findings(table, "Effusion", "No Finding"))) {
      // a, c and d have the finding; what is empty is not known, but not odd.
      assertThat(data.radiographs())
          .extracting(one -> data.particulars(one).age())
          .containsExactly(
              OptionalInt.of(58),
              OptionalInt.empty(),
              OptionalInt.empty(),
              OptionalInt.of(0),
              OptionalInt.empty(),
              OptionalInt.of(18));
      assertThat(data.oddAges())
          .contains("Ages that are no number of years from 0 to 120, and count as not known: 2.");
    }
  }
}
