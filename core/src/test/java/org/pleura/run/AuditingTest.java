package org.pleura.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pleura.audit.Check;
import org.pleura.audit.Finding;
import org.pleura.audit.Verdict;
import org.pleura.data.Radiograph;
import org.pleura.explain.SaliencyMethod;
import org.pleura.nn.train.FittingListener;
import org.pleura.testing.DrawnFolder;

/** An audit of a small run, twins and all. */
class AuditingTest {

  /** Of 140 images the lesson's split takes 21 for the test; a check needs 20. */
  private static final int PER_CLASS = 70;

  @TempDir private Path temporary;

  private static Plan plan() throws PlanException {
    return PlanFile.with(
        Plan.lesson(),
        List.of(
            "name=tiny",
            "preparation.height=16",
            "preparation.width=16",
            "network.convolutions=4@3,6@3",
            "network.dense=8",
            "training.epochs=6",
            "training.batchSize=5",
            "training.stepsPerEpoch=null",
            "training.learningRate=0.01"));
  }

  private Auditing.Outcome audit(Run run, int threads) throws IOException {
    return Auditing.run(
        run.folder(),
        List.of(
            SaliencyMethod.named("gradcam", Optional.empty()),
            SaliencyMethod.named("sobel", Optional.empty())),
        EnumSet.complementOf(EnumSet.of(Check.LOCALIZATION)),
        run.classifier(),
        run.split().test(),
        run.data(),
        Optional.of(run),
        threads,
        Progress.SILENT);
  }

  @Test
  void anAuditWithItsTwinsIsTheSameToTheByteWithAnyNumberOfThreads() throws IOException {
    Path images = DrawnFolder.of(temporary.resolve("images"), PER_CLASS, 24);
    Plan plan = plan();
    try (RunData data =
        RunData.open(images, null, plan.preparation(), Loading.with(2), Progress.SILENT)) {
      RunFolder folder = RunFolder.create(temporary.resolve("run"), false);
      Run run = Run.begin(folder, plan, data, plan.divide(data.images().radiographs()), 2, "test");
      run.train(new FittingListener() {}, Progress.SILENT);

      Auditing.Outcome outcome = audit(run, 1);
      byte[] alone = Files.readAllBytes(folder.audit());
      audit(run, 3);
      assertThat(Files.readAllBytes(folder.audit())).isEqualTo(alone);

      assertThat(outcome.isComplete()).isTrue();
      assertThat(outcome.images()).hasSize(21);
      // Bright below or not: the network tells them all.
      assertThat(outcome.auroc().text()).startsWith("1.00");
      assertThat(outcome.notNew()).isEmpty();
      assertThat(folder.audit()).content().contains("\"complete\": true");

      // So small a network cannot hold a hundred shuffled labels.
      Finding labels = finding(outcome, Check.LABELS);
      assertThat(labels.verdict()).as(labels.why()).isEqualTo(Verdict.CANNOT_TELL);
      assertThat(labels.why()).contains("the twin has learned only");
      // Edges are the same whatever network is asked.
      assertThat(finding(outcome, Check.WEIGHTS).why())
          .isEqualTo(
              "with random weights down to dense_1 the maps of 21 of 21 images are identical to the"
                  + " original");
      assertThat(finding(outcome, Check.REPEATABILITY).why()).contains("SSIM 1.00 (1.00 to 1.00)");
    }
  }

  @Test
  void aMarkerIsPaintedIntoPositiveImagesAloneAndNothingIsLocalizedWithoutPlaces()
      throws IOException {
    Path images = DrawnFolder.of(temporary.resolve("images"), 10, 24);
    Plan plan = plan();
    try (RunData data =
        RunData.open(images, null, plan.preparation(), Loading.with(2), Progress.SILENT)) {
      RunFolder folder = RunFolder.create(temporary.resolve("run"), false);
      Run run = Run.begin(folder, plan, data, plan.divide(data.images().radiographs()), 2, "test");
      run.train(new FittingListener() {}, Progress.SILENT);
      List<Radiograph> all = data.images().radiographs();
      // 10 of each class.
      assertThat(Auditing.askable(Check.WEIGHTS, run.classifier(), all, data)).isEqualTo(20);
      assertThat(Auditing.askable(Check.SHORTCUT, run.classifier(), all, data)).isEqualTo(10);
      assertThat(Auditing.askable(Check.LOCALIZATION, run.classifier(), all, data)).isZero();
    }
  }

  /** What was found of sobel, the second method. */
  private static Finding finding(Auditing.Outcome outcome, Check check) {
    return List.copyOf(outcome.findings().values()).get(1).stream()
        .filter(finding -> finding.check() == check)
        .findFirst()
        .orElseThrow();
  }
}
