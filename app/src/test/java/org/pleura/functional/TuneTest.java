package org.pleura.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pleura.cli.Shell.pleura;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pleura.cli.Shell.Ended;
import org.pleura.run.Json;

/** {@code tune}, on few small images with a small network. */
class TuneTest {

  private static final String PLAN =
      """
      {
        "name": "tiny",
        "preparation": {"height": 32, "width": 32},
        "network": {"convolutions": ["4@3", "6@3"], "dense": [8], "dropout": 0.2},
        "training": {"epochs": 9, "batchSize": 8, "stepsPerEpoch": null, "learningRate": 0.02}
      }
      """;

  @TempDir private static Path folder;
  private static Path images;
  private static Path plan;
  private static Path out;
  private static Ended ended;

  @BeforeAll
  static void fourConfigurationsOnTwoRungs() throws IOException {
    images = FolderOfImages.draw(folder.resolve("images"), 12);
    plan = Files.writeString(folder.resolve("tiny.json"), PLAN);
    out = folder.resolve("out");
    ended =
        tune(out, "--grid", "training.learningRate=0.02/3e38", "--vary", "network.dropout=0/0.3");
  }

  private static Ended tune(Path where, Object... more) {
    List<Object> words = new ArrayList<>(List.of("tune", images, "--plan", plan, "--out", where));
    words.addAll(List.of(more));
    return pleura(words.toArray());
  }

  @Test
  void theBudgetIsSaidFirstThenEachTrainingThenTheRankingAndWhatItIsWorth() {
    assertThat(ended.code()).as(ended.messages()).isEqualTo(0);
    // 4 for 3 epochs and 1 for 9 are 21 of 9: 2.3 trainings
    assertThat(ended.out())
        .startsWith(
            "Configurations: 4 for 3 of 9 epochs, the best 1 for all 9 epochs; about the work of"
                + " 2.3 whole trainings.\n")
        .contains("the 4 test images are left alone.")
        .containsPattern(
            "\nTrial 1, 3 epochs: loss \\d\\.\\d{4}, AUROC .*   training.learningRate=0.02"
                + " network.dropout=0\n")
        .contains("\nTrial 4, 3 epochs: the loss ran away   training.learningRate=3e38")
        .containsPattern("\n   1 +[12] +9   0\\.\\d{4} .*\n   2 +[12] +3   ")
        .contains("without looking the loss is 0.")
        .contains("The best of many looks better on the validation images than it is")
        .contains("No model was asked about the test images")
        .contains(
            "Evaluate it with: pleura train " + images + " --plan " + out.resolve("best.json"));
    assertThat(out.resolve("tuning.csv"))
        .content()
        .startsWith("trial,rung,epochs,training.learningRate,network.dropout,val_loss,val_auroc,")
        .hasLineCount(1 + 5);
    assertThat(out.resolve("tuning.json")).content().contains("\"ranking\"", "\"auroc\"");
    assertThat(out.resolve("best.json")).content().contains("\"learningRate\": 0.02");
    assertThat(out.resolve("figures/tuning.png")).isNotEmptyFile();
    assertThat(out.resolve("figures/tuning.svg")).isNotEmptyFile();
  }

  @Test
  void itEndsWithAReportThatItsFilesAloneMakeAgain() throws IOException {
    String page = Files.readString(out.resolve("report.html"));
    assertThat(ended.out()).contains("Report: " + out.resolve("report.html"));
    Ended again = pleura("report", out, "--json");
    assertThat(again.code()).as(again.messages()).isEqualTo(0);
    assertThat(again.out()).contains("report.html").doesNotContain("modelCard");
    assertThat(out.resolve("report.html")).content().isEqualTo(page);
    assertThat(out.resolve("model-card.md")).doesNotExist();
    assertThat(page)
        .contains("4 configurations of the plan &#39;tiny&#39; were tried in 5 trainings")
        .contains("id=\"tuning\"", "the test part was not asked", "looks better on the validation")
        .contains("<td>training.learningRate=3e38, network.dropout=0</td>", ">ran away<")
        // 4 of 3 epochs and 1 of 9: 21 epochs
        .containsPattern(">all</th><td class=\"number\">5</td><td class=\"number\">21</td>")
        .contains("about the work of 2.3 whole trainings")
        .contains("Only 1 of 4 configurations were trained to the end")
        .contains("pleura train images --plan best.json --out ../best")
        .doesNotContain("id=\"claim\"", "NaN");
  }

  @Test
  void theRankingOfTheReportIsThatOfTheTable() throws IOException {
    // Of each configuration the longest training; of a loss that ran away there is no number.
    List<String[]> trials = new ArrayList<>();
    List<String> lines = Files.readAllLines(out.resolve("tuning.csv"));
    for (String line : lines.subList(1, lines.size())) {
      // trial, rung, epochs, learning rate, dropout, loss; a trial's rungs follow each other
      String[] cells = line.split(",", -1);
      trials.removeIf(other -> other[0].equals(cells[0]));
      trials.add(cells);
    }
    trials.sort(
        Comparator.comparing((String[] cells) -> cells[5].isEmpty())
            .thenComparing(cells -> -Integer.parseInt(cells[1]))
            .thenComparing(cells -> cells[5].isEmpty() ? 0 : Double.parseDouble(cells[5]))
            .thenComparing(cells -> Integer.parseInt(cells[0])));
    List<String> expected = new ArrayList<>();
    for (String[] cells : trials) {
      String loss =
          cells[5].isEmpty()
              ? "ran away"
              : String.format(Locale.ROOT, "%.4f", Double.parseDouble(cells[5]));
      expected.add(String.join(" ", String.valueOf(expected.size() + 1), cells[0], cells[2], loss));
    }
    // Two whose loss did not run away, one of them on the second rung, and two whose loss did.
    assertThat(expected).hasSize(4);
    String page = Files.readString(out.resolve("report.html"));
    String table = page.substring(page.indexOf("those that were trained longest first"));
    Matcher rows =
        Pattern.compile("<tr>" + "<t[dh][^>]*>([^<]*)</t[dh]>".repeat(4))
            .matcher(table.substring(table.indexOf("<tbody>"), table.indexOf("</table>")));
    List<String> shown = new ArrayList<>();
    while (rows.find()) {
      shown.add(String.join(" ", rows.group(1), rows.group(2), rows.group(3), rows.group(4)));
    }
    assertThat(shown).isEqualTo(expected);
  }

  @Test
  void ofOneThatIsNotOverWhatIsDoneIsTold() throws IOException {
    Path half = folder.resolve("half");
    try (Stream<Path> all = Files.walk(out)) {
      for (Path one : all.toList()) {
        Files.copy(one, half.resolve(out.relativize(one)));
      }
    }
    // The four of the first rung are done; that of the best for all epochs is to come.
    ObjectNode tuning = json(half.resolve("tuning.json"));
    assertThat(((ArrayNode) tuning.path("trainings")).remove(4).path("rung").asInt()).isEqualTo(2);
    Files.writeString(half.resolve("tuning.json"), tuning.toString());
    ObjectNode provenance = json(half.resolve("provenance.json"));
    Files.writeString(half.resolve("provenance.json"), provenance.putNull("finished").toString());
    Ended told = pleura("report", half);
    assertThat(told.code()).as(told.messages()).isEqualTo(0);
    assertThat(Files.readString(half.resolve("report.html")))
        .contains("4 of at most 5 trainings are done", "The best so far is trial ")
        .contains("0 of 4 configurations are trained to the end so far.")
        .contains("each configuration is to be trained for a part of its epochs")
        .contains("What the search cost so far.")
        .doesNotContain("left behind", "was trained for a part", "The best is trial");
  }

  private static ObjectNode json(Path file) throws IOException {
    return (ObjectNode) Json.parsed(Files.readString(file));
  }

  @Test
  void aSearchThatHasTrainedNothingHasNoReport() throws IOException {
    Path begun = folder.resolve("begun");
    Files.createDirectories(begun);
    for (String name : List.of("plan.json", "provenance.json", "split.csv")) {
      Files.copy(out.resolve(name), begun.resolve(name));
    }
    Files.writeString(
        begun.resolve("tuning.json"),
        "{\"configurations\": [[\"network.dropout=0\"]], \"rungs\": [{\"trials\": 1,"
            + " \"partOfEpochs\": 1}], \"trainings\": []}");
    Ended early = pleura("report", begun);
    assertThat(early.code()).isEqualTo(1);
    assertThat(early.messages()).contains("go on with it (tune --resume)").hasLineCount(1);
    Files.writeString(
        begun.resolve("tuning.json"),
        Files.readString(begun.resolve("tuning.json"))
            .replace("\"trainings\": []", "\"trainings\": [{\"trial\": 2, \"rung\": 1}]"));
    assertThat(pleura("report", begun).messages())
        .contains("tuning.json is damaged: a training must be of one of the configurations")
        .hasLineCount(1);
  }

  @Test
  void theBestPlanTrainedIsTheBestTrialToTheBit() throws IOException {
    Path run = folder.resolve("run");
    Ended trained = pleura("train", images, "--plan", out.resolve("best.json"), "--out", run);
    assertThat(trained.code()).as(trained.messages()).isEqualTo(0);
    Path best = out.resolve("trial-" + (Files.exists(out.resolve("trial-2/epochs-9")) ? 2 : 1));
    assertThat(best.resolve("epochs-9/model.keras"))
        .hasSameBinaryContentAs(run.resolve("model.keras"));
    assertThat(best.resolve("epochs-9/split.csv")).hasSameBinaryContentAs(run.resolve("split.csv"));
    assertThat(Files.readString(best.resolve("epochs-9/predictions.csv")))
        .contains(",validation,")
        .doesNotContain(",test,", ",train,");
  }

  @Test
  void aFinishedOneHasNothingToGoOnWithAndIsReplacedByForceAlone() {
    Ended resumed = pleura("tune", "--resume", out);
    assertThat(resumed.code()).as(resumed.messages()).isEqualTo(0);
    assertThat(resumed.out()).contains("is finished; its figures are in ");
    Ended again = tune(out, "--vary", "network.dropout=0/0.3");
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.messages()).contains("already holds a search", "tune --resume");
    assertThat(pleura("train", "--resume", out).messages()).contains("holds a search");
    // Nor does one of its trials have anything to go on with.
    assertThat(pleura("train", "--resume", out.resolve("trial-1/epochs-3")).out())
        .contains("epochs-3 is finished");
    assertThat(pleura("tune", "--resume", images).messages())
        .contains("has no tuning.json, so it is not the folder of a search.");
  }

  @Test
  void aPresetTrainsAllItsValuesToTheEndAndSetStandsAboveIt() {
    Path where = folder.resolve("preset");
    Ended preset =
        tune(where, "--preset", "early-stopping", "--set", "training.epochs=4", "--json");
    assertThat(preset.code()).as(preset.messages()).isEqualTo(0);
    assertThat(preset.out()).startsWith("{").contains("\"training.patience=null\"", "\"best\": ");
    assertThat(where.resolve("trial-4/epochs-4/model.keras")).isNotEmptyFile();
  }

  @Test
  void withoutAWordTheUsualSpaceIsSearchedAndASpaceMayBeAFile() throws IOException {
    Ended usual =
        tune(folder.resolve("usual"), "--trials", 2, "--set", "training.epochs=1", "--quiet");
    assertThat(usual.code()).as(usual.messages()).isEqualTo(0);
    assertThat(usual.out()).contains("training.learningRate=0.0", "network.convolutions=");
    Path space =
        Files.writeString(
            folder.resolve("space.json"), "{\"augmentation.rotationRange\": \"0..9\"}");
    Ended file =
        tune(
            folder.resolve("file"),
            "--space",
            space,
            "--trials",
            3,
            "--no-halving",
            "--set",
            "training.epochs=3");
    assertThat(file.code()).as(file.messages()).isEqualTo(0);
    assertThat(file.out())
        .contains("Configurations: 3 for all 3 epochs; about the work of 3.0 whole trainings.");
  }

  @Test
  void labelsOfATableServeToTuneAndToEvaluateOnOtherImages() throws IOException {
    Path films = folder.resolve("films");
    Path table = folder.resolve("films.csv");
    StringBuilder rows = new StringBuilder("Image Index,Finding Labels,Patient ID\n");
    Path drawn = FolderOfImages.draw(folder.resolve("drawn"), 14);
    Files.createDirectories(films);
    for (int i = 0; i < 14; i++) {
      Files.copy(drawn.resolve("effusion/e" + i + ".png"), films.resolve("a" + i + ".png"));
      Files.copy(drawn.resolve("normal/n" + i + ".png"), films.resolve("b" + i + ".png"));
      rows.append(
          "a" + i + ".png,Effusion," + i + "\nb" + i + ".png,No Finding," + (50 + i) + "\n");
    }
    Files.writeString(table, rows);
    Path where = folder.resolve("by-table");
    Ended tuned =
        pleura(
            "tune",
            films,
            "--csv",
            table,
            "--positive",
            "Effusion",
            "--plan",
            plan,
            "--out",
            where,
            "--set",
            "training.epochs=1",
            "--vary",
            "network.dropout=0/0.5");
    assertThat(tuned.code()).as(tuned.messages()).isEqualTo(0);
    assertThat(tuned.messages()).contains("Patient overlap: ");
    assertThat(tuned.out()).contains("--csv " + table + " --positive Effusion --plan ");

    Path trial = where.resolve("trial-1/epochs-1");
    Ended evaluated =
        pleura("evaluate", trial, "--data", films, "--csv", table, "--positive", "Effusion");
    assertThat(evaluated.code()).as(evaluated.messages()).isEqualTo(0);
    assertThat(evaluated.out()).contains("28 test images: 14 ");
    Ended otherwise =
        pleura(
            "evaluate",
            trial,
            "--data",
            films,
            "--csv",
            table,
            "--positive",
            "No Finding",
            "--negative",
            "Effusion");
    assertThat(otherwise.code()).isEqualTo(2);
    assertThat(otherwise.messages()).contains("with other labels; name another folder");
    Ended alone = pleura("evaluate", trial);
    assertThat(alone.messages()).doesNotContain("\tat ", "should not have happened");
    assertThat(alone.code()).isNotEqualTo(0);
    assertThat(alone.messages()).contains("validation");
  }
}
