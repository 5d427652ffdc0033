package org.pleura.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.pleura.cli.Shell.pleura;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pleura.audit.MapSimilarity;
import org.pleura.cli.Shell.Ended;
import org.pleura.explain.SaliencyMethod;
import org.pleura.model.ModelFile;
import org.pleura.nn.Network;
import org.pleura.run.Classifier;
import org.pleura.run.ImageFile;
import org.pleura.run.RunFolder;

/** {@code explain --compare} on few small images with a small network. */
class ComparisonTest {
  private static final String PLAN =
      """
      {
        "name": "tiny",
        "preparation": {"height": 32, "width": 32},
        "network": {"convolutions": ["4@3", "6@3"], "dense": [8], "dropout": 0.2},
        "training": {"epochs": 2, "batchSize": 8, "stepsPerEpoch": null, "learningRate": 0.02},
        "explanation": {"images": 0}
      }
      """;

  private static final String HOSTILE = "e'><script>alert(1)<b>\".png";

  @TempDir private static Path folder;
  private static Path images;
  private static Path run;

  @BeforeAll
  static void aRunOnce() throws IOException {
    images = FolderOfImages.draw(folder.resolve("images"), 20);
    Path plan = Files.writeString(folder.resolve("tiny.json"), PLAN);
    run = folder.resolve("run");
    Ended trained = pleura("train", images, "--plan", plan, "--out", run);
    assertThat(trained.code()).as(trained.messages()).isEqualTo(0);
  }

  private static JsonNode json(Path file) throws IOException {
    return JsonMapper.builder().build().readTree(Files.readString(file));
  }

  @Test
  void thePairOfTheLessonIsComparedOnTheRunsTestImages() throws IOException {
    Ended ended = pleura("explain", run, "--compare");
    assertThat(ended.code()).as(ended.messages()).isEqualTo(0);
    assertThat(ended.out())
        .contains("6 images", "agreement of", "rank corr.", "overlap", "HOG")
        .containsPattern(
            "gradcam\\+\\+ +-?\\d\\.\\d\\d +-?\\d\\.\\d\\d +-?\\d\\.\\d\\d +\\d\\.\\d\\d")
        .containsPattern("  and scorecam +-?\\d\\.\\d\\d to -?\\d\\.\\d\\d ")
        .contains("Wildest disagreement", "   1. ", "Closest agreement", "   6. ", ", Pred = 0.")
        .contains("Written: " + run.resolve("comparison/gallery.html"));
    try (Stream<Path> files = Files.list(run.resolve("comparison"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "comparison.json",
              "gallery.html",
              "wildest.png",
              "wildest.svg",
              "closest.png",
              "closest.svg");
    }
    JsonNode found = json(run.resolve("comparison/comparison.json"));
    JsonNode pair = found.path("pairs").path(0);
    assertThat(pair.path("methods").toString()).isEqualTo("[\"gradcam++\",\"scorecam\"]");
    for (String measure : List.of("cells", "maps", "ssim", "overlap", "gradients")) {
      assertThat(found.path("measures").has(measure)).isTrue();
      JsonNode figure = pair.path(measure);
      assertThat(figure.path("value").asDouble())
          .isBetween(figure.path("low").asDouble(), figure.path("high").asDouble());
      assertThat(figure.path("interval").asText()).startsWith("bootstrap of images");
      assertThat(figure.path("images").asInt()).isEqualTo(6);
    }
  }

  @Test
  void theWildestDisagreementIsReallyFirst() throws IOException {
    Path out = folder.resolve("ranked");
    Ended ended = pleura("explain", run, "--compare", "--data", images, "--out", out);
    assertThat(ended.code()).as(ended.messages()).isEqualTo(0);
    // As the definition has it: Spearman's correlation of the two maps' 32 x 32 pixels.
    Classifier classifier = Classifier.of(RunFolder.open(run));
    List<Double> agreements = new ArrayList<>();
    for (JsonNode image : json(out.resolve("comparison.json")).path("ranked")) {
      float[] input =
          classifier.input(
              ImageFile.read(images.resolve(image.path("image").asText()))
                  .prepared(classifier.preparation()));
      List<float[]> maps = new ArrayList<>();
      for (String word : List.of("gradcam++", "scorecam")) {
        maps.add(
            SaliencyMethod.named(word, Optional.empty())
                .explain(classifier.network(), input)
                .expanded());
      }
      double agreement = MapSimilarity.spearman(maps.get(0), maps.get(1)).orElseThrow();
      assertThat(image.path("agreement").asDouble()).isCloseTo(agreement, within(1e-3));
      assertThat(image.path("rank").asInt()).isEqualTo(agreements.size() + 1);
      assertThat(image.path("probability").asDouble())
          .isCloseTo(classifier.network().predict(input)[0], within(1e-6));
      agreements.add(image.path("agreement").asDouble());
    }
    assertThat(agreements).hasSize(40).isSortedAccordingTo(Comparator.naturalOrder());
    assertThat(agreements.get(0)).as("not all the same").isLessThan(agreements.get(39) - 0.01);
    assertThat(pageOrder(out)).as("the gallery's order").isEqualTo(jsonOrder(out));
  }

  private static List<String> jsonOrder(Path out) throws IOException {
    List<String> names = new ArrayList<>();
    json(out.resolve("comparison.json"))
        .path("ranked")
        .forEach(image -> names.add(image.path("image").asText()));
    return names;
  }

  private static List<String> pageOrder(Path out) throws IOException {
    Matcher row =
        Pattern.compile("<figcaption><b>\\d+\\. (.*?)\\.</b>")
            .matcher(Files.readString(out.resolve("gallery.html")));
    List<String> names = new ArrayList<>();
    while (row.find()) {
      names.add(row.group(1));
    }
    return names;
  }

  @Test
  void aLargeGalleryShowsBothEndsAndSaysHowManyItLeavesOut() throws IOException {
    Path many = FolderOfImages.draw(folder.resolve("many"), 26);
    Path out = folder.resolve("both-ends");
    Ended ended = pleura("explain", run, "--compare", "--data", many, "--out", out);
    assertThat(ended.code()).as(ended.messages()).isEqualTo(0);
    List<String> all = jsonOrder(out);
    assertThat(all).hasSize(52);
    List<String> ends = new ArrayList<>(all.subList(0, 25));
    ends.addAll(all.subList(27, 52));
    assertThat(pageOrder(out)).isEqualTo(ends);
    assertThat(out.resolve("gallery.html"))
        .content()
        .contains("The 25 wildest disagreements", "The 25 closest agreements")
        .contains("2 images between these and those above are left out", "<b>25. ", "<b>28. ")
        .doesNotContain("<b>26. ", "<b>27. ");
  }

  @Test
  void aHostileFileNameIsOnlyText() throws IOException {
    Path hostile = FolderOfImages.draw(folder.resolve("hostile"), 3);
    Files.move(hostile.resolve("effusion/e0.png"), hostile.resolve("effusion").resolve(HOSTILE));
    Path out = folder.resolve("escaped");
    Ended ended = pleura("explain", run, "--compare", "--data", hostile, "--out", out);
    assertThat(ended.code()).as(ended.messages()).isEqualTo(0);
    assertThat(out.resolve("gallery.html"))
        .content()
        .contains("e&#39;&gt;&lt;script&gt;alert(1)&lt;b&gt;&quot;.png")
        .contains("alt=\"X-ray effusion/e&#39;&gt;")
        .contains("For research and teaching, not for diagnosis.", "prefers-color-scheme: dark")
        .contains("Pred = 0.", "strongest")
        .doesNotContain("<script", "src=\"http", "href=\"http");
  }

  @Test
  void theJsonOnStandardOutputIsThatOfTheFileWhateverTheThreads() throws IOException {
    Path one = folder.resolve("one");
    Path three = folder.resolve("three");
    Ended first = pleura("explain", run, "--compare", "--out", one, "--json", "--threads", 1);
    Ended second =
        pleura("explain", run, "--compare", "--out", three, "--json", "--threads", 3, "--quiet");
    assertThat(first.out()).isEqualTo(Files.readString(one.resolve("comparison.json")));
    assertThat(second.out()).isEqualTo(first.out());
    assertThat(second.messages()).isEmpty();
    for (String name : List.of("gallery.html", "wildest.png", "closest.svg")) {
      assertThat(one.resolve(name)).hasSameBinaryContentAs(three.resolve(name));
    }
  }

  @Test
  void methodsWithOtherCellsAreComparedAsFarAsTheyCanBe() throws IOException {
    Path out = folder.resolve("cells");
    Ended ended =
        pleura(
            "explain",
            run,
            "--compare",
            "--method=gradcam,gradient,gradcam++-lesson",
            "--images=4",
            "--out",
            out);
    assertThat(ended.code()).as(ended.messages()).isEqualTo(0);
    assertThat(ended.out())
        .contains("4 images")
        .containsPattern("gradcam +undefined +-?\\d")
        .contains(
            "rank correlation of the cells: undefined: their cells differ: 16 x 16 and 32 x 32"
                + " (gradcam and gradient).");
    assertThat(json(out.resolve("comparison.json")).path("ranked").path(0).path("pairs").toString())
        .contains("\"cells\":{\"undefined\":\"their cells differ: 16 x 16 and 32 x 32\"}");
    assertThat(out.resolve("gallery.html")).content().contains("16 \u00d7 16", "32 \u00d7 32");
  }

  @Test
  void imagesWithConstantMapsAreListedApart() throws IOException {
    // A network that says 0.5 of everything has empty maps.
    Path blank = folder.resolve("blank");
    Files.createDirectories(blank);
    for (String name : List.of("plan.json", "provenance.json", "split.csv")) {
      Files.copy(run.resolve(name), blank.resolve(name));
    }
    Network network = ModelFile.read(run.resolve("model.keras")).network();
    ModelFile.write(
        blank.resolve("model.keras"),
        Network.of(network.graph(), new float[network.weights().length]));
    Ended ended = pleura("explain", blank, "--compare");
    assertThat(ended.code()).as(ended.messages()).isEqualTo(0);
    String reason =
        "the maps of GradCAM++ of the logit and ScoreCAM of the logit are the same everywhere";
    assertThat(ended.out())
        .contains("undefined: a map is constant in 6 of 6 images", "Not ranked: ", reason)
        .doesNotContain("Wildest");
    JsonNode found = json(blank.resolve("comparison/comparison.json"));
    assertThat(found.path("ranked")).isEmpty();
    assertThat(found.path("unranked")).hasSize(6);
    assertThat(found.path("unranked").path(0).path("reason").asText()).isEqualTo(reason);
    assertThat(blank.resolve("comparison/gallery.html")).content().contains("Not ranked", reason);
    assertThat(blank.resolve("comparison/wildest.png")).doesNotExist();
  }

  private static void refused(String why, Object... words) {
    Ended ended = pleura(words);
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.messages()).contains(why, "Try 'pleura explain --help'.");
    assertThat(ended.out()).isEmpty();
  }

  @Test
  void whatDoesNotGoTogetherIsWrongUsage() {
    Path image = images.resolve("effusion/e3.png");
    refused("no IMAGE is given", "explain", run);
    refused("so no IMAGE; leave out " + image, "explain", run, image, "--compare");
    refused("needs two methods", "explain", run, "--compare", "--method", "gradcam,gradcam");
    refused("--images belongs to --compare", "explain", run, image, "--images", 3);
    refused("--data belongs to --compare", "explain", run, image, "--data", images);
    refused("--images must be 1 or more", "explain", run, "--compare", "--images", 0);
    refused("no method 'lime'", "explain", run, "--compare", "--method", "gradcam,lime");
    Ended elsewhere = pleura("explain", run, "--compare", "--layer", "conv9");
    assertThat(elsewhere.code()).isEqualTo(1);
    assertThat(elsewhere.messages())
        .contains("there is no layer 'conv9'")
        .doesNotContain("Exception", "\tat ");
  }
}
