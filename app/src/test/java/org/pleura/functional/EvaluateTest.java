package org.pleura.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pleura.cli.Shell.pleura;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pleura.cli.Shell.Ended;
import org.pleura.evaluate.Estimate;

/** {@code evaluate} on tables of predictions that were made elsewhere. */
class EvaluateTest {

  @TempDir private Path folder;

  /** 40 test and 20 validation images of 20 and 10 women and as many men; a shift misleads some. */
  private Path table(String name, double shift) throws IOException {
    StringBuilder table = new StringBuilder("image,patient,label,part,probability,sex\n");
    for (int i = 0; i < 60; i++) {
      int label = i % 2;
      double probability = (i * 37 % 60 + 0.5) / 120 + (label == 1 ? 0.45 : 0.05);
      if (i % 5 == 0) {
        probability = Math.abs(probability - shift);
      }
      table.append(
          String.format(
              Locale.ROOT,
              "i%d,p%d,%d,%s,%.6f,%s%n",
              i,
              i / 2,
              label,
              i < 40 ? "test" : "validation",
              probability,
              i % 4 < 2 ? "F" : "M"));
    }
    return Files.writeString(folder.resolve(name), table.toString());
  }

  @Test
  void commandPageAndFileTellOneIntervalOfOneFigure() throws IOException {
    Ended ended = pleura("evaluate", "--predictions", table("mine.csv", 0.6));
    assertThat(ended.code()).as(ended.messages()).isEqualTo(0);
    Path results = folder.resolve("mine-evaluation");
    JsonNode file = new ObjectMapper().readTree(results.resolve("evaluation.json").toFile());
    String page = Files.readString(results.resolve("evaluation.html"));
    for (String name : List.of("accuracy", "auroc")) {
      JsonNode known = file.path(name + "ByPatient");
      Estimate.Known told =
          new Estimate.Known(
              known.path("value").asDouble(),
              known.path("low").asDouble(),
              known.path("high").asDouble(),
              known.path("interval").asText());
      assertThat(told.method()).startsWith("bootstrap of patients");
      String label = name.equals("auroc") ? "AUROC" : "Test accuracy";
      assertThat(ended.out())
          .containsPattern(
              "(?m)^" + label + " +" + Pattern.quote(told.text() + "   [" + told.method() + "]"))
          .contains("  images independent");
      assertThat(page).contains(told.interval(2) + " (" + told.method() + ")");
    }
  }

  @Test
  void aTableAloneIsEvaluatedBesideItself() throws IOException {
    Path table = table("mine.csv", 0);
    Ended ended =
        pleura("evaluate", "--predictions", table, "--threshold", "youden", "--prevalence", "0.05");
    assertThat(ended.code()).as(ended.messages()).isEqualTo(0);
    assertThat(ended.out())
        .contains("40 test images: 20 positive, 20 negative")
        .contains(": largest Youden index on the validation part (20 cases")
        .contains("always saying 'negative': 0.50", "The accuracy is surely better")
        .contains("At a prevalence of 0.05", "Calibration slope", "Temperature")
        .contains("sex F", "sex M", "the smallest group has 20");
    Path results = folder.resolve("mine-evaluation");
    assertThat(results.resolve("evaluation.json"))
        .content()
        .contains("\"validationCases\": 20", "\"predictiveValuesAtPrevalence\"", "\"subgroups\"")
        .doesNotContain("NaN");
    assertThat(results.resolve("evaluation.html"))
        .content()
        .contains("Evaluation of ", "sex F", "For research and teaching, not for diagnosis.");
    for (String figure :
        new String[] {"09-confusion", "10-roc", "12-reliability", "13-subgroups"}) {
      assertThat(results.resolve("figures/" + figure + ".png")).isNotEmptyFile();
      assertThat(results.resolve("figures/" + figure + ".svg")).isNotEmptyFile();
    }
  }

  @Test
  void twoModelsThatDifferLittleAreNotToldApart() throws IOException {
    Path results = folder.resolve("results");
    Ended ended =
        pleura(
            "evaluate",
            "--predictions",
            table("mine.csv", 0),
            "--against",
            table("other.csv", 0.1),
            "--out",
            results);
    assertThat(ended.code()).as(ended.messages()).isEqualTo(0);
    assertThat(ended.out())
        .contains("on the same 40 test images (by name)", "McNemar's exact test")
        .contains("No difference can be called: ");
    assertThat(results.resolve("evaluation.json")).content().contains("\"comparison\"");
    assertThat(results.resolve("figures/14-comparison.png")).isNotEmptyFile();
    assertThat(results.resolve("evaluation.html")).content().contains("Beside another model");
  }

  @Test
  void modelsOfOtherImagesAreNotCompared() throws IOException {
    Path other = folder.resolve("other.csv");
    Files.writeString(other, "image,label,probability\nx,1,0.5\n");
    Ended ended =
        pleura("evaluate", "--predictions", table("mine.csv", 0), "--against", other, "--json");
    assertThat(ended.code()).isEqualTo(3);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.messages()).contains("are not the same: 40 of the 40 of ", "(i0)");
    assertThat(folder.resolve("mine-evaluation")).doesNotExist();
  }

  @Test
  void groupsComeFromATableOfPatientsToo() throws IOException {
    Path groups = folder.resolve("patients.csv");
    Files.writeString(groups, "patient,age\np0,8\np1,061Y\np2,700\n");
    Ended ended = pleura("evaluate", "--predictions", table("mine.csv", 0), "--groups", groups);
    assertThat(ended.code()).as(ended.messages()).isEqualTo(0);
    assertThat(ended.out()).contains("age 0 to 17", "age 60 to 79", "age not known");
    assertThat(ended.messages())
        .contains("34 of 40 test images are not in ", "2 ages are no number of years");
  }

  @Test
  void whatCannotBeMeasuredSaysWhyAndStopsNothing() throws IOException {
    Path one = Files.writeString(folder.resolve("one.csv"), "label,probability\n1,1\n");
    Ended ended = pleura("evaluate", "--predictions", one, "--threshold", "sensitivity=0.9");
    assertThat(ended.code()).as(ended.messages()).isEqualTo(0);
    assertThat(ended.out())
        .contains("could not be chosen: there are no validation cases")
        .contains("AUROC                  undefined: ", "Calibration slope      undefined: ");
  }

  @Test
  void wrongUsageIsSaidInASentence() throws IOException {
    Path table = table("mine.csv", 0);
    assertThat(pleura("evaluate").messages())
        .contains("Name either the folder of a run or a table");
    assertThat(pleura("evaluate", "--predictions", table, "--data", folder).code()).isEqualTo(2);
    Ended rule = pleura("evaluate", "--predictions", table, "--threshold", "best");
    assertThat(rule.code()).isEqualTo(2);
    assertThat(rule.messages()).contains("'youden' or 'sensitivity=S'", "'best' came");
    Ended prevalence = pleura("evaluate", "--predictions", table, "--prevalence", "1.5");
    assertThat(prevalence.code()).isEqualTo(2);
    assertThat(prevalence.messages()).contains("more than 0 and less than 1, but it is 1.5");
  }
}
