package org.pleura.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.pleura.cli.Shell.pleura;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pleura.cli.Shell.Ended;
import org.pleura.data.Part;
import org.pleura.run.RunFacts;

/** The commands one after the other, on few small images with a small network. */
class LessonTest {

  private static final String PLAN =
      """
      {
        "name": "tiny",
        "preparation": {"height": 32, "width": 32},
        "network": {"convolutions": ["4@3", "6@3"], "dense": [8], "dropout": 0.2},
        "training": {"epochs": 3, "batchSize": 8, "stepsPerEpoch": null, "learningRate": 0.02},
        "explanation": {"images": 3}
      }
      """;

  @TempDir private static Path folder;
  private static Path images;
  private static Path run;
  private static Ended lesson;

  @BeforeAll
  static void theLessonOnce() throws IOException {
    images = FolderOfImages.draw(folder.resolve("images"), 20);
    Files.writeString(folder.resolve("tiny.json"), PLAN);
    run = folder.resolve("run");
    lesson = pleura("lesson", images, "--plan", folder.resolve("tiny.json"), "--out", run);
  }

  @Test
  void itSaysWhatTheLessonSays() {
    assertThat(lesson.code()).as(lesson.messages()).isEqualTo(0);
    // 40 images: 6 for the test, ceil(34 * 0.15) = 6 for validation, 28 left.
    // Weights: 4*9+4, 6*4*9+6, 6*8+8, 8+1.
    assertThat(lesson.out())
        .contains("Number of images of class 'effusion': 20 (label 1)")
        .contains("Number of images of class 'normal': 20 (label 0)")
        .contains("in colour: (48, 48, 3)", "in gray:   (48, 48)")
        .contains("rows 35-44, columns 30-39")
        .contains("standardised: (40, 32, 32)")
        .contains("train      (28, 32, 32, 1)")
        .contains("validation (6, 32, 32, 1)", "test       (6, 32, 32, 1)")
        .contains("Total params: 327 (1.28 KB)")
        .contains("Epoch 3/3 - ", "val_loss improved from none to ", "Elapsed time: ")
        .contains("6 test images", "Test accuracy", "Sensitivity", "Specificity", "AUROC")
        .contains(
            "GradCAM++ of the probability at conv2d_1: 16 x 16 cells, each 2 x 2 pixels of the 32 x"
                + " 32 image")
        .contains("Report: " + run.resolve("report.html"));
    assertThat(lesson.out().lines().filter(Pattern.compile("^\\[?.\\[[ \\d]+\\]+$").asPredicate()))
        .as("the lines of the matrix")
        .hasSize(10);
  }

  @Test
  void whatHadToBeAssumedIsSaidOnTheWay() {
    assertThat(lesson.messages())
        .contains("'effusion' is the positive class", "which images show the same patient")
        .doesNotContain("\r");
  }

  @Test
  void theRunsFolderHoldsEverything() throws IOException {
    for (String name :
        List.of(
            "plan.json",
            "split.csv",
            "history.csv",
            "model.keras",
            "checkpoint/training.bin",
            "predictions.csv",
            "evaluation.json",
            "report.html",
            "provenance.json")) {
      assertThat(run.resolve(name)).isNotEmptyFile();
    }
    assertThat(names(run.resolve("explanations"))).as("JSON and NPY of 3 images").hasSize(6);
    assertThat(names(run.resolve("figures")).filter(name -> name.endsWith(".png")))
        .containsExactly(
            "01-examples.png",
            "02-matrix.png",
            "03-prepared.png",
            "04-augmented.png",
            "05-activations.png",
            "06-filter.png",
            "07-pooling.png",
            "08-training.png",
            "09-confusion.png",
            "10-roc.png",
            "11-saliency.png",
            "12-reliability.png");
    assertThat(names(run)).as("nothing half-written").noneMatch(name -> name.endsWith(".part"));
  }

  @Test
  void theReportIsOneFileWithAllFigures() throws IOException {
    String report = Files.readString(run.resolve("report.html"));
    assertThat(report)
        .contains("For research and teaching, not for diagnosis.")
        .contains("Accuracy", "AUROC", "which images show the same patient")
        .doesNotContain("http-equiv=\"refresh\"", "<script", "src=\"http");
    assertThat(report.split("<figcaption>", -1)).hasSize(13);
  }

  @Test
  void itsOwnPlanRepeatsTheRun() throws IOException {
    Path again = folder.resolve("again");
    Ended ended =
        pleura("train", images, "--plan", run.resolve("plan.json"), "--out", again, "--threads", 1);
    assertThat(ended.code()).as(ended.messages()).isEqualTo(0);
    for (String name : List.of("plan.json", "split.csv", "predictions.csv", "evaluation.json")) {
      assertThat(again.resolve(name)).hasSameTextualContentAs(run.resolve(name));
    }
    assertThat(again.resolve("model.keras")).hasSameBinaryContentAs(run.resolve("model.keras"));
  }

  @Test
  void aRunThatIsThereIsLeftAlone() {
    Ended ended = pleura("lesson", images, "--plan", folder.resolve("tiny.json"), "--out", run);
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.messages())
        .isEqualTo(
            "pleura: "
                + run
                + " already holds a run; name another folder with --out, or replace it with"
                + " --force.\n");
  }

  @Test
  void predictSpeaksTextAndJson() {
    Path image = images.resolve("effusion/e3.png");
    Ended text = pleura("predict", run, image);
    assertThat(text.code()).as(text.messages()).isEqualTo(0);
    assertThat(text.out()).contains(image.toString(), "P(effusion)");
    Ended json = pleura("predict", run, image, "--json");
    assertThat(json.out()).startsWith("[").contains("\"probability\"", "\"called\"");
  }

  /** Plain words are taken as they are; two dashes before them have them read as any command's. */
  @Test
  void predictSaysTheSameWhoeverReadsTheCommandLine() throws IOException {
    Path good = images.resolve("effusion/e3.png");
    Path noImage = Files.writeString(folder.resolve("words.png"), "no image");
    Path elsewhere = folder.resolve("nowhere");
    for (List<Path> words :
        List.of(
            List.of(run, good),
            List.of(run, good, noImage, elsewhere),
            List.of(run, noImage),
            List.of(elsewhere, good),
            List.of(images, good))) {
      Object[] plain = Stream.concat(Stream.of("predict"), words.stream()).toArray();
      Object[] read = Stream.concat(Stream.of("predict", "--"), words.stream()).toArray();
      assertThat(pleura(plain)).as("%s", words).isEqualTo(pleura(read));
    }
    assertThat(pleura("predict", run, good).code()).isZero();
    assertThat(pleura("predict", run, good, noImage).code()).isEqualTo(3);
    assertThat(pleura("predict", elsewhere, good).code()).isEqualTo(1);
    Path list = Files.writeString(folder.resolve("names"), good.toString());
    assertThat(pleura("predict", run, "@" + list)).isEqualTo(pleura("predict", run, good));
  }

  /** The run's evaluation with another temperature, and with none. */
  @Test
  void predictDividesTheLogitByTheTemperatureOfTheEvaluation() throws IOException {
    Path image = images.resolve("effusion/e3.png");
    Path copy = Files.createDirectories(folder.resolve("scaled"));
    for (String name : List.of("plan.json", "model.keras", "split.csv", "provenance.json")) {
      Files.copy(run.resolve(name), copy.resolve(name));
    }
    assertThat(pleura("predict", copy, image).out())
        .contains("Without scaled probabilities: the model was");

    ObjectMapper mapper = new ObjectMapper();
    ObjectNode evaluation = (ObjectNode) mapper.readTree(run.resolve("evaluation.json").toFile());
    evaluation
        .withObject("/temperatureScaling/testAfter/brierChange")
        .removeAll()
        .put("value", -0.01)
        .put("low", -0.03)
        .put("high", 0.01)
        .put("interval", "bootstrap");
    for (double temperature : new double[] {0.5, 2}) {
      evaluation
          .withObject("/temperatureScaling/temperature")
          .removeAll()
          .put("value", temperature)
          .put("low", temperature)
          .put("high", temperature)
          .put("interval", "Wald");
      mapper.writeValue(copy.resolve("evaluation.json").toFile(), evaluation);
      JsonNode answer = mapper.readTree(pleura("predict", copy, image, "--json").out()).get(0);
      double logit = answer.path("logit").asDouble();
      assertThat(answer.path("scaled").asDouble())
          .isCloseTo(1 / (1 + Math.exp(-logit / temperature)), within(1e-6));
      assertThat(answer.path("temperature").asDouble()).isEqualTo(temperature);
      assertThat(pleura("predict", copy, image).out())
          .contains(
              String.format(Locale.ROOT, "%.4f", answer.path("scaled").asDouble()),
              "scaled: with the logit divided by " + temperature + "00, the temperature that");
    }
    // So small a temperature makes every probability 0 or 1 in 32 bits; none is told as certain.
    evaluation
        .withObject("/temperatureScaling/temperature")
        .removeAll()
        .put("value", 0.001)
        .put("low", 0.001)
        .put("high", 0.001)
        .put("interval", "Wald");
    mapper.writeValue(copy.resolve("evaluation.json").toFile(), evaluation);
    assertThat(pleura("predict", copy, image).out())
        .containsPattern("> 0\\.9999 |< 0\\.0001 ")
        .doesNotContain("1.0000")
        .doesNotContain("0.0000");
    evaluation.withObject("/temperatureScaling/testAfter/brierChange").put("value", 0.005);
    mapper.writeValue(copy.resolve("evaluation.json").toFile(), evaluation);
    assertThat(pleura("predict", copy, image).out())
        .contains(
            "Without scaled probabilities: the temperature of the validation images, 0.001, makes"
                + " the Brier score of the test images worse, by 0.005 (-0.030 to 0.010).");
    evaluation
        .withObject("/temperatureScaling/temperature")
        .removeAll()
        .put("value", 0.6)
        .put("low", 0.3)
        .put("high", 1.2)
        .put("interval", "Wald");
    mapper.writeValue(copy.resolve("evaluation.json").toFile(), evaluation);
    assertThat(pleura("predict", copy, image).out())
        .contains("0.60 (0.30 to 1.20), cannot be told from 1.");
    evaluation
        .withObject("/temperatureScaling/temperature")
        .removeAll()
        .put("undefined", "all on the right side");
    mapper.writeValue(copy.resolve("evaluation.json").toFile(), evaluation);
    assertThat(pleura("predict", copy, image).out())
        .contains("Without scaled probabilities: all on the right side.");
    JsonNode without = mapper.readTree(pleura("predict", copy, image, "--json").out()).get(0);
    assertThat(without.has("scaled")).isFalse();
    assertThat(without.has("temperature")).isFalse();
  }

  @Test
  void predictAndExplainWarnOfWhatIsUnlikeTheTraining() throws IOException {
    Map<Part, Path> own = new EnumMap<>(Part.class);
    RunFacts.split(run.resolve("split.csv"))
        .forEach(filed -> own.put(filed.part(), images.resolve(filed.image())));
    Path negative = folder.resolve("negative.png");
    Files.write(negative, FolderOfImages.inverted(images.resolve("effusion/e3.png")));
    Path training = own.get(Part.TRAIN);
    Path test = own.get(Part.TEST);
    String small = "It is small, 48 x 48 pixels; what a radiograph shows may be lost.";
    String known = "It is one of the images that the model was trained on.";
    String unlike = "It is unlike the images the model was trained on: its correlation with";

    Ended text = pleura("predict", run, training, test, negative);
    assertThat(text.out())
        .contains("Warning: " + training + ": " + known + " " + small)
        .contains("Warning: " + test + ": " + small)
        .containsPattern("Warning: " + negative + ": .*" + unlike);
    assertThat(text.messages()).isEmpty();
    JsonNode answers =
        new ObjectMapper()
            .readTree(pleura("predict", run, training, test, negative, "--json").out());
    assertThat(answers.at("/0/warnings/0").asText()).isEqualTo(known);
    assertThat(answers.at("/1/warnings")).hasSize(1);
    assertThat(answers.at("/2/warnings").toString()).contains(unlike).doesNotContain(known);

    Path out = folder.resolve("warned");
    Ended explained = pleura("explain", run, negative, "--out", out);
    assertThat(explained.out()).containsPattern("Warning: " + negative + ": .*" + unlike);
    Ended json =
        pleura(
            "explain", run, test, negative, "--out", out, "--json", "--method", "gradcam,gradient");
    JsonNode maps = new ObjectMapper().readTree(json.out());
    // Method by method, of each method image by image.
    assertThat(maps).hasSize(4);
    assertThat(maps.at("/2/warnings").toString()).contains(small).doesNotContain(unlike);
    assertThat(maps.at("/3/warnings").toString()).contains(unlike);
  }

  @Test
  void whereTheUsualPlaceCannotBeWrittenOutIsNamed() throws IOException {
    Path image = images.resolve("effusion/e3.png");
    Path copy = Files.createDirectories(folder.resolve("taken"));
    for (String name : List.of("plan.json", "model.keras", "split.csv", "provenance.json")) {
      Files.copy(run.resolve(name), copy.resolve(name));
    }
    Path usual = Files.writeString(copy.resolve("explanations"), "a file");
    Ended ended = pleura("explain", copy, image);
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.messages())
        .contains(usual + " is a file, not a folder", "Name another place with --out.");
    assertThat(pleura("explain", copy, image, "--out", folder.resolve("other")).code()).isZero();
    assertThat(pleura("explain", copy, image, "--out", usual).messages())
        .contains("is a file, not a folder")
        .doesNotContain("Name another place");
  }

  @Test
  void explainLeavesPictureAndNumbers() throws IOException {
    Path out = folder.resolve("maps");
    Ended ended =
        pleura(
            "explain",
            run,
            images.resolve("effusion/e3.png"),
            images.resolve("normal/n4.png"),
            "--out",
            out);
    assertThat(ended.code()).as(ended.messages()).isEqualTo(0);
    // The digits tell the file from another of the same name.
    assertThat(names(out))
        .allMatch(name -> name.matches("(effusion-e3|normal-n4)-[0-9a-f]{8}[-.].*"))
        .map(name -> name.replaceFirst("-[0-9a-f]{8}", ""))
        .containsExactly(
            "effusion-e3-gradcam-plus-plus.json",
            "effusion-e3-gradcam-plus-plus.npy",
            "effusion-e3.png",
            "effusion-e3.svg",
            "normal-n4-gradcam-plus-plus.json",
            "normal-n4-gradcam-plus-plus.npy",
            "normal-n4.png",
            "normal-n4.svg");
    // The run knows its own images by their bytes, wherever they lie.
    assertThat(contents(out, "effusion-e3", ".json")).contains("\"label\": 1");
    assertThat(contents(out, "normal-n4", ".json")).contains("\"label\": 0");
    assertThat(contents(out, "normal-n4", ".svg")).contains("Class: normal. Pred = ");
  }

  private static String contents(Path folder, String beginning, String ending) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      Path file =
          files
              .filter(one -> one.getFileName().toString().startsWith(beginning))
              .filter(one -> one.toString().endsWith(ending))
              .findFirst()
              .orElseThrow();
      return Files.readString(file);
    }
  }

  @Test
  void severalMethodsAreAskedAtOnceAndAnUnknownOneIsAnsweredWithAll() throws IOException {
    Path out = folder.resolve("methods");
    Path image = images.resolve("effusion/e3.png");
    Ended ended =
        pleura("explain", run, image, "--out", out, "--method", "scorecam,gradient,sobel");
    assertThat(ended.code()).as(ended.messages()).isEqualTo(0);
    assertThat(ended.out())
        .contains("ScoreCAM of the logit at conv2d_1: 16 x 16 cells")
        .contains("gradient of the logit at input_layer: 32 x 32 cells, each 1 x 1 pixels")
        .contains("control: edges of the image");
    assertThat(names(out)).hasSize(8);

    Ended early =
        pleura("explain", run, image, "--out", out, "--method", "layercam", "--layer", "conv2d");
    assertThat(early.out()).contains("LayerCAM of the logit at conv2d: 32 x 32 cells");

    Ended unknown = pleura("explain", run, image, "--method", "lime");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.messages()).contains("no method 'lime'; there are gradcam, gradcam++,");
    Ended elsewhere = pleura("explain", run, image, "--layer", "conv9");
    assertThat(elsewhere.code()).isEqualTo(1);
    assertThat(elsewhere.messages()).contains("there is no layer 'conv9'", "conv2d_1");
  }

  @Test
  void anAuditSaysWhatItFoundAndEndsWithFourUnlessAllPass() throws IOException {
    Ended ended =
        pleura("audit", run, "--data", images, "--method", "gradcam,sobel", "--images", 24);
    // GradCAM passes, and that the control fails is as it should be.
    assertThat(ended.code()).as(ended.messages()).isEqualTo(0);
    assertThat(ended.out())
        .contains(
            "24 images; maps of conv2d_1, input_layer",
            "method                weights       faithfulness  stability")
        .containsPattern("sobel +FAIL")
        .contains("weights: does the map depend on what was learned?")
        .contains("  It passes if after a shift of 1 or 2 pixels, ")
        .contains(
            "sobel                FAIL: with random weights down to dense_1 the maps of 24 of")
        .contains(
            "Of 4 questions to 1 way of explaining, 4 were passed.",
            " The control sobel, which only")
        .contains("Not asked: labels, localization, shortcut, repeatability.")
        .contains("Written: " + run.resolve("audit.json"));
    assertThat(run.resolve("audit.json"))
        .content()
        .contains("\"verdict\": \"FAIL\"", "\"rule\"", "\"SSIM, random down to conv2d\"");
    assertThat(ended.messages())
        .contains(
            "labels, shortcut, repeatability cannot be asked: an imported model, or other data")
        .contains("localization cannot be asked: no masks, and no boxes of 'effusion', lie beside");

    Ended failed =
        pleura(
            "audit",
            run,
            "--data",
            images,
            "--method",
            "scorecam-lesson",
            "--checks",
            "weights",
            "--images",
            24);
    assertThat(failed.code()).as(failed.out()).isEqualTo(4);
    assertThat(failed.out()).contains("Of 1 question to 1 way of explaining, 0 were passed.");

    Ended labels = pleura("audit", run, "--data", images, "--checks", "labels");
    assertThat(labels.code()).isEqualTo(2);
    assertThat(labels.messages()).contains("--checks labels cannot be asked: an imported model");
    Ended unknown = pleura("audit", run, "--checks", "beauty");
    assertThat(unknown.messages())
        .contains("there is no check 'beauty'; there are weights, labels");
    assertThat(pleura("audit", run, "--method", "lime").code()).isEqualTo(2);
  }

  @Test
  void anAuditOfTooFewImagesIsRefusedBeforeTheWorkBegins() throws IOException {
    Ended own = pleura("audit", run);
    assertThat(own.code()).isEqualTo(3);
    assertThat(own.messages())
        .contains(
            "An audit needs 20 images, since on fewer no check can tell, but "
                + run
                + " has 6 test images; name others with --data DIR.")
        .doesNotContain("Training with seed", "Explaining by");
    Ended asked = pleura("audit", run, "--images", 19);
    assertThat(asked.code()).isEqualTo(2);
    assertThat(asked.messages())
        .contains("--images must be 20 or more, since on fewer no check can tell, but it is 19.");
    Path few = FolderOfImages.draw(folder.resolve("nine"), 9);
    Ended other = pleura("audit", run, "--data", few);
    assertThat(other.code()).isEqualTo(3);
    assertThat(other.messages()).contains("but " + few + " has 18; name others");
  }

  @Test
  void evaluateTakesPredictionsMadeElsewhere() throws IOException {
    Path copy = folder.resolve("copy");
    Files.createDirectories(copy);
    for (String name : List.of("plan.json", "provenance.json")) {
      Files.copy(run.resolve(name), copy.resolve(name));
    }
    Files.writeString(
        copy.resolve("predictions.csv"), "image,label,probability\na,1,0.9\nb,0,0.8\nc,0,0.1\n");
    Ended ended = pleura("evaluate", copy);
    assertThat(ended.code()).as(ended.messages()).isEqualTo(0);
    // Called rightly: a and c of three.
    assertThat(ended.out()).contains("3 test images: 1 effusion, 2 normal", "0.67 (");
    assertThat(copy.resolve("evaluation.json")).content().contains("\"truePositives\": 1");
  }

  @Test
  void evaluateOnOtherDataLeavesTheRunsOwnEvaluationAlone() throws IOException {
    Path other = FolderOfImages.draw(folder.resolve("other"), 5);
    String before = Files.readString(run.resolve("evaluation.json"));
    Ended ended = pleura("evaluate", run, "--data", other);
    assertThat(ended.code()).as(ended.messages()).isEqualTo(0);
    assertThat(ended.out()).contains("10 test images: 5 effusion, 5 normal");
    assertThat(run.resolve("evaluations/other/predictions.csv")).isNotEmptyFile();
    assertThat(run.resolve("evaluation.json")).hasContent(before);
  }

  @Test
  void jsonIsOneDocumentAndNothingElse() {
    Ended ended =
        pleura(
            "train",
            images,
            "--plan",
            folder.resolve("tiny.json"),
            "--set",
            "training.epochs=1",
            "--out",
            folder.resolve("json"),
            "--json",
            "--quiet");
    assertThat(ended.code()).as(ended.messages()).isEqualTo(0);
    assertThat(ended.out()).startsWith("{\n  \"run\"").endsWith("}\n").contains("\"auroc\"");
    assertThat(ended.messages()).isEmpty();
  }

  @Test
  void withoutDataItDrawsPhantoms() throws IOException {
    Path drawn = folder.resolve("drawn");
    Ended ended =
        pleura(
            "lesson",
            "--phantoms",
            4,
            "--plan",
            folder.resolve("tiny.json"),
            "--set",
            "training.epochs=1",
            "--out",
            drawn);
    assertThat(ended.code()).as(ended.messages()).isEqualTo(0);
    assertThat(ended.out()).contains("in colour: (512, 512, 3)");
    assertThat(ended.out())
        .contains("They are drawings and lie in " + drawn.resolve("phantoms"))
        .contains("the lesson's place, rows 35-44, columns 30-39, is black on a drawing");
    Path phantom = drawn.resolve("phantoms/effusion/e1.png");
    Ended asked = pleura("predict", drawn, phantom, images.resolve("effusion/e3.png"));
    assertThat(asked.out())
        .contains(
            "e3.png: This model was trained on drawings, and it is not known to be one. It is"
                + " small")
        .doesNotContain(phantom + ": This model was trained on drawings");
    assertThat(asked.messages()).contains("is not told: the run has no typicality.json.");
    assertThat(names(drawn.resolve("phantoms/effusion"))).hasSize(4);
    assertThat(drawn.resolve("report.html"))
        .content()
        .contains("not radiographs of people", "on phantoms");
    Files.delete(drawn.resolve(".lock"));
    Ended again = pleura("lesson", "--resume", drawn);
    assertThat(again.code()).as(again.messages()).isEqualTo(0);
    assertThat(again.out()).contains(drawn + " is finished; its report is ");
    assertThat(drawn.resolve(".lock")).doesNotExist();
  }

  @Test
  void anInterruptedRunIsOfferedAndResumedToTheSameEnd() throws IOException {
    Path runs = folder.resolve("interrupted");
    Path cut = runs.resolve("cut");
    Object plan = folder.resolve("tiny.json");
    assertThat(pleura("train", images, "--plan", plan, "--out", cut).code()).isEqualTo(0);
    // After three of five epochs, and before the training's end was noted.
    rewrite(cut.resolve("plan.json"), "\"epochs\": 3", "\"epochs\": 5");
    rewrite(cut.resolve("provenance.json"), "(?s),\\s*\"weights\": \\{.*?\\}", "");
    rewrite(cut.resolve("provenance.json"), "\\s*\"finished\": \".*?\",", "");

    Ended uninterrupted =
        pleura(
            "train",
            images,
            "--plan",
            plan,
            "--set=training.epochs=5",
            "--out",
            runs.resolve("new"));
    assertThat(uninterrupted.messages())
        .contains("A run that asked the same was interrupted", "pleura train --resume " + cut);

    Ended resumed = pleura("train", "--resume", cut);
    assertThat(resumed.code()).as(resumed.messages()).isEqualTo(0);
    assertThat(resumed.out()).contains("Epoch 4/5 - ").doesNotContain("Epoch 3/5 - ");
    for (String name : List.of("model.keras", "predictions.csv", "evaluation.json")) {
      assertThat(cut.resolve(name)).hasSameBinaryContentAs(runs.resolve("new").resolve(name));
    }
  }

  private static void rewrite(Path file, String pattern, String replacement) throws IOException {
    String before = Files.readString(file);
    String after = before.replaceFirst(pattern, replacement);
    assertThat(after).isNotEqualTo(before);
    Files.writeString(file, after);
  }

  private static Stream<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
    }
  }
}
