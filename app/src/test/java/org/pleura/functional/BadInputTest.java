package org.pleura.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pleura.cli.Shell.pleura;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pleura.cli.Shell.Ended;

/** What cannot be used is named in one sentence, with exit code 3, and no run is left behind. */
class BadInputTest {

  @TempDir private Path folder;
  private Path images;
  private Path run;

  @BeforeEach
  void eightImagesOfEachClass() throws IOException {
    images = FolderOfImages.draw(folder.resolve("images"), 8);
    run = folder.resolve("run");
  }

  private Ended train(Object... more) {
    Object[] words = {
      "train",
      images,
      "--out",
      run,
      "--plan=lesson",
      "--set=preparation.height=16",
      "--set=preparation.width=16",
      "--set=network.convolutions=4@3",
      "--set=network.dense=4",
      "--set=training.epochs=1",
      "--set=explanation.images=0"
    };
    Object[] all = java.util.Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return pleura(all);
  }

  private void refused(Ended ended, String... words) {
    assertThat(ended.code()).as(ended.messages()).isEqualTo(3);
    String last = ended.messages().lines().reduce((before, line) -> line).orElse("");
    assertThat(last).startsWith("pleura: ").contains(words);
    assertThat(run).doesNotExist();
  }

  @Test
  void aFolderThatIsNotThere() {
    images = folder.resolve("nowhere");
    refused(train(), images.toString(), "no such folder");
  }

  @Test
  void aClassWithoutImages() throws IOException {
    try (var files = Files.list(images.resolve("normal"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    refused(train(), "'effusion'", "'normal'");
  }

  @Test
  void aSingleClass() throws IOException {
    Files.move(images.resolve("normal"), folder.resolve("elsewhere"));
    refused(train(), "only 'effusion'");
  }

  @Test
  void classesWithFewerImagesThanParts() throws IOException {
    images = FolderOfImages.draw(folder.resolve("few"), 2);
    refused(train(), "'effusion' has 2");
  }

  @Test
  void aFileThatIsNoImage() throws IOException {
    Files.writeString(images.resolve("normal/n3.png"), "no image");
    refused(train(), "normal/n3.png", "--skip-unreadable");
  }

  @Test
  void aTruncatedImage() throws IOException {
    FolderOfImages.truncate(images.resolve("normal/n3.png"));
    refused(train(), "normal/n3.png");
  }

  @Test
  void aConstantImage() throws IOException {
    FolderOfImages.constant(images.resolve("effusion/e5.png"));
    refused(train(), "effusion/e5.png", "99");
  }

  @Test
  void whatIsLeftOutOnRequestStandsInTheReport() throws IOException {
    FolderOfImages.truncate(images.resolve("normal/n3.png"));
    FolderOfImages.constant(images.resolve("effusion/e5.png"));
    Ended ended = train("--skip-unreadable");
    assertThat(ended.code()).as(ended.messages()).isEqualTo(0);
    assertThat(ended.messages()).contains("Left out: effusion/e5.png", "Left out: normal/n3.png");
    assertThat(run.resolve("report.html"))
        .content()
        .contains("effusion/e5.png", "normal/n3.png", "2 images could not be used");
    assertThat(run.resolve("split.csv")).content().doesNotContain("n3.png", "e5.png");
  }

  @Test
  void inspectCountsThemAndSaysSo() throws IOException {
    FolderOfImages.truncate(images.resolve("normal/n3.png"));
    Ended ended = pleura("inspect", images);
    assertThat(ended.code()).isEqualTo(3);
    assertThat(ended.out())
        .contains("effusion", "8 images, label 1", "Cannot be used: 1", "normal/n3.png");
    assertThat(pleura("inspect", images, "--json").out()).startsWith("{").contains("\"unusable\"");
  }

  @Test
  void aFolderOfSomethingElseIsNeverReplaced() throws IOException {
    Files.createDirectories(run);
    Files.writeString(run.resolve("thesis.tex"), "years of work");
    Ended ended = train("--force");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.messages()).contains("is not the folder of a run");
    assertThat(run.resolve("thesis.tex")).exists();
  }

  @Test
  void theDataAreNotDeletedWithTheRunTheyLieIn() throws IOException {
    assertThat(train().code()).isEqualTo(0);
    images = FolderOfImages.draw(run.resolve("phantoms"), 8);
    Ended ended = train("--force");
    assertThat(ended.code()).as(ended.messages()).isEqualTo(2);
    assertThat(ended.messages()).contains("would be deleted with the run");
    assertThat(images.resolve("normal/n1.png")).exists();
    assertThat(run.resolve("report.html")).exists();
  }

  @Test
  void aFolderThatIsNotEmptyGetsNoPhantoms() {
    Ended ended = pleura("phantoms", "--out", images, "--each", "1");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.messages()).endsWith("name another, or empty this one.\n");
  }

  @Test
  void aLearningRateThatLetsTheLossRunAwayIsExplained() {
    Ended ended = train("--set=training.learningRate=3e38", "--set=training.batchSize=2");
    assertThat(ended.code()).as(ended.messages()).isEqualTo(1);
    assertThat(ended.messages())
        .contains("pleura: the loss is not a finite number", "try a smaller learning rate");
  }

  @Test
  void aRunWithoutAModelOrPredictionsIsExplained() throws IOException {
    assertThat(pleura("predict", folder.resolve("nowhere"), images).messages())
        .contains("nowhere is not a folder");
    assertThat(train().code()).isEqualTo(0);
    Files.delete(run.resolve("model.keras"));
    Files.delete(run.resolve("predictions.csv"));
    Ended predicted = pleura("predict", run, images.resolve("normal/n1.png"));
    assertThat(predicted.code()).isEqualTo(1);
    assertThat(predicted.messages()).contains("has no model.keras yet");
    Ended evaluated = pleura("evaluate", run);
    assertThat(evaluated.code()).isEqualTo(1);
    assertThat(evaluated.messages()).contains("predictions.csv does not exist");
  }

  @Test
  void anImageToPredictThatIsNoneIsNamed() throws IOException {
    assertThat(train().code()).isEqualTo(0);
    Ended folderGiven = pleura("predict", run, images);
    assertThat(folderGiven.code()).isEqualTo(3);
    assertThat(folderGiven.messages())
        .contains("pleura: " + images + " is a folder, not an image.")
        .doesNotContain("files are no images");
    assertThat(folderGiven.out()).isEmpty();
    Path text = Files.writeString(folder.resolve("a.png"), "no image");
    Path image = images.resolve("normal/n1.png");
    Path missing = folder.resolve("missing.png");
    Ended some = pleura("predict", run, "--quiet", "--json", text, image, missing);
    assertThat(some.code()).isEqualTo(3);
    assertThat(some.messages().lines())
        .hasSize(3)
        .anyMatch(line -> line.startsWith("pleura: " + text + ": "))
        .contains("pleura: " + missing + " does not exist.", "pleura: 2 of 3 files are no images.");
    JsonNode answers = new ObjectMapper().readTree(some.out());
    assertThat(answers).hasSize(1);
    assertThat(answers.get(0).path("image").asText()).isEqualTo(image.toString());

    List<Object> many = new ArrayList<>(List.of("predict", run));
    for (int i = 0; i < 23; i++) {
      many.add(folder.resolve("none" + i + ".png"));
    }
    // Twenty are named, then that there are three more, then how many of how many.
    assertThat(pleura(many.toArray()).messages().lines())
        .filteredOn(line -> line.startsWith("pleura: "))
        .hasSize(22)
        .contains("pleura: ... and 3 more such files.", "pleura: 23 of 23 files are no images.");
    assertThat(pleura("explain", run, text).messages()).contains(text + ": ");
  }
}
