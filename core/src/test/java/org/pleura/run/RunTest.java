package org.pleura.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pleura.data.Part;
import org.pleura.data.Split;
import org.pleura.data.UnusableDataException;
import org.pleura.evaluate.Evaluation;
import org.pleura.explain.ExplainedScore;
import org.pleura.explain.GradCamPlusPlus;
import org.pleura.explain.SaliencyMethod;
import org.pleura.model.ModelFile;
import org.pleura.nn.ActivationFunction;
import org.pleura.nn.Dense;
import org.pleura.nn.Flatten;
import org.pleura.nn.Graph;
import org.pleura.nn.InitialState;
import org.pleura.nn.Network;
import org.pleura.nn.Shape;
import org.pleura.nn.random.Mt19937;
import org.pleura.nn.train.FittingListener;
import org.pleura.nn.train.TrainingState;
import org.pleura.prepare.Preparation;
import org.pleura.testing.DrawnFolder;

class RunTest {

  private static final FittingListener NOBODY = new FittingListener() {};

  @TempDir private Path temporary;
  private Path images;

  /** Stands for whatever ends a process in the middle of a training. */
  private static final class Interruption extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @BeforeEach
  void twelveImagesOfEachClass() throws IOException {
    images = DrawnFolder.of(temporary.resolve("images"), 12, 24);
  }

  private static Plan plan() throws PlanException {
    return PlanFile.with(
        Plan.lesson(),
        List.of(
            "name=tiny",
            "preparation.height=16",
            "preparation.width=16",
            "augmentation.rotationRange=10",
            "network.convolutions=4@3,6@3",
            "network.dense=8",
            "network.dropout=0.25",
            "training.epochs=4",
            "training.batchSize=5",
            "training.stepsPerEpoch=null",
            "training.learningRate=0.01",
            "explanation.images=2"));
  }

  private RunData data(int threads) throws IOException {
    return data(Loading.with(threads));
  }

  private RunData data(Loading loading) throws IOException {
    return RunData.open(images, null, plan().preparation(), loading, Progress.SILENT);
  }

  private Run begin(String name, RunData data, int threads) throws IOException {
    RunFolder folder = RunFolder.create(temporary.resolve(name), false);
    Split split = plan().divide(data.images().radiographs());
    return Run.begin(folder, plan(), data, split, threads, "test");
  }

  private String trained(String name, int threads) throws IOException {
    try (RunData data = data(threads)) {
      return begin(name, data, threads).train(NOBODY, Progress.SILENT).network().fingerprint();
    }
  }

  @Test
  void theStepsMeetInTheFolder() throws IOException {
    RunFolder folder;
    try (RunData data = data(2)) {
      Run run = begin("run", data, 2);
      folder = run.folder();
      TrainingState state = run.train(NOBODY, Progress.SILENT);
      List<Prediction> predictions = run.predict(run.classifier(), Progress.SILENT);
      Evaluation evaluation = Run.evaluate(folder, predictions);
      List<Explanation> explanations = run.explain(run.classifier(), Progress.SILENT);
      run.finish(Map.of("training", 1.5));

      // 24 images: 4 for the test (ceil 3.6), 3 of 20 for validation, 17 left.
      assertThat(predictions).hasSize(24);
      assertThat(evaluation.cases()).isEqualTo(4);
      assertThat(explanations).hasSize(2);
      assertThat(run.classifier().network().fingerprint()).isEqualTo(state.best().fingerprint());
    }
    assertThat(PlanFile.read(folder.plan())).isEqualTo(plan());
    assertThat(Csv.read(folder.history()).size()).isEqualTo(4);
    assertThat(PredictionsFile.read(folder.predictions()))
        .filteredOn(prediction -> prediction.part() == Part.TEST)
        .hasSize(4);
    assertThat(folder.evaluation()).content().contains("\"auroc\"");
    try (var files = Files.list(folder.explanations())) {
      assertThat(files).as("JSON and NPY of 2 images").hasSize(4);
    }
    Provenance provenance = Provenance.read(folder);
    assertThat(provenance.finished()).isNotNull();
    assertThat(provenance.seconds()).containsEntry("training", 1.5);
    assertThat(provenance.data().images()).isEqualTo(24);
    assertThat(provenance.weights())
        .isEqualTo(
            new Provenance.Weights(
                plan().graph().parameterCount(), Classifier.of(folder).network().fingerprint()));
  }

  @Test
  void theWeightsDoNotDependOnTheThreads() throws IOException {
    assertThat(trained("three", 3)).isEqualTo(trained("one", 1));
  }

  /** The fingerprint of the weights, and the predictions of all images. */
  private List<Object> trainedAndAsked(String name, Loading loading) throws IOException {
    try (RunData data = data(loading)) {
      Run run = begin(name, data, loading.threads());
      String weights = run.train(NOBODY, Progress.SILENT).network().fingerprint();
      return List.of(weights, run.predict(run.classifier(), Progress.SILENT));
    }
  }

  @Test
  void theResultDoesNotDependOnTheCache() throws IOException {
    // An image of 16 x 16 takes 256 bytes and its table of 256 numbers of 4 bytes: 1,280 in all.
    List<Object> expected = trainedAndAsked("all", new Loading(2, 24 * 1280, false));
    assertThat(trainedAndAsked("five", new Loading(2, 5 * 1280, false))).isEqualTo(expected);
    assertThat(trainedAndAsked("none", new Loading(1, 0, false))).isEqualTo(expected);
    assertThat(trainedAndAsked("none-4", new Loading(4, 0, false))).isEqualTo(expected);
  }

  @Test
  void aResumedTrainingEndsAsAnUninterruptedOne() throws IOException {
    String expected = trained("whole", 2);
    RunFolder folder;
    try (RunData data = data(2)) {
      Run run = begin("cut", data, 2);
      folder = run.folder();
      assertThatThrownBy(
              () ->
                  run.train(
                      new FittingListener() {
                        @Override
                        public void batchEnded(
                            int epoch, int batch, int batches, double loss, double accuracy) {
                          if (epoch == 3 && batch == 2) {
                            throw new Interruption();
                          }
                        }
                      },
                      Progress.SILENT))
          .isInstanceOf(Interruption.class);
    }
    assertThat(Classifier.of(folder)).as("the best model so far is usable").isNotNull();
    assertThat(Training.interruptedAfter(folder, plan())).hasValue(2);
    assertThat(InterruptedRuns.find(temporary, plan(), Optional.of(images))).contains(folder);
    assertThat(InterruptedRuns.find(temporary, plan(), Optional.of(temporary))).isEmpty();
    assertThat(InterruptedRuns.find(temporary, plan().withSeed(1), Optional.of(images))).isEmpty();

    // Without a cache: what the epochs before have drawn is not read once more.
    Run again = Run.reopen(folder, new Loading(1, 0, false), Progress.SILENT);
    try (RunData data = again.data()) {
      TrainingState state = again.resume(NOBODY, Progress.SILENT);
      assertThat(state.network().fingerprint()).isEqualTo(expected);
      assertThat(state.history().epochs()).hasSize(4);
      assertThat(data.images().radiographs()).hasSize(24);
    }
    assertThat(Training.interruptedAfter(folder, plan())).isEmpty();
    assertThat(InterruptedRuns.find(temporary, plan(), Optional.of(images))).isEmpty();
    assertThat(Files.readAllBytes(folder.model()))
        .as("the model's file, its optimiser included")
        .isEqualTo(Files.readAllBytes(temporary.resolve("whole/model.keras")));
  }

  @Test
  void theModelKeepsItsOptimiserSoThatKerasCanGoOn() throws IOException {
    try (RunData data = data(1)) {
      Run run = begin("run", data, 1);
      TrainingState state = run.train(NOBODY, Progress.SILENT);
      var optimization = ModelFile.read(run.folder().model()).optimization().orElseThrow();
      // 17 images in mini-batches of 5 are 4 steps an epoch; the best epoch's steps are kept.
      assertThat(optimization.state().iterations())
          .isEqualTo(4L * state.history().bestEpoch().orElseThrow());
      assertThat(optimization.optimizer().learningRate()).isEqualTo(0.01);
    }
  }

  @Test
  void aRunThatHasNotEndedAnEpochCannotBeResumed() throws IOException {
    try (RunData data = data(1)) {
      Run run = begin("run", data, 1);
      assertThatThrownBy(() -> run.resume(NOBODY, Progress.SILENT))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("has no checkpoint");
    }
  }

  @Test
  void phantomsInAZipAreCalledDrawings() throws IOException {
    Files.writeString(images.resolve("phantoms.csv"), "image,patient\n");
    Path zip = temporary.resolve("images.zip");
    try (var out = new ZipOutputStream(Files.newOutputStream(zip));
        var files = Files.walk(images)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        // In a folder of its own, as zips often are.
        out.putNextEntry(
            new ZipEntry("images/" + images.relativize(file).toString().replace('\\', '/')));
        out.write(Files.readAllBytes(file));
        out.closeEntry();
      }
    }
    try (RunData data =
        RunData.open(zip, null, plan().preparation(), Loading.with(1), Progress.SILENT)) {
      assertThat(data.drawn()).isTrue();
    }
    Files.delete(images.resolve("phantoms.csv"));
    try (RunData data = data(1)) {
      assertThat(data.drawn()).isFalse();
    }
  }

  @Test
  void aProvenanceThatLacksAPartIsDamaged() throws IOException {
    trained("run", 1);
    RunFolder folder = RunFolder.open(temporary.resolve("run"));
    Files.writeString(folder.provenance(), "null");
    assertThatThrownBy(() -> Provenance.read(folder)).hasMessageContaining("is damaged");
    Files.writeString(folder.provenance(), "{\"pleura\": \"1\", \"seconds\": {}}");
    assertThatThrownBy(() -> Provenance.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("is damaged", "is missing");
  }

  @Test
  void aDamagedNeighbourDoesNotKeepARunFromBeginning() throws IOException {
    // Its provenance without a location once ended in a NullPointerException of every new run.
    trained("neighbour", 1);
    Path provenance = RunFolder.open(temporary.resolve("neighbour")).provenance();
    Files.writeString(
        provenance, Files.readString(provenance).replaceFirst("\"location\": \".*?\",", ""));
    assertThatThrownBy(() -> Provenance.read(RunFolder.open(temporary.resolve("neighbour"))))
        .hasMessageContaining("'data.location' is missing");
    assertThat(InterruptedRuns.find(temporary, plan(), Optional.of(images))).isEmpty();
  }

  @Test
  void aRunKilledBeforeItsLastHistoryWasWrittenIsResumedToItsEnd() throws IOException {
    String expected = trained("run", 1);
    RunFolder folder = RunFolder.open(temporary.resolve("run"));
    byte[] history = Files.readAllBytes(folder.history());
    // As it was after the last checkpoint: neither the history nor the weights' fingerprint.
    List<String> lines = Files.readAllLines(folder.history());
    Files.write(folder.history(), lines.subList(0, lines.size() - 1));
    String provenance = Files.readString(folder.provenance());
    Files.writeString(
        folder.provenance(), provenance.replaceFirst("(?s),\\s*\"weights\": \\{.*?\\}", ""));
    assertThat(InterruptedRuns.find(temporary, plan(), Optional.of(images))).contains(folder);

    Run again = Run.reopen(folder, Loading.with(1), Progress.SILENT);
    try (RunData data = again.data()) {
      assertThat(again.resume(NOBODY, Progress.SILENT).network().fingerprint()).isEqualTo(expected);
      assertThat(data.images().radiographs()).hasSize(24);
    }
    assertThat(Files.readAllBytes(folder.history())).isEqualTo(history);
  }

  private static final SaliencyMethod LESSONS =
      new GradCamPlusPlus(Optional.empty(), ExplainedScore.PROBABILITY);

  private static Classifier asked(Network network) {
    return new Classifier(
        network, Preparation.standardised(16, 16), new Classes("effusion", "normal"));
  }

  @Test
  void aModelWithoutAConvolutionIsNotExplainedAndTheReasonIsSaid() throws IOException {
    Network network =
        InitialState.draw(
                Graph.sequential(
                    Shape.of(16, 16, 1), new Flatten(), Dense.of(1, ActivationFunction.SIGMOID)),
                Mt19937.python(1))
            .network();
    assertThatThrownBy(
            () -> Explanation.of(LESSONS, asked(network), "e1.png", "", 1, new float[256]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no convolution");
  }

  @Test
  void aModelThatOverflowsSaysSoInsteadOfANumber() throws IOException {
    Network network = InitialState.draw(plan().graph(), Mt19937.python(1)).network();
    float[] huge = network.weights();
    Arrays.fill(huge, 1e30f);
    Network overflowing = Network.of(network.graph(), huge);
    assertThatThrownBy(() -> asked(overflowing).logit("e1.png", new float[256]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("of e1.png is");
  }

  @Test
  void aModelThatCannotReadTheRunsImagesIsRefused() throws IOException {
    trained("run", 1);
    RunFolder folder = RunFolder.open(temporary.resolve("run"));
    ModelFile.write(
        folder.model(), InitialState.draw(Plan.lesson().graph(), Mt19937.python(1)).network());
    assertThatThrownBy(() -> Classifier.of(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("model.keras", "(256, 256, 1)", "16 x 16");
  }

  @Test
  void aCheckpointOfAnotherNetworkIsRefused() throws IOException {
    trained("run", 1);
    Path checkpoint =
        CheckpointFile.in(new RunFolder(temporary.resolve("run")), plan().network(), 0);
    assertThatThrownBy(() -> CheckpointFile.read(checkpoint, Plan.lesson().graph()))
        .hasMessageContaining("is damaged or of another network");
    byte[] bytes = Files.readAllBytes(checkpoint);
    Files.write(checkpoint, java.util.Arrays.copyOf(bytes, bytes.length - 3));
    assertThatThrownBy(() -> CheckpointFile.read(checkpoint, plan().graph()))
        .hasMessageContaining("is damaged or of another network");
  }

  @Test
  void aRunWhoseImagesHaveChangedIsNotResumed() throws IOException {
    trained("run", 1);
    RunFolder folder = RunFolder.open(temporary.resolve("run"));
    Files.copy(
        images.resolve("effusion/e1.png"),
        images.resolve("effusion/e2.png"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> Run.reopen(folder, Loading.with(1), Progress.SILENT))
        .isInstanceOf(UnusableDataException.class)
        .hasMessageContaining("effusion/e2.png is not the file it was");
  }

  @Test
  void aModelThatCannotBeWrittenEndsTheTrainingWithTheReason() throws IOException {
    try (RunData data = data(1)) {
      Run run = begin("run", data, 1);
      // A file where the checkpoint's folder should be stands for a disk that takes no more.
      Files.writeString(run.folder().checkpoint(), "in the way");
      assertThatThrownBy(() -> run.train(NOBODY, Progress.SILENT))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("training.bin could not be written");
    }
  }

  @Test
  void whatHadToBeAssumedIsSaid() throws IOException {
    try (RunData data = data(1)) {
      assertThat(begin("run", data, 1).assumptions())
          .anyMatch(sentence -> sentence.contains("'effusion' is the positive class"))
          .anyMatch(sentence -> sentence.contains("same patient"));
    }
  }

  @Test
  void anExplanationHasItsCellsAndItsMass() throws IOException {
    trained("run", 1);
    Classifier classifier = Classifier.of(RunFolder.open(temporary.resolve("run")));
    try (RunData data = data(1)) {
      Explanation explanation =
          Explanation.of(
              LESSONS,
              classifier,
              "Some Folder/E 1.PNG",
              "",
              1,
              data.images().prepared(data.images().radiographs().get(0)));
      assertThat(explanation.fileName())
          .matches("some-folder-e-1-[0-9a-f]{8}-gradcam-plus-plus-lesson");
      assertThat(
              new Explanation("effusion/e1.png", "", 1, 0.5f, LESSONS, explanation.map())
                  .fileName())
          .isEqualTo("effusion-e1-gradcam-plus-plus-lesson");
      assertThat(
              Stream.of("c/e_1.png", "c/e-1.png", "c/E 1.png", "c/e-1.jpg", "c-e/1.png")
                  .map(
                      name ->
                          new Explanation(name, "", 1, 0.5f, LESSONS, explanation.map())
                              .fileName()))
          .as("names that differ by what a file name cannot keep")
          .doesNotHaveDuplicates();
      assertThat(
              Stream.of("effusion/\u60a3.png", "effusion/\u8005.png")
                  .map(
                      name ->
                          new Explanation(name, "", 1, 0.5f, LESSONS, explanation.map()).fileName())
                  .distinct())
          .as("other letters than ASCII's")
          .hasSize(2)
          .allMatch(name -> name.matches("effusion-[0-9a-f]{8}-gradcam-plus-plus-lesson"));
      var json = explanation.json();
      assertThat(json.at("/cells")).hasSize(8 * 8);
      assertThat(json.at("/cellWidth").asDouble()).isEqualTo(2);
      double sum = 0;
      for (var cell : json.at("/cells")) {
        sum += cell.floatValue();
      }
      assertThat(json.at("/mass").asDouble()).isEqualTo(sum);
    }
  }
}
