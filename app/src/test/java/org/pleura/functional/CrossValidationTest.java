package org.pleura.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pleura.cli.Shell.pleura;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
