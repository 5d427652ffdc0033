package org.pleura.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pleura.data.Part;
import org.pleura.data.Particulars;
import org.pleura.evaluate.Grouping;

class GroupingsTest {

  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("table.csv"), text);
  }

  private static Prediction test(String image, String patient) {
    return new Prediction(
        image, Optional.of(patient), 1, Part.TEST, Optional.empty(), 0.5f, Particulars.UNKNOWN);
  }

  @Test
  void theColumnsOfThePredictionsGroupTheirTestImages() throws IOException {
    Groupings found =
        Groupings.inPredictions(
            file(
                """
                label,probability,part,sex,age
                1,0.5,train,F,1
                1,0.5,test,F,41
                0,0.5,test,,87
                """));
    assertThat(found.groupings())
        .containsExactly(
            new Grouping("sex", List.of("F", "")),
            new Grouping("age", List.of("40 to 59", "80 and over")));
    assertThat(found.notes()).isEmpty();
  }

  @Test
  void whatTheDataTellOfAnImageGroupsItsPredictionWithoutAnotherTable() throws IOException {
    Particulars woman =
        new Particulars(Optional.of("PA"), OptionalInt.of(58), Optional.of("F"), OptionalInt.of(3));
    List<Prediction> predictions =
        List.of(
            new Prediction("a", Optional.of("1"), 1, Part.TEST, Optional.of(0f), 0.5f, woman),
            test("b", "2"));
    Path file = folder.resolve("predictions.csv");
    PredictionsFile.write(file, predictions);
    assertThat(file)
        .content()
        .startsWith("image,patient,label,part,logit,probability,sex,age,view,followup\na,1,1,test,")
        .contains(",0.5,F,58,PA,3\nb,2,1,test,,0.5,,,,\n");
    assertThat(PredictionsFile.read(file)).isEqualTo(predictions);
    assertThat(Groupings.inPredictions(file).groupings())
        .containsExactly(
            new Grouping("sex", List.of("F", "")),
            new Grouping("age", List.of("40 to 59", "")),
            new Grouping("view", List.of("PA", "")));
  }

  @Test
  void nihsTableIsFoundByTheImagesNameWithoutItsFolder() throws IOException {
    Groupings found =
        Groupings.inTable(
            file(
                """
                Image Index,Patient ID,Patient Age,Patient Gender,View Position
                a.png,1,058Y,M,PA
                b.png,2,411,F,AP
                """),
            List.of(test("effusion/b.png", "2"), test("normal/a.png", "1"), test("c.png", "3")));
    assertThat(found.groupings())
        .containsExactly(
            new Grouping("sex", List.of("F", "M", "")),
            new Grouping("age", List.of("", "40 to 59", "")),
            new Grouping("view", List.of("AP", "PA", "")));
    assertThat(found.notes().get(0)).startsWith("1 of 3 test images are not in ");
    assertThat(found.notes().get(1)).startsWith("1 ages are no number of years from 0 to 120");
  }

  @Test
  void aTableOfPatientsServesAllTheirImages() throws IOException {
    Groupings found =
        Groupings.inTable(
            file("patient,sex\np1,F\np2,M\n"), List.of(test("a", "p2"), test("b", "p1")));
    assertThat(found.groupings()).containsExactly(new Grouping("sex", List.of("M", "F")));
  }

  @Test
  void twoAnswersForOnePatientAreRefused() throws IOException {
    Path file = file("patient,sex\np1,F\np1,F\np1,M\n");
    assertThatThrownBy(() -> Groupings.inTable(file, List.of(test("a", "p1"))))
        .hasMessageContaining("table.csv line 4: says another sex, age or view of 'p1'");
  }

  @Test
  void aTableWithoutAKeyIsRefusedAndFreeTextMakesNoGroups() throws IOException {
    Path keyless = file("sex\nF\n");
    assertThatThrownBy(() -> Groupings.inTable(keyless, List.of()))
        .hasMessageContaining("neither a column image nor a column patient");
    StringBuilder text = new StringBuilder("label,probability,view\n");
    for (int i = 0; i < 13; i++) {
      text.append("1,0.5,view ").append(i).append('\n');
    }
    Groupings found = Groupings.inPredictions(file(text.toString()));
    assertThat(found.groupings()).isEmpty();
    assertThat(found.notes().get(0)).contains("13 different values");
  }

  @ParameterizedTest
  @CsvSource({
    "17,0 to 17",
    "17.9,0 to 17",
    "18,18 to 39",
    "79,60 to 79",
    "018M,0 to 17",
    "120,80 and over",
    "121,''",
    "-3,''",
    "old,''",
    "99999999999,''",
    "003W,0 to 17"
  })
  void agesFallIntoBands(String age, String band) {
    assertThat(Groupings.band(age)).isEqualTo(band);
  }
}
