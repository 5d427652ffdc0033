package org.pleura.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pleura.explain.ExplainedLayer;
import org.pleura.nn.train.FittingListener;
import org.pleura.nn.train.TrainingState;
import org.pleura.testing.DrawnFolder;

/** A plan of several towers: trained one after the other, kept as one network. */
class TowersTest {
  private static final FittingListener NOBODY = new FittingListener() {};

  @TempDir private Path temporary;
  private Path images;

  @BeforeEach
  void twelveImagesOfEachClass() throws IOException {
    images = DrawnFolder.of(temporary.resolve("images"), 12, 24);
  }

  /** Two towers of three epochs, the last two averaged. */
  private static Plan plan() throws PlanException {
    return PlanFile.with(
        Plan.standard(),
        List.of(
            "preparation.height=16",
            "preparation.width=16",
            "network.filters=2,3",
            "network.towers=2",
            "training.epochs=3",
            "training.averagedEpochs=2",
            "training.batchSize=5"));
  }

  private RunData data() throws IOException {
    return RunData.open(images, null, plan().preparation(), Loading.with(2), Progress.SILENT);
  }

  private Run begin(String name, Plan plan, RunData data) throws IOException {
    RunFolder folder = RunFolder.create(temporary.resolve(name), false);
    return Run.begin(folder, plan, data, Divided.of(plan(), data, 2, Progress.SILENT), 2, "test");
  }

  private String trained(String name, Plan plan) throws IOException {
    try (RunData data = data()) {
      RunFolder folder = RunFolder.create(temporary.resolve(name), false);
      Run.begin(folder, plan, data, Divided.of(plan(), data, 2, Progress.SILENT), 2, "test")
          .train(NOBODY, Progress.SILENT);
      return Classifier.of(folder).network().fingerprint();
    }
  }

  @Test
  void eachTowerIsWhatItWouldBeAlone() throws IOException {
    String first = trained("first", PlanFile.with(plan(), List.of("network.towers=1")));
    String second =
        trained("second", PlanFile.with(plan(), List.of("network.towers=1", "seed=43")));
    assertThat(first).isNotEqualTo(second);
    String both = trained("both", plan());
    var alone =
        List.of(
            Classifier.of(RunFolder.open(temporary.resolve("first"))).network(),
            Classifier.of(RunFolder.open(temporary.resolve("second"))).network());
    assertThat(both).isEqualTo(plan().network().joined(alone).fingerprint());
  }

  @Test
  void theHistoryCountsOnAndTheModelIsExplainedByAllTowers() throws IOException {
    try (RunData data = data()) {
      Run run = begin("run", plan(), data);
      TrainingState end = run.train(NOBODY, Progress.SILENT);
      assertThat(end.history().epochs()).extracting("number").containsExactly(1, 2, 3, 4, 5, 6);
      assertThat(run.classifier().network().fingerprint()).isEqualTo(end.best().fingerprint());
      assertThat(Files.readAllLines(run.folder().history())).hasSize(1 + 6);
      assertThat(ExplainedLayer.usual(run.classifier().network().graph())).isEqualTo("concatenate");
    }
  }

  /** Stands for whatever ends a process in the middle of a training. */
  private static final class Interruption extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Phantoms among its images: half as many as the 24 less their test and validation part. */
  @Test
  void aTrainingInterruptedInAnyEpochGoesOnToTheSameBits() throws IOException {
    assertThat(plan().training().phantomShare()).isEqualTo(0.5);
    assertThat(trained("phantoms", plan()))
        .isNotEqualTo(trained("none", PlanFile.with(plan(), List.of("training.phantomShare=0"))));
    goesOnToTheSameBits(plan());
  }

  /** The model must not lose a tower when the newest epoch is not the best of the last one. */
  @Test
  void aTrainingThatKeepsTheBestEpochsGoesOnToTheSameBits() throws IOException {
    goesOnToTheSameBits(
        PlanFile.with(
            plan(), List.of("training.averagedEpochs=null", "training.learningRate=0.3")));
  }

  private void goesOnToTheSameBits(Plan plan) throws IOException {
    String expected = trained("whole", plan);
    for (int stop = 2; stop <= 6; stop++) {
      int last = stop;
      RunFolder folder;
      try (RunData data = data()) {
        Run run = begin("cut" + stop, plan, data);
        folder = run.folder();
        assertThatThrownBy(
                () ->
                    run.train(
                        new FittingListener() {
                          @Override
                          public void batchEnded(
                              int epoch, int batch, int batches, double loss, double accuracy) {
                            if (epoch == last) {
                              throw new Interruption();
                            }
                          }
                        },
                        Progress.SILENT))
            .isInstanceOf(Interruption.class);
      }
      assertThat(Training.interruptedAfter(folder, plan)).hasValue(stop - 1);
      Run again = Run.reopen(folder, Loading.with(1), Progress.SILENT);
      try (RunData data = again.data()) {
        TrainingState end = again.resume(NOBODY, Progress.SILENT);
        assertThat(end.best().fingerprint()).as("cut in epoch %d", stop).isEqualTo(expected);
        assertThat(end.history().epochs()).hasSize(6);
        assertThat(data.images().radiographs()).hasSize(24);
      }
      assertThat(Classifier.of(folder).network().fingerprint()).isEqualTo(expected);
      assertThat(Training.interruptedAfter(folder, plan)).isEmpty();
    }
  }
}
