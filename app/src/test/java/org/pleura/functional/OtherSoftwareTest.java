package org.pleura.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.pleura.cli.Shell.pleura;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pleura.cli.Shell.Ended;
import org.pleura.model.ModelFile;
import org.pleura.nn.ActivationFunction;
import org.pleura.nn.Dense;
import org.pleura.nn.Graph;
import org.pleura.nn.Network;
import org.pleura.nn.Shape;

/** A model that Keras saved, taken over, asked, and handed on. */
class OtherSoftwareTest {
  private static final Path MODELS = Path.of("../core/src/test/resources/keras");

  private static final Pattern GOLDEN = Pattern.compile("the golden input[^:]*: (\\S+)");

  @TempDir private static Path folder;
  private static Path images;
  private static Path run;
  private static Ended imported;

  @BeforeAll
  static void theLessonOfKerasOnce() throws IOException {
    images = FolderOfImages.draw(folder.resolve("images"), 6);
    run = folder.resolve("run");
    imported = pleura("import", MODELS.resolve("lesson.keras"), "--out", run);
  }

  private static String golden(Ended ended) {
    Matcher golden = GOLDEN.matcher(ended.out());
    assertThat(golden.find()).as(ended.out() + ended.messages()).isTrue();
    return golden.group(1);
  }

  @Test
  void theImportShowsTheLayersAndWhatToCompareInPython() {
    assertThat(imported.code()).as(imported.messages()).isEqualTo(0);
    assertThat(imported.out())
        .contains("lesson.keras: a model of Keras 3.15.1")
        .contains("Total params: 54,627 (213.39 KB)", "(None, 64, 64, 8)")
        .contains("python3 -c \"import sys, keras, numpy as np; ")
        .contains("Images: 64 x 64, grays standardised (assumed; otherwise --values unit,")
        .contains("Answer: the probability of 'effusion' rather than 'normal' (assumed;");
    // Keras 3.15.1 says 0.4230937 to this line of Python.
    assertThat(Float.parseFloat(golden(imported))).isCloseTo(0.4230937f, within(1e-6f));
  }

  @Test
  void bothFormatsOfKerasGiveTheSameModel() {
    Ended legacy = pleura("import", MODELS.resolve("lesson.h5"), "--out", folder.resolve("legacy"));
    assertThat(golden(legacy)).isEqualTo(golden(imported));
  }

  @Test
  void anImportedModelIsAskedLikeOneOfItsOwn() {
    Path image = images.resolve("effusion/e0.png");
    Ended predicted = pleura("predict", run, image);
    assertThat(predicted.out()).contains("P(effusion)", "e0.png");

    Ended explained = pleura("explain", run, image);
    assertThat(explained.code()).as(explained.messages()).isEqualTo(0);
    assertThat(explained.out()).contains("GradCAM++ of the logit at conv2d_6");

    Ended evaluated = pleura("evaluate", run, "--data", images);
    assertThat(evaluated.code()).as(evaluated.messages()).isEqualTo(0);
    assertThat(evaluated.out()).contains("12 test images: 6 effusion, 6 normal", "AUROC");
    assertThat(evaluated.messages())
        .contains("Which images this model was trained on is not known here");

    Ended without = pleura("evaluate", run);
    assertThat(without.code()).isEqualTo(1);
    assertThat(without.messages()).contains("asked about data that are named with --data");
  }

  @ParameterizedTest
  @ValueSource(strings = {"keras", "h5"})
  void whatIsExportedForKerasIsImportedAgainWithTheSameBits(String format) throws IOException {
    Path file = folder.resolve("handed on/model." + format);
    Ended exported = pleura("export", run, "--format", format, "--out", file);
    assertThat(exported.code()).as(exported.messages()).isEqualTo(0);
    assertThat(golden(exported)).isEqualTo(golden(imported));
    assertThat(exported.out()).contains("'" + file + "'"); // quoted, for it has a space

    Path again = folder.resolve("again-" + format);
    assertThat(golden(pleura("import", file, "--out", again))).isEqualTo(golden(imported));
    assertThat(Files.readAllBytes(again.resolve("model.keras")))
        .isEqualTo(Files.readAllBytes(run.resolve("model.keras")));
  }

  @Test
  void anOnnxFileCarriesWhatWhoeverAsksItMustKnow() throws IOException {
    Ended exported = pleura("export", run, "--format", "onnx");
    assertThat(exported.code()).as(exported.messages()).isEqualTo(0);
    assertThat(exported.out()).contains("python3 -c \"import sys, onnxruntime as ort");
    String bytes = Files.readString(run.resolve("exported.onnx"), StandardCharsets.ISO_8859_1);
    assertThat(bytes)
        .contains("{\"height\":64,\"width\":64,\"values\":\"standardised\"}")
        .contains("class_1", "effusion", "class_0", "normal", "not for diagnosis")
        .contains("output", "probability of class_1");

    Ended taken = pleura("export", run, "--format", "onnx");
    assertThat(taken.code()).isEqualTo(2);
    assertThat(taken.messages()).contains("name another with --out, or replace it with --force");
    assertThat(pleura("export", run, "--format", "onnx", "--force").code()).isEqualTo(0);
  }

  @Test
  void aModelThatAnswersAnotherQuestionIsImportedAndHandedOnButNotAsked() {
    Path digits = folder.resolve("digits");
    Ended lenet = pleura("import", MODELS.resolve("lenet5.keras"), "--out", digits);
    assertThat(lenet.code()).as(lenet.messages()).isEqualTo(0);
    assertThat(lenet.out()).contains("It cannot be asked about radiographs");
    assertThat(pleura("export", digits, "--format", "onnx").code()).isEqualTo(0);

    Ended asked = pleura("predict", digits, images.resolve("effusion/e0.png"));
    assertThat(asked.code()).isEqualTo(1);
    assertThat(asked.messages()).contains("should make one probability");
  }

  @Test
  void whatCannotBeImportedLeavesNothing() throws IOException {
    Path nothing = folder.resolve("nothing");
    Path vectors = folder.resolve("vectors.keras");
    Graph graph = Graph.sequential(Shape.of(3), Dense.of(1, ActivationFunction.SIGMOID));
    ModelFile.write(vectors, Network.of(graph, new float[4]));
    Path text = Files.writeString(folder.resolve("text.keras"), "no model");
    for (Object file :
        new Object[] {
          text,
          folder.resolve("missing.keras"),
          images,
          MODELS.resolve("shared_layer.keras"),
          vectors
        }) {
      Ended refused = pleura("import", file, "--out", nothing);
      assertThat(refused.code()).as(refused.out()).isEqualTo(1);
      assertThat(refused.messages())
          .startsWith("pleura: ")
          .doesNotContain("Exception", "should not have happened");
      assertThat(refused.messages().lines()).hasSize(1);
    }
    assertThat(nothing).doesNotExist();

    Ended taken = pleura("import", MODELS.resolve("lesson.keras"), "--out", run);
    assertThat(taken.code()).isEqualTo(2);
    assertThat(taken.messages()).contains("already holds a run");
  }

  @Test
  void whatWouldDestroyARunIsRefused() throws IOException {
    Path model = run.resolve("model.keras");
    byte[] before = Files.readAllBytes(model);
    for (Ended refused :
        new Ended[] {
          pleura("export", run, "--format", "keras", "--out", model, "--force"),
          pleura("export", run, "--format", "onnx", "--out", folder.resolve("m.h5")),
          pleura("export", run, "--format", "onnx", "--out", folder, "--force"),
          pleura("import", model, "--out", run, "--force"),
          pleura("import", model, "--out", folder.resolve("n"), "--positive", "normal"),
          pleura("import", model, "--out", folder.resolve("n"), "--positive", "")
        }) {
      assertThat(refused.code()).as(refused.messages()).isEqualTo(2);
    }
    assertThat(Files.readAllBytes(model)).isEqualTo(before);
    assertThat(folder.resolve("n")).doesNotExist();
  }

  @Test
  void theGoldenInputHasTheGraysThatTheModelWasTrainedOn() {
    Ended bytes =
        pleura(
            "import",
            MODELS.resolve("lesson.h5"),
            "--out",
            folder.resolve("bytes"),
            "--values",
            "bytes",
            "--positive",
            "normal",
            "--negative",
            "effusion");
    assertThat(bytes.out())
        .contains("% 1009 / 1008 * 255).astype")
        .contains("Images: 64 x 64, grays from 0 to 255\n")
        .contains("Answer: the probability of 'normal' rather than 'effusion'\n");
    assertThat(golden(bytes)).isNotEqualTo(golden(imported));
  }

  @Test
  void anImportedModelIsNotTrainedOn() {
    Ended resumed = pleura("train", "--resume", run);
    assertThat(resumed.code()).isEqualTo(1);
    assertThat(resumed.messages()).contains("holds an imported model, which has no training");
  }

  @Test
  void theWholeResultIsOneJsonDocument() {
    Ended json =
        pleura(
            "import",
            MODELS.resolve("keras2_residual.h5"),
            "--out",
            folder.resolve("json"),
            "--json");
    assertThat(json.out())
        .startsWith("{")
        .contains("\"goldenOutput\"", "\"kerasVersion\": \"2.4", "\"parameters\"", "\"notes\"");
  }
}
