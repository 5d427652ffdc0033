package org.pleura.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pleura.data.Split;
import org.pleura.prepare.Preparation;
import org.pleura.testing.DrawnFolder;

class OtherDataTest {

  @TempDir private Path temporary;

  private static RunData open(Path images) throws IOException {
    return RunData.open(
        images, null, Preparation.standardised(16, 16), Loading.with(1), Progress.SILENT);
  }

  @Test
  void imagesTheModelWasTrainedOrChosenOnAreCounted() throws IOException {
    Path images = DrawnFolder.of(temporary.resolve("images"), 12, 24);
    RunFolder run = new RunFolder(temporary.resolve("run"));
    try (RunData data = open(images)) {
      assertThat(OtherData.notNew(run, data)).as("a run without a split").isEmpty();
      Split split = Split.lesson(data.images().radiographs(), 42);
      SplitFile.write(run.split(), split);
      // 24 images: 4 for the test (ceil 3.6); the other 20 were trained or chosen on.
      assertThat(OtherData.notNew(run, data))
          .hasValueSatisfying(
              sentence -> assertThat(sentence).startsWith("20 of these 24 images served"));
      for (var radiograph : split.train()) {
        Files.delete(images.resolve(radiograph.name()));
      }
      for (var radiograph : split.validation()) {
        Files.delete(images.resolve(radiograph.name()));
      }
    }
    try (RunData testImages = open(images)) {
      assertThat(OtherData.notNew(run, testImages)).isEmpty();
    }
  }

  /** So that the maps of a patient do not pass for those of a run on drawings. */
  @Test
  void imagesThatAreNotTheRunsOwnAreCountedAndTheirFolderIsNamed() throws IOException {
    Path images = DrawnFolder.of(temporary.resolve("images"), 12, 24);
    RunFolder run = new RunFolder(temporary.resolve("run"));
    try (RunData data = open(images)) {
      assertThat(OtherData.notOwn(run, data))
          .as("a model that was imported knows of none")
          .hasValue("These are images from images, not the run's own.");
      var all = data.images().radiographs();
      SplitFile.write(run.split(), Split.lesson(all, 42));
      assertThat(OtherData.notOwn(run, data)).isEmpty();
      SplitFile.write(run.split(), new Split(all.subList(0, 20), List.of(), all.subList(20, 22)));
      assertThat(OtherData.notOwn(run, data))
          .hasValue("2 of the 24 images are from images, not the run's own.");
    }
  }

  @Test
  void anEvaluationIsNotReplacedByOneOnDataOfTheSameName() throws IOException {
    RunFolder to = new RunFolder(temporary.resolve("run/evaluations/test"));
    try (RunData here = open(DrawnFolder.of(temporary.resolve("a/test"), 4, 24));
        RunData there = open(DrawnFolder.of(temporary.resolve("b/test"), 4, 24))) {
      OtherData.claim(to, here);
      OtherData.claim(to, here);
      assertThatThrownBy(() -> OtherData.claim(to, there))
          .isInstanceOf(RunExistsException.class)
          .hasMessageContaining(temporary.resolve("a/test").toString())
          .hasMessageContaining("--out");
    }
    assertThat(to.path().resolve("data.json")).content().contains("\"images\": 8");
  }

  @Test
  void aRunsOwnResultsAreNotReplacedByThoseOnOtherData() throws IOException {
    RunFolder run = RunFolder.create(temporary.resolve("run"), false);
    PlanFile.write(run.plan(), Plan.lesson());
    try (RunData data = open(DrawnFolder.of(temporary.resolve("images"), 4, 24))) {
      assertThatThrownBy(() -> OtherData.claim(run, data))
          .isInstanceOf(RunExistsException.class)
          .hasMessageContaining(run.path() + " is not empty");
    }
  }
}
