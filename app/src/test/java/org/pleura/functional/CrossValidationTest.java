package org.pleura.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pleura.cli.Shell.pleura;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pleura.cli.Shell.Ended;

/** {@code train --folds --seeds}, on few small images with a small network. */
class CrossValidationTest {

  private static final String PLAN =
      """
      {
        "name": "tiny",
        "preparation": {"height": 32, "width": 32},
        "network": {"convolutions": ["4@3", "6@3"], "dense": [8], "dropout": 0.2},
        "training": {"epochs": 2, "batchSize": 8, "stepsPerEpoch": null, "learningRate": 0.02}
      }
      """;

  @TempDir private static Path folder;
  private static Path images;
  private static Path plan;
  private static Path out;
  private static Ended ended;

  @BeforeAll
  static void threeFoldsWithTwoSeeds() throws IOException {
    images = FolderOfImages.draw(folder.resolve("images"), 12);
    plan = Files.writeString(folder.resolve("tiny.json"), PLAN);
    out = folder.resolve("out");
    ended = folds(out, "--seeds", 2);
  }

  private static Ended folds(Path where, Object... more) {
    Object[] words = new Object[8 + more.length];
    Object[] first = {"train", images, "--plan", plan, "--folds", 3, "--out", where};
    System.arraycopy(first, 0, words, 0, first.length);
    System.arraycopy(more, 0, words, first.length, more.length);
    return pleura(words);
  }

  @Test
  void theTableHasEveryFoldTheMeanAllTogetherAndTheSeeds() {
    assertThat(ended.code()).as(ended.messages()).isEqualTo(0);
    // 24 images in 3 folds: 4 of each class in each
    assertThat(ended.out())
        .contains("Seed 42, fold 1/3: AUROC ", "Seed 1042, fold 3/3: AUROC ")
        .containsPattern("\n  fold 2 +8 +4 +\\d")
        .containsPattern("\n  mean over folds +[01]\\.\\d\\d \\(SD 0\\.\\d\\d\\)")
        .containsPattern("\n  all folds together +24 +12 +[01]\\.\\d\\d \\(.*  0\\.50\n")
        .containsPattern(
            "\nOver 2 seeds: smallest / mean / largest\n +AUROC +accuracy\n  mean over folds")
        .contains("The headline is the mean over the folds", "Intervals: AUROC DeLong")
        .contains("always saying the more frequent class");
    assertThat(ended.messages())
        .contains("The plan's split is not used", "which images show the same patient");
    assertThat(out.resolve("crossvalidation.json"))
        .content()
        .contains("\"folds\": 3", "\"bySeed\"", "\"overSeeds\"", "\"majorityBaseline\"")
        .doesNotContain("NaN");
  }

  @Test
  void itEndsWithAReportThatItsFilesAloneMakeAgain() throws IOException {
    byte[] atTheEnd = Files.readAllBytes(out.resolve("report.html"));
    Ended again = pleura("report", out);
    assertThat(again.code()).as(again.messages()).isEqualTo(0);
    assertThat(again.out()).contains("Report: ").doesNotContain("Model card");
    assertThat(Files.readAllBytes(out.resolve("report.html"))).isEqualTo(atTheEnd);
    assertThat(out.resolve("model-card.md")).doesNotExist();
    String page = Files.readString(out.resolve("report.html"));
    List<String> anchors = new ArrayList<>();
    Matcher section = Pattern.compile("<section id=\"([^\"]+)\">").matcher(page);
    while (section.find()) {
      anchors.add(section.group(1));
    }
    assertThat(anchors)
        .containsExactly(
            "data",
            "plan",
            "curves",
            "folds",
            "figures",
            "mistakes",
            "limits",
            "provenance",
            "claim",
            "tripod");
    Matcher link = Pattern.compile("href=\"#([^\"]*)\"").matcher(page);
    while (link.find()) {
      assertThat(page).contains("id=\"" + link.group(1) + "\"");
    }
    assertThat(page)
        .contains("id=\"10-roc\"", "id=\"12-reliability\"", "Patient overlap: unknown")
        .contains("of 24 test images rightly", "Drawn at random with the seeds 42, 1042")
        .contains("--folds 3 --seeds 2", "So the mean over the folds has no interval.")
        .doesNotContain("NaN", "Divided at random as the lesson does");
  }

  @Test
  void everyFoldAndSeedStandsInTheReportAsInTheJson() throws IOException {
    JsonNode json = new ObjectMapper().readTree(out.resolve("crossvalidation.json").toFile());
    String page =
        Files.readString(out.resolve("report.html"))
            .replaceAll("<span class=\"interval\">([^<]*)</span>", "$1");
    int figures = 0;
    for (JsonNode seed : json.get("bySeed")) {
      List<JsonNode> rows = new ArrayList<>(List.of(seed.get("pooled")));
      seed.get("byFold").forEach(rows::add);
      for (JsonNode row : rows) {
        for (String name : List.of("auroc", "accuracy")) {
          JsonNode figure = row.get(name);
          assertThat(page)
              .contains(
                  String.format(
                      Locale.ROOT,
                      "<td class=\"number\">%.2f (%.2f to %.2f)</td>",
                      figure.get("value").asDouble(),
                      figure.get("low").asDouble(),
                      figure.get("high").asDouble()));
          figures++;
        }
      }
      assertThat(page)
          .contains(
              String.format(
                  Locale.ROOT,
                  ">%.2f (SD %.2f)<",
                  seed.at("/auroc/mean").asDouble(),
                  seed.at("/auroc/standardDeviation").asDouble()));
    }
    // 2 seeds of 3 folds and all together, each with 2 figures
    assertThat(figures).isEqualTo(2 * (3 + 1) * 2);
  }

  @Test
  void theWorstMistakesOfAllFoldsAreNamedWithTheirFoldAndHowManySeedsMadeThem() throws IOException {
    String page = Files.readString(out.resolve("report.html"));
    Map<String, String> folds = new HashMap<>();
    for (String line : Files.readAllLines(out.resolve("folds.csv"))) {
      String[] cells = line.split(",", -1);
      folds.put(cells[0], cells[4]);
    }
    List<String[]> first = wrong("seed-42");
    List<String> second = wrong("seed-1042").stream().map(cells -> cells[0]).toList();
    // Those of which the model was surest: the farthest from their label.
    first.sort(Comparator.comparingDouble(cells -> -Math.abs(said(cells) - label(cells))));
    assertThat(page)
        .contains("with seed 42, " + first.size() + " of 24 images were called wrongly");
    List<String> rows = new ArrayList<>();
    for (String[] cells : first.subList(0, Math.min(12, first.size()))) {
      rows.add(
          "<th scope=\"row\">%s</th><td>unknown</td><td class=\"number\">%s</td><td>%s</td><td class=\"number\">%s</td><td class=\"number\">%d</td>"
              .formatted(
                  cells[0],
                  folds.get(cells[0]),
                  label(cells) == 1 ? "effusion" : "normal",
                  String.format(Locale.ROOT, "%.4f", said(cells)),
                  second.contains(cells[0]) ? 2 : 1));
    }
    assertThat(page).contains(rows);
  }

  /**
   * The lines of predictions.csv that are wrong: image, patient, label, part, logit, probability.
   */
  private static List<String[]> wrong(String seed) throws IOException {
    List<String[]> wrong = new ArrayList<>();
    List<String> lines = Files.readAllLines(out.resolve(seed + "/predictions.csv"));
    assertThat(lines.get(0)).startsWith("image,patient,label,part,logit,probability");
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      if (said(cells) > 0.5 != (label(cells) == 1)) {
        wrong.add(cells);
      }
    }
    return wrong;
  }

  private static double said(String[] cells) {
    return Double.parseDouble(cells[5]);
  }

  private static int label(String[] cells) {
    return Integer.parseInt(cells[2]);
  }

  @Test
  void withoutItsImagesTheReportIsMadeAndWithoutASeedItIsNot() throws IOException {
    Path copy = folder.resolve("copy");
    try (Stream<Path> tree = Files.walk(out)) {
      for (Path path : tree.toList()) {
        Files.copy(path, copy.resolve(out.relativize(path).toString()));
      }
    }
    Path provenance = copy.resolve("provenance.json");
    Files.writeString(
        provenance,
        Files.readString(provenance).replace(images.toString(), folder.resolve("gone").toString()));
    assertThat(pleura("report", copy).code()).isEqualTo(0);
    assertThat(wrong("seed-42")).isNotEmpty();
    assertThat(copy.resolve("report.html")).content().contains("The images are not shown");
    Path json = copy.resolve("crossvalidation.json");
    ObjectNode begun = (ObjectNode) new ObjectMapper().readTree(json.toFile());
    begun.remove("bySeed");
    Files.writeString(json, begun.toString());
    Ended early = pleura("report", copy);
    assertThat(early.code()).isEqualTo(1);
    assertThat(early.messages()).contains("go on with it (train --resume)").hasLineCount(1);
  }

  @Test
  void aFoldIsOpenedByTheOtherCommandsAndACrossValidationSendsThemThere() {
    Path fold = out.resolve("seed-1042/fold-2");
    Path image = images.resolve("effusion/e3.png");
    Ended evaluated = pleura("evaluate", fold, "--threshold", "youden");
    assertThat(evaluated.code()).as(evaluated.messages()).isEqualTo(0);
    assertThat(evaluated.out()).contains("8 test images: 4 effusion, 4 normal");
    Ended explained = pleura("explain", fold, image);
    assertThat(explained.code()).as(explained.messages()).isEqualTo(0);
    assertThat(pleura("evaluate", out).messages())
        .contains("holds a cross-validation", "seed-42/fold-1");
    assertThat(pleura("predict", out.resolve("seed-42"), image).messages())
        .contains("each of which has a model of its own");
  }

  @Test
  void anotherPlanIsComparedOnTheSameFolds() {
    Path other = folder.resolve("other");
    Ended made = folds(other, "--set", "network.dense=4", "--seed", 5);
    assertThat(made.code()).as(made.messages()).isEqualTo(0);
    assertThat(made.out()).doesNotContain("Over ");
    assertThat(other.resolve("folds.csv")).hasSameBinaryContentAs(out.resolve("folds.csv"));
    Ended bySeed = pleura("evaluate", out.resolve("seed-42"), "--against", other.resolve("seed-5"));
    assertThat(bySeed.code()).as(bySeed.messages()).isEqualTo(0);
    assertThat(bySeed.out()).contains("on the same 24 test images (by SHA-256)");
    Ended byTable =
        pleura(
            "evaluate",
            "--predictions",
            out.resolve("seed-42/predictions.csv"),
            "--against",
            other.resolve("seed-5/predictions.csv"),
            "--out",
            folder.resolve("tables"));
    assertThat(byTable.code()).as(byTable.messages()).isEqualTo(0);
    assertThat(byTable.out()).contains("on the same 24 test images (by name)");
  }

  @Test
  void aFinishedOneHasNothingToGoOnWithAndIsReplacedByForceAlone() throws IOException {
    Ended resumed = pleura("train", "--resume", out);
    assertThat(resumed.code()).as(resumed.messages()).isEqualTo(0);
    assertThat(resumed.out()).contains("is finished; its figures are in ");
    Ended fold = pleura("train", "--resume", out.resolve("seed-42/fold-1"));
    assertThat(fold.out()).contains("fold-1 is finished").doesNotContain("report");
    assertThat(folds(out).code()).isEqualTo(2);
    Path twice = folder.resolve("twice");
    assertThat(folds(twice, "--seeds", 2, "--threads", 1, "--quiet").code()).isEqualTo(0);
    assertThat(twice.resolve("crossvalidation.json"))
        .hasSameTextualContentAs(out.resolve("crossvalidation.json"));
    Ended replaced = folds(twice, "--force", "--json");
    assertThat(replaced.out()).startsWith("{").contains("\"folds\": 3");
    assertThat(twice.resolve("seed-1042")).doesNotExist();
  }

  @Test
  void nonsenseIsRefusedInOneSentence() {
    Path nowhere = folder.resolve("nowhere");
    refused(2, "--folds must be 2 or more, but it is 1.", images, "--folds", 1);
    refused(2, "--seeds must be 1 to 1000, but it is 0.", images, "--folds", 2, "--seeds", 0);
    refused(2, "so it needs --folds.", images, "--seeds", 2, "--out", nowhere);
    refused(2, "cannot stand beside it.", "--resume", out, "--folds", 3);
    refused(2, "cannot stand beside it.", "--resume", out.resolve("seed-42/fold-1"), "--folds", 3);
    refused(
        3,
        "13 folds need as many images of each class, but 'normal' has 12",
        images,
        "--folds",
        13,
        "--out",
        nowhere);
    assertThat(nowhere).doesNotExist();
  }

  private static void refused(int code, String sentence, Object... words) {
    Object[] all = new Object[words.length + 1];
    all[0] = "train";
    System.arraycopy(words, 0, all, 1, words.length);
    Ended refused = pleura(all);
    assertThat(refused.code()).as(refused.messages()).isEqualTo(code);
    assertThat(refused.messages()).contains(sentence).doesNotContain("\tat ");
    assertThat(refused.out()).isEmpty();
  }
}
