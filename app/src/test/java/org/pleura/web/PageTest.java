package org.pleura.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pleura.cli.Shell;
import org.pleura.data.Radiograph;
import org.pleura.evaluate.PairedAccuracy;
import org.pleura.explain.SaliencyMethod;
import org.pleura.image.GrayImage;
import org.pleura.image.ImageFiles;
import org.pleura.run.Comparing;
import org.pleura.run.HeldFolder;
import org.pleura.run.Loading;
import org.pleura.run.Plan;
import org.pleura.run.PlanFile;
import org.pleura.run.Prediction;
import org.pleura.run.PredictionsFile;
import org.pleura.run.Progress;
import org.pleura.run.Run;
import org.pleura.run.RunData;
import org.pleura.run.RunFacts;
import org.pleura.run.RunFolder;
import org.pleura.run.WithoutLocks;

/** What the page answers, and what it refuses. */
class PageTest {

  @TempDir private static Path place;
  private static DrawnRun run;

  @BeforeAll
  static void open() throws IOException {
    run = DrawnRun.make(place);
  }

  @AfterAll
  static void close() throws IOException {
    run.close();
  }

  @Test
  void theRunsOfTheFolderAreListed() throws Exception {
    JsonNode runs = DrawnRun.json(run.ask(HttpRequest.newBuilder(api("runs")))).path("runs");
    assertThat(runs).hasSize(1);
    assertThat(runs.get(0).path("name").asText()).isEqualTo("drawn");
    assertThat(runs.get(0).path("run").asText()).isEqualTo(run.id);
    assertThat(runs.get(0).path("hasModel").asBoolean()).isTrue();
    assertThat(run.get("").path("plan").path("training").path("epochs").asInt()).isEqualTo(3);
  }

  @Test
  void theGalleryCountsAndFilters() throws Exception {
    JsonNode all = run.get("/images");
    assertThat(all.path("images").asInt()).isEqualTo(80);
    assertThat(all.path("counts").path("effusion").path("all").asInt()).isEqualTo(40);
    int inParts = 0;
    for (String part : List.of("train", "validation", "test")) {
      JsonNode only = run.get("/images?most=200&part=" + part);
      inParts += only.path("chosen").asInt();
      only.path("list").forEach(one -> assertThat(one.path("part").asText()).isEqualTo(part));
    }
    assertThat(inParts).isEqualTo(80);
    JsonNode effusions = run.get("/images?class=effusion&most=200&from=30");
    assertThat(effusions.path("chosen").asInt()).isEqualTo(40);
    assertThat(effusions.path("list")).hasSize(10);
    // As people count: e2 before e10.
    assertThat(run.get("/images?class=effusion&most=200").path("list").findValuesAsText("name"))
        .isEqualTo(IntStream.rangeClosed(1, 40).mapToObj(i -> "effusion/e" + i + ".png").toList());
    String patient = all.path("list").get(0).path("patient").asText();
    assertThat(run.get("/images?patient=" + patient).path("list"))
        .isNotEmpty()
        .allSatisfy(one -> assertThat(one.path("patient").asText()).isEqualTo(patient));
    // A part of an identifier is another patient, or none.
    assertThat(
            run.get("/images?patient=" + patient.substring(0, patient.length() - 1)).path("list"))
        .noneMatch(one -> one.path("patient").asText().equals(patient));
  }

  @Test
  void aPictureHasTheGraysOfItsFile() throws Exception {
    String name = run.get("/images/0").path("name").asText();
    byte[] file = Files.readAllBytes(run.folder.resolve("phantoms").resolve(name));
    GrayImage shown = ImageFiles.decodeGray(run.bytes("/images/0/gray.png"), "shown");
    assertThat(shown).isEqualTo(ImageFiles.decodeGray(file, name));
    GrayImage small = ImageFiles.decodeGray(run.bytes("/images/0/small.png"), "small");
    assertThat(small.width()).isEqualTo(320);
    GrayImage prepared = ImageFiles.decodeGray(run.bytes("/images/0/prepared.png"), "prepared");
    assertThat(prepared.width()).isEqualTo(128);
  }

  @Test
  void anAugmentationWithoutRangesIsThePreparedPicture() throws Exception {
    assertThat(run.bytes("/images/0/augmented.png")).isEqualTo(run.bytes("/images/0/prepared.png"));
    assertThat(run.bytes("/images/0/augmented.png?rotation=20&number=1"))
        .isNotEqualTo(run.bytes("/images/0/augmented.png?rotation=20&number=2"))
        .isEqualTo(run.bytes("/images/0/augmented.png?rotation=20&number=1"));
  }

  @Test
  void aSentImageIsAnsweredAsOnTheCommandLine() throws Exception {
    Path file = run.imageOf("test");
    JsonNode answer = run.send("/predict", Files.readAllBytes(file));
    JsonNode known =
        DrawnRun.json(Shell.pleura("predict", run.folder, file, "--json", "--quiet").out()).get(0);
    assertThat(answer.path("probability").asDouble())
        .isCloseTo(known.path("probability").asDouble(), within(1e-6));
    assertThat(answer.path("called").asText()).isEqualTo(known.path("called").asText());
    assertThat(answer.path("warnings")).isEmpty();
    assertThat(answer.path("worth").path("sentence").asText()).contains("test images");
    assertThat(answer.path("map").path("cells"))
        .hasSize(
            answer.path("map").path("rows").asInt() * answer.path("map").path("columns").asInt());
  }

  @Test
  void anImageOfTheRunsOwnIsSaidToBeOne() throws Exception {
    Path learned = run.imageOf("train");
    JsonNode answer = run.send("/predict", Files.readAllBytes(learned));
    String name = learned.getParent().getFileName() + "/" + learned.getFileName();
    assertThat(answer.path("own").path("sentence").asText())
        .isEqualTo(
            "This is the run's own "
                + name
                + ", from its training part; what a model says of images it learned from proves"
                + " nothing.");
    assertThat(answer.path("own").path("image").asText()).isEqualTo(name);
    assertThat(answer.path("own").path("part").asText()).isEqualTo("train");
    assertThat(answer.has("worth")).isFalse();
    JsonNode watched = run.send("/predict", Files.readAllBytes(run.imageOf("validation")));
    assertThat(watched.path("own").path("sentence").asText()).contains("from its validation part");
    assertThat(watched.has("worth")).isFalse();
    JsonNode tested = run.send("/predict", Files.readAllBytes(run.imageOf("test")));
    assertThat(tested.path("own").path("sentence").asText())
        .endsWith(
            "from its test part; the model did not learn from it, and Results counts it already.");
    assertThat(tested.has("worth")).isTrue();
    // A byte more is another file, of which nothing is known.
    byte[] longer = Files.readAllBytes(learned);
    longer = Arrays.copyOf(longer, longer.length + 1);
    assertThat(run.send("/predict", longer).has("own")).isFalse();
  }

  @Test
  void whatIsSentIsNotKept() throws Exception {
    Set<String> before = files();
    run.send("/predict", Files.readAllBytes(run.phantom("normal")));
    assertThat(files()).isEqualTo(before);
  }

  private static Set<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(place)) {
      return new TreeSet<>(all.map(Path::toString).toList());
    }
  }

  @Test
  void aPhotographInColourIsWarnedOf() throws Exception {
    BufferedImage photograph = new BufferedImage(400, 300, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 300; y++) {
      for (int x = 0; x < 400; x++) {
        photograph.setRGB(x, y, Color.HSBtoRGB(x / 400f, 0.8f, 0.3f + y / 500f));
      }
    }
    JsonNode answer = run.send("/predict", png(photograph));
    assertThat(answer.path("warnings").toString())
        .contains("in colour")
        .contains("unlike the images");
    // What test images were called says nothing of it.
    assertThat(answer.has("worth")).isFalse();
  }

  @Test
  void invertedGraysAreWarnedOf() throws Exception {
    GrayImage film = ImageFiles.decodeGray(Files.readAllBytes(run.phantom("normal")), "film");
    byte[] grays = film.pixels();
    for (int i = 0; i < grays.length; i++) {
      grays[i] = (byte) (255 - (grays[i] & 0xff));
    }
    byte[] inverted = ImageFiles.encodePng(GrayImage.of(film.width(), film.height(), grays));
    assertThat(warnings(inverted)).contains("look inverted");
  }

  @Test
  void anOddShapeIsWarnedOf() throws Exception {
    BufferedImage strip = new BufferedImage(300, 60, BufferedImage.TYPE_BYTE_GRAY);
    strip.getRaster().setSample(5, 5, 0, 200);
    assertThat(warnings(png(strip))).contains("is small").contains("shape is odd");
  }

  private static String warnings(byte[] file) throws IOException, InterruptedException {
    return run.send("/predict", file).path("warnings").toString();
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  @Test
  void aBadFileIsRefusedInOneSentence() throws Exception {
    byte[] whole = Files.readAllBytes(run.phantom("normal"));
    for (byte[] bad :
        List.of(
            new byte[0],
            "no image".getBytes(StandardCharsets.UTF_8),
            Arrays.copyOf(whole, whole.length / 2))) {
      HttpResponse<String> answer = run.post("/predict", bad);
      assertThat(answer.statusCode()).isEqualTo(422);
      assertThat(sentence(answer)).startsWith("The image").endsWith(".");
    }
  }

  @Test
  void aFileThatSaysItIsVastIsRefusedBeforeItIsDecoded() throws Exception {
    // 7000 x 6000 = 42 million pixels, all of one gray.
    byte[] vast = ImageFiles.encodePng(GrayImage.of(7000, 6000, new byte[42_000_000]));
    HttpResponse<String> answer = run.post("/predict", vast);
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(sentence(answer)).contains("40 million pixels").contains("7000 x 6000");
  }

  @Test
  void aFileThatIsTooLongIsNotRead() throws Exception {
    String answer =
        raw(
            "POST /api/runs/" + run.id + "/predict HTTP/1.1",
            "Host: 127.0.0.1:" + port(),
            "Content-Length: 33554433");
    assertThat(answer).startsWith("HTTP/1.1 413").contains("32 MiB at most");
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example"})
  void otherHostsAreTurnedAway(String host) throws Exception {
    assertThat(raw("GET /api/runs HTTP/1.1", "Host: " + host)).startsWith("HTTP/1.1 403");
    assertThat(raw("GET / HTTP/1.1", "Host: " + host)).startsWith("HTTP/1.1 403");
  }

  @Test
  void otherPagesAreTurnedAway() throws Exception {
    String host = "Host: localhost:" + port();
    assertThat(raw("GET /api/runs HTTP/1.1", host)).startsWith("HTTP/1.1 200");
    assertThat(raw("GET /api/runs HTTP/1.1", host, "Origin: http://localhost:" + port()))
        .startsWith("HTTP/1.1 200");
    for (String origin : List.of("http://evil.example", "null", "http://localhost:1")) {
      assertThat(raw("GET /api/runs HTTP/1.1", host, "Origin: " + origin))
          .startsWith("HTTP/1.1 403");
    }
    assertThat(raw("GET /api/runs HTTP/1.1", host, "Sec-Fetch-Site: cross-site"))
        .startsWith("HTTP/1.1 403");
    // A link from elsewhere may open the page itself.
    String link = "Sec-Fetch-Site: cross-site";
    assertThat(raw("GET / HTTP/1.1", host, link, "Sec-Fetch-Mode: navigate"))
        .startsWith("HTTP/1.1 200");
    assertThat(raw("GET / HTTP/1.1", host, link, "Sec-Fetch-Mode: no-cors"))
        .startsWith("HTTP/1.1 403");
  }

  @Test
  void theBrowserIsToldToLoadNothingFromElsewhere() throws Exception {
    assertThat(raw("GET / HTTP/1.1", "Host: localhost:" + port()).toLowerCase(Locale.ROOT))
        .contains("content-security-policy: default-src 'none'; script-src 'self';")
        .contains("x-content-type-options: nosniff")
        .doesNotContain("unsafe-inline")
        .doesNotContain("access-control-allow-origin");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../pom.xml",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/api/runs/..%2f..%2fetc",
        "/api/runs/drawn/images",
        "/api/runs/%2Fetc/images",
        "/page.class",
        "/Page.class",
        "/api/",
      })
  void pathsLeadNowhere(String path) throws Exception {
    String answer = raw("GET " + path + " HTTP/1.1", "Host: localhost:" + port());
    assertThat(answer).matches("(?s)HTTP/1.1 40[04].*");
    assertThat(answer).doesNotContain("root:").doesNotContain("<project").doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/images/80",
        "/images/-1",
        "/images/x",
        "/images/0/augmented.png?rotation=NaN",
        "/images/0/map?method=none-such",
        "/images?most=0",
        "/images?part=tests",
        "/images/0/augmented.png?number=21",
        "/quiz?seed=1.5",
      })
  void whatCannotBeAskedIsRefusedInOneSentence(String path) throws Exception {
    HttpResponse<String> answer = run.ask(HttpRequest.newBuilder(run.at(path)));
    assertThat(answer.statusCode()).isBetween(400, 404);
    assertThat(sentence(answer)).endsWith(".").doesNotContain("Exception");
  }

  private static String sentence(HttpResponse<String> answer) throws IOException {
    return DrawnRun.json(answer).path("error").asText();
  }

  @Test
  void theQuizCountsGuessesBesideTheModel() throws Exception {
    JsonNode quiz = run.get("/quiz?seed=7");
    assertThat(quiz.path("images")).hasSize(10);
    assertThat(quiz.toString()).doesNotContain("label");
    List<String> guesses = new ArrayList<>();
    int effusions = 0;
    for (JsonNode image : quiz.path("images")) {
      guesses.add("{\"image\":" + image + ",\"label\":1}");
      JsonNode shown = run.get("/images/" + image);
      assertThat(shown.path("part").asText()).isEqualTo("test");
      effusions += shown.path("label").asInt();
    }
    byte[] body = ("{\"guesses\":" + guesses + "}").getBytes(StandardCharsets.UTF_8);
    JsonNode result = run.send("/quiz", body);
    // Always saying "effusion" is right as often as there are effusions.
    assertThat(result.path("you").path("right").asInt()).isEqualTo(effusions);
    assertThat(result.path("you").path("of").asInt()).isEqualTo(10);
    assertThat(result.path("you").path("low").asDouble()).isLessThan(effusions / 10.0);
    int modelRight = 0;
    int onlyYou = 0;
    int onlyTheModel = 0;
    for (JsonNode answer : result.path("answers")) {
      boolean isEffusion = answer.path("label").asInt() == 1;
      boolean called = answer.path("probability").asDouble() > 0.5;
      modelRight += called == isEffusion ? 1 : 0;
      // You always say "effusion".
      onlyYou += isEffusion && !called ? 1 : 0;
      onlyTheModel += !isEffusion && !called ? 1 : 0;
    }
    assertThat(result.path("theModel").path("right").asInt()).isEqualTo(modelRight);
    assertThat(result.path("paired").path("onlyYou").asInt()).isEqualTo(onlyYou);
    assertThat(result.path("paired").path("onlyTheModel").asInt()).isEqualTo(onlyTheModel);
    assertThat(result.path("paired").path("p").asDouble())
        .isEqualTo(PairedAccuracy.exactP(onlyYou, onlyTheModel));
  }

  @Test
  void theFiguresMoveWithTheThreshold() throws Exception {
    JsonNode evaluation = run.get("/evaluation");
    assertThat(evaluation.path("images")).hasSize(evaluation.path("cases").asInt());
    List<String> assumed = new ArrayList<>();
    evaluation.path("assumptions").forEach(sentence -> assumed.add(sentence.asText()));
    assertThat(assumed)
        .isEqualTo(RunFacts.read(new RunFolder(run.folder)).assumptions())
        .anyMatch(sentence -> sentence.startsWith("Patient overlap: "));
    assertThat(run.get("/threshold?value=0.5").path("accuracy"))
        .isEqualTo(evaluation.path("accuracy"));
    // Above 0 are all: each effusion is found, and nothing else is told from it.
    JsonNode all = run.get("/threshold?value=0");
    assertThat(all.path("sensitivity").path("value").asDouble()).isEqualTo(1);
    assertThat(all.path("specificity").path("value").asDouble()).isZero();
    assertThat(run.get("/threshold?value=1").path("sensitivity").path("value").asDouble()).isZero();
  }

  @Test
  void aMethodAgreesWithItselfAndNotWithARandomMap() throws Exception {
    JsonNode same = run.get("/images/0/maps?methods=gradcam,gradcam");
    assertThat(same.path("agreement").path("overall").asDouble()).isCloseTo(1, within(1e-9));
    JsonNode random = run.get("/images/0/maps?methods=gradcam,random");
    assertThat(random.path("maps").get(0)).isEqualTo(same.path("maps").get(1));
    assertThat(random.path("agreement").path("overall").asDouble()).isBetween(-0.5, 0.5);
  }

  @Test
  void withNoLayerRandomTheMapIsTheTrainedModels() throws Exception {
    JsonNode trained = run.get("/images/0/map?method=gradcam");
    JsonNode none = run.get("/images/0/randomised?method=gradcam&layers=0");
    assertThat(none.path("cells")).isEqualTo(trained.path("cells"));
    int layers = run.get("/layers").path("layers").size();
    JsonNode all = run.get("/images/0/randomised?method=gradcam&layers=" + layers);
    assertThat(all.path("cells")).isNotEqualTo(trained.path("cells"));
    // Seven convolutions and three dense layers.
    assertThat(layers).isEqualTo(10);
  }

  @Test
  void theComparisonGoesFromTheWildestDisagreement() throws Exception {
    JsonNode ranked = run.get("/comparison").path("ranked");
    assertThat(ranked.size()).isGreaterThan(3);
    for (int i = 1; i < ranked.size(); i++) {
      assertThat(ranked.get(i).path("agreement").asDouble())
          .isGreaterThanOrEqualTo(ranked.get(i - 1).path("agreement").asDouble());
    }
    JsonNode first = ranked.get(0);
    assertThat(run.get("/images/" + first.path("number").asInt()).path("name"))
        .isEqualTo(first.path("image"));
  }

  @Test
  void theComparisonMadeForThePageIsThatOfTheCommand() throws Exception {
    List<SaliencyMethod> methods =
        List.of(
            SaliencyMethod.named("gradcam++", Optional.empty()),
            SaliencyMethod.named("scorecam", Optional.empty()));
    RunFolder folder = RunFolder.open(run.folder);
    Run reopened = Run.reopen(folder, Loading.with(2), Progress.SILENT);
    ObjectNode known;
    try (RunData data = reopened.data()) {
      known =
          Comparing.json(
              Comparing.run(
                  methods,
                  reopened.classifier(),
                  reopened.split().test(),
                  data,
                  0,
                  2,
                  Progress.SILENT));
    }
    JsonNode shown = run.get("/comparison");
    // The page adds the images' numbers.
    shown.path("ranked").forEach(image -> ((ObjectNode) image).remove("number"));
    assertThat(shown).isEqualTo(DrawnRun.json(known.toString()));
  }

  @Test
  void anAuditThatWasNotMadeIsSaid() throws Exception {
    HttpResponse<String> answer = run.ask(HttpRequest.newBuilder(run.at("/audit")));
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(sentence(answer)).contains("not audited yet");
  }

  @Test
  void theSummaryIsThatOfThePlan() throws Exception {
    HttpResponse<String> answer = train("summary", "{\"plan\":\"lesson\"}");
    // The lesson's network has 54,627 weights.
    assertThat(DrawnRun.json(answer).path("totals").get(0).asText()).contains("54,627");
    HttpResponse<String> wrong =
        train("summary", "{\"plan\":\"lesson\",\"settings\":[\"training.epoch=3\"]}");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(sentence(wrong)).contains("epoch");
    // A plan is named, never read from a file that a client names.
    assertThat(train("summary", "{\"plan\":\"/etc/passwd\"}").statusCode()).isEqualTo(400);
  }

  @Test
  void aTrainingIsStoppedAndGoesOnToTheSameWeights(@TempDir Path empty) throws Exception {
    try (Page page = Page.open(Served.of(empty, 2), 0, 2, "test")) {
      String settings =
          "\"plan\":\"lesson\",\"phantoms\":12,\"settings\":[\"preparation.height=128\","
              + "\"preparation.width=128\",\"training.epochs=4\",\"training.stepsPerEpoch=2\"]";
      String whole = trained(page, "{" + settings + "}", false);
      String stopped = trained(page, "{" + settings + "}", true);
      String resumed = trained(page, "{\"resume\":\"" + stopped + "\"}", false);
      assertThat(resumed).isEqualTo(stopped).isNotEqualTo(whole);
      List<byte[]> models = new ArrayList<>();
      try (Stream<Path> runs = Files.list(empty)) {
        for (Path folder : runs.sorted().toList()) {
          models.add(Files.readAllBytes(folder.resolve("model.keras")));
          assertThat(folder.resolve("evaluation.json")).isNotEmptyFile();
        }
      }
      assertThat(models).hasSize(2);
      assertThat(models.get(1)).isEqualTo(models.get(0));
    }
  }

  @Test
  void aRunFromThePageHasTheFilesOfOneFromTheCommandLine(@TempDir Path empty) throws Exception {
    List<String> settings =
        List.of(
            "preparation.height=128",
            "preparation.width=128",
            "training.epochs=2",
            "training.stepsPerEpoch=2");
    Path ofPage;
    try (Page page = Page.open(Served.of(empty, 2), 0, 2, "test")) {
      trained(
          page,
          "{\"plan\":\"lesson\",\"phantoms\":12,\"settings\":[\""
              + String.join("\",\"", settings)
              + "\"]}",
          false);
      try (Stream<Path> runs = Files.list(empty)) {
        ofPage = runs.findFirst().orElseThrow();
      }
    }
    Path ofCommand = empty.resolve("command");
    List<Object> words = new ArrayList<>(List.of("train", ofPage.resolve("phantoms"), "--quiet"));
    words.addAll(List.of("--plan", "lesson", "--out", ofCommand));
    settings.forEach(setting -> words.addAll(List.of("--set", setting)));
    Shell.Ended ended = Shell.pleura(words.toArray());
    assertThat(ended.code()).as(ended.messages()).isZero();

    Set<String> files = filesOfRun(ofCommand);
    assertThat(filesOfRun(ofPage)).isEqualTo(files);
    assertThat(files).contains("figures/08-training.png", "figures/10-roc.svg", "report.html");
    // All but these tell the same, to the byte: they say when, how fast, and where from.
    files.removeAll(List.of("provenance.json", "report.html", "model-card.md"));
    files.removeAll(List.of("history.csv", "checkpoint/training.bin"));
    for (String file : files) {
      assertThat(ofPage.resolve(file)).hasSameBinaryContentAs(ofCommand.resolve(file));
    }
  }

  /** The names of all files, without those of drawn radiographs. */
  private static Set<String> filesOfRun(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return new TreeSet<>(
          all.filter(Files::isRegularFile)
              .map(file -> folder.relativize(file).toString().replace('\\', '/'))
              .filter(name -> !name.startsWith("phantoms/"))
              .toList());
    }
  }

  @Test
  void aTrainingThatWasStoppedAfterItsLastEpochGoesOn(@TempDir Path empty) throws Exception {
    RunFolder folder = run.stopped(empty.resolve("ended"));
    String id = Served.id(folder.path().toRealPath());
    String resume = "{\"resume\":\"" + id + "\"}";
    try (Page page = Page.open(Served.of(folder.path(), 2), 0, 2, "test")) {
      // Opened on the run alone, the page trains nothing, so it does not go on with it either.
      URI history = URI.create(page.url() + "api/runs/" + id + "/history");
      assertThat(DrawnRun.json(run.ask(HttpRequest.newBuilder(history))).path("interrupted"))
          .isEqualTo(BooleanNode.FALSE);
      HttpResponse<String> refused =
          run.ask(posting(URI.create(page.url() + "api/training"), resume));
      assertThat(refused.statusCode()).isEqualTo(409);
      assertThat(sentence(refused)).contains("open the page on the folder of runs");
      assertThat(HeldFolder.isHeld(folder)).isFalse();
    }
    try (Page page = Page.open(Served.of(empty, 2), 0, 2, "test")) {
      URI history = URI.create(page.url() + "api/runs/" + id + "/history");
      assertThat(DrawnRun.json(run.ask(HttpRequest.newBuilder(history))).path("interrupted"))
          .isEqualTo(BooleanNode.TRUE);
      try (HeldFolder elsewhere = HeldFolder.of(folder)) {
        // As if a command trained it at this moment.
        assertThat(elsewhere.folder()).isEqualTo(folder);
        assertThat(DrawnRun.json(run.ask(HttpRequest.newBuilder(history))).path("interrupted"))
            .isEqualTo(BooleanNode.FALSE);
        HttpResponse<String> refused =
            run.ask(posting(URI.create(page.url() + "api/training"), resume));
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(sentence(refused)).contains("is being trained in at this moment");
        Shell.Ended ended = Shell.pleura("train", "--resume", folder.path());
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.messages().lines())
            .singleElement()
            .asString()
            .contains("is being trained in at this moment");
        Path phantoms = run.folder.resolve("phantoms");
        assertThat(Shell.pleura("train", phantoms, "--out", folder.path(), "--force").messages())
            .contains("is being trained in at this moment")
            .doesNotContain("\tat ");
      }
      assertThat(trained(page, resume, false)).isEqualTo(id);
      assertThat(folder.evaluation()).isNotEmptyFile();
      assertThat(folder.report()).isNotEmptyFile();
      assertThat(DrawnRun.json(run.ask(HttpRequest.newBuilder(history))).path("interrupted"))
          .isEqualTo(BooleanNode.FALSE);
      URI training = URI.create(page.url() + "api/training");
      assertThat(sentence(run.ask(posting(training, resume)))).contains("is finished");
    }
  }

  @Test
  void whereTheFileSystemHasNoLocksItIsSaidBeforeTheTraining(@TempDir Path empty) throws Exception {
    RunFolder folder = run.stopped(empty.resolve("ended"));
    TrainingJob job = new TrainingJob("any", "ended", Plan.lesson(), 2, "test");
    HeldFolder held = WithoutLocks.of(folder);
    job.go(beginning -> beginning.resumed(held));
    List<TrainingJob.Event> events = job.after(0, 0);
    int note = events.stream().map(TrainingJob.Event::name).toList().indexOf("note");
    assertThat(events.get(note).data())
        .contains("cannot be locked on this file system (No locks available)");
    assertThat(events.subList(0, note)).extracting(TrainingJob.Event::name).doesNotContain("epoch");
    assertThat(events.get(events.size() - 1).name()).isEqualTo("done");
  }

  @Test
  void aRunThatChangedOutsideThePageIsReadAnew(@TempDir Path other) throws Exception {
    Path copy = run.copy(other.resolve("copy"));
    Path file = new RunFolder(copy).predictions();
    try (Page page = Page.open(Served.of(copy, 2), 0, 2, "test")) {
      String id = Served.id(copy.toRealPath());
      URI evaluation = URI.create(page.url() + "api/runs/" + id + "/evaluation");
      JsonNode before = DrawnRun.json(run.ask(HttpRequest.newBuilder(evaluation)));
      assertThat(before.path("auroc").path("value").asDouble()).isNotEqualTo(0.5);
      List<Prediction> undecided = new ArrayList<>();
      for (Prediction one : PredictionsFile.read(file)) {
        undecided.add(
            new Prediction(
                one.image(),
                one.patient(),
                one.label(),
                one.part(),
                Optional.of(0f),
                0.5f,
                one.particulars()));
      }
      PredictionsFile.write(file, undecided);
      // A file system may count in seconds.
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(10)));
      JsonNode after = DrawnRun.json(run.ask(HttpRequest.newBuilder(evaluation)));
      // A model that says 0.5 of all tells nothing apart.
      assertThat(after.path("auroc").path("value").asDouble()).isEqualTo(0.5);
      assertThat(after.path("images"))
          .isNotEmpty()
          .allSatisfy(image -> assertThat(image.path("probability").asDouble()).isEqualTo(0.5));
    }
  }

  @Test
  void whatWasFoundIsShownWhereTheImagesAreGone(@TempDir Path other) throws Exception {
    Path copy = run.copy(other.resolve("copy"));
    JsonNode made = run.get("/comparison");
    Path left = Files.createDirectories(new RunFolder(copy).comparison());
    Files.move(copy.resolve("phantoms"), other.resolve("elsewhere"));
    made.path("ranked").forEach(image -> ((ObjectNode) image).remove("number"));
    Files.writeString(left.resolve("comparison.json"), made.toString());
    try (Page page = Page.open(Served.of(copy, 2), 0, 2, "test")) {
      String at = page.url() + "api/runs/" + Served.id(copy.toRealPath());
      JsonNode shown =
          DrawnRun.json(run.ask(HttpRequest.newBuilder(URI.create(at + "/comparison"))));
      assertThat(shown).isEqualTo(made);
      JsonNode images =
          DrawnRun.json(run.ask(HttpRequest.newBuilder(URI.create(at + "/evaluation"))))
              .path("images");
      assertThat(images).isNotEmpty().noneMatch(image -> image.has("image"));
    }
  }

  @Test
  void aComparisonGoesOnFromTheImageThatWasRefused() throws Exception {
    List<SaliencyMethod> methods =
        List.of(
            SaliencyMethod.named("gradcam", Optional.empty()),
            SaliencyMethod.named("gradcam++", Optional.empty()));
    try (Opened whole = Opened.run(new RunFolder(run.folder), 2);
        Opened refused = Opened.run(new RunFolder(run.folder), 2);
        FullOnce inference = new FullOnce(3)) {
      assertThatThrownBy(() -> refused.comparison(methods, 5, inference))
          .isInstanceOf(Refused.class);
      JsonNode comparison = refused.comparison(methods, 5, inference);
      // The third was refused: 1, 2, then 3, 4, 5.
      assertThat(inference.answered).isEqualTo(5);
      try (Inference free = new Inference(1)) {
        assertThat(comparison).isEqualTo(whole.comparison(methods, 5, free));
      }
    }
  }

  /** A line that is full when one question comes. */
  private static final class FullOnce extends Inference {
    private final int refused;
    private int asked;
    private int answered;

    FullOnce(int refused) {
      super(1);
      this.refused = refused;
    }

    @Override
    <T> T of(Callable<T> question) throws IOException {
      if (++asked == refused) {
        throw new Refused(Refused.BUSY, "The line is full.");
      }
      answered++;
      return super.of(question);
    }
  }

  @Test
  void aRunIsForgottenWithoutWaitingForThoseWhoUseIt() throws Exception {
    try (Served served = Served.of(run.folder, 2)) {
      Opened used =
          served.with(
              run.id,
              opened -> {
                Radiograph first = opened.radiographs().get(0);
                served.forget(run.id);
                // Whoever is at it keeps it, and others get it anew.
                assertThat(opened.data().images().gray(first).width()).isPositive();
                assertThat(served.<Opened>with(run.id, again -> again)).isNotSameAs(opened);
                return opened;
              });
      assertThat(served.<Opened>with(run.id, again -> again)).isNotSameAs(used);
    }
  }

  @Test
  void aPictureIsNotKeptByTheBrowser() throws Exception {
    HttpResponse<String> picture = run.ask(HttpRequest.newBuilder(run.at("/images/0/small.png")));
    assertThat(picture.headers().allValues("Cache-Control")).containsExactly("no-store");
  }

  /** Starts and follows a training to its end; stops it after its first epoch if asked. */
  private static String trained(Page page, String body, boolean stops) throws Exception {
    URI at = URI.create(page.url() + "api/training");
    HttpResponse<String> begun = run.ask(posting(at, body));
    assertThat(begun.statusCode()).as(begun.body()).isEqualTo(200);
    assertThat(run.ask(posting(at, body)).statusCode()).isEqualTo(409);
    assertThat(lastEvent(at, stops)).isEqualTo(stops ? "stopped" : "done");
    return DrawnRun.json(begun).path("run").asText();
  }

  /** Follows the training to its end, and says which that was. */
  private static String lastEvent(URI training, boolean stops) throws Exception {
    HttpRequest.Builder following =
        HttpRequest.newBuilder(URI.create(training + "/events"))
            .header("Accept", "text/event-stream");
    String last = "";
    try (Stream<String> lines = run.lines(following)) {
      for (String line : (Iterable<String>) lines::iterator) {
        if (line.equals("event: epoch") && stops) {
          run.ask(posting(URI.create(training + "/stop"), "{}"));
        }
        last = line.startsWith("event: ") ? line.substring(7) : last;
      }
    }
    return last;
  }

  private static HttpRequest.Builder posting(URI at, String body) {
    return HttpRequest.newBuilder(at).POST(HttpRequest.BodyPublishers.ofString(body));
  }

  private static HttpResponse<String> train(String path, String body) throws Exception {
    return run.ask(posting(api(path), body));
  }

  @Test
  void everyAddressIsDescribedAndNothingElse() throws Exception {
    JsonNode paths =
        DrawnRun.json(run.ask(HttpRequest.newBuilder(api("openapi.json")))).path("paths");
    Set<String> described = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : paths.properties()) {
      path.getValue()
          .fieldNames()
          .forEachRemaining(
              method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey()));
    }
    Set<String> answered = new TreeSet<>(run.page.routes());
    answered.removeIf(route -> !route.contains(" /api/"));
    assertThat(answered).hasSizeGreaterThan(8).isEqualTo(described);
  }

  @Test
  void manyClientsAtOnceAreAnsweredAlike() throws Exception {
    byte[] file = Files.readAllBytes(run.phantom("effusion"));
    String alone = run.post("/predict", file).body();
    ExecutorService clients = Executors.newFixedThreadPool(32);
    try {
      Callable<HttpResponse<String>> asking = () -> run.post("/predict", file);
      for (Future<HttpResponse<String>> answer :
          clients.invokeAll(Stream.generate(() -> asking).limit(96).toList())) {
        assertThat(answer.get().statusCode()).isEqualTo(200);
        assertThat(answer.get().body()).isEqualTo(alone);
      }
    } finally {
      clients.shutdownNow();
    }
  }

  /** What was expected and what came, before anything is drawn or made. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'phantoms':2}|phantoms must be 0, or a whole number from 10 to 1000, but it is 2.",
        "{'phantoms':-5}|phantoms must be 0, or a whole number from 10 to 1000, but it is -5.",
        "{'phantoms':1001}|phantoms must be 0, or a whole number from 10 to 1000, but it is 1001.",
        "{'phantoms':12.5}|phantoms must be 0, or a whole number from 10 to 1000, but it is 12.5.",
        "{'phantoms':'many'}|phantoms must be 0, or a whole number from 10 to 1000, but it is"
            + " \"many\".",
        "{'phantoms':12,'plan':'best'}|plan must be lesson or default, but it is \"best\".",
        "{'phantoms':12,'plan':3}|plan must be a text, but it is 3.",
        "{'phantoms':12,'settings':'seed=1'}|settings must be a list of 40 texts at most, but it is"
            + " \"seed=1\".",
        "{'phantoms':12,'settings':[1]}|settings must be a list of 40 texts at most, but it is"
            + " [1].",
        "{'phantom':12}|'phantom' cannot be asked here; expected imagesOf, negative, phantoms,"
            + " plan, positive, resume, settings, table.",
      })
  void whatATrainingCannotBeIsSaidAtOnce(String body, String sentence, @TempDir Path empty)
      throws Exception {
    try (Page page = Page.open(Served.of(empty, 1), 0, 1, "test")) {
      HttpResponse<String> answer =
          run.ask(posting(URI.create(page.url() + "api/training"), body.replace("'", "\"")));
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(sentence(answer)).isEqualTo(sentence);
    }
    assertThat(empty).isEmptyDirectory();
  }

  @Test
  void aGuessThatIsNoneIsSaid() throws Exception {
    byte[] guess = "{\"guesses\":[{\"image\":\"3\",\"label\":1}]}".getBytes(StandardCharsets.UTF_8);
    assertThat(sentence(run.post("/quiz", guess)))
        .isEqualTo(
            "Each guess must name an image of this run, 0 to 79, and a label, 0 or 1, but one is"
                + " {\"image\":\"3\",\"label\":1}.");
  }

  @Test
  void theNewestFinishedRunIsShownFirst(@TempDir Path runs) throws Exception {
    Path old = run.copy(Files.createDirectories(runs).resolve("z-old"));
    Path young = run.copy(runs.resolve("a-young"));
    PlanFile.write(RunFolder.create(runs.resolve("zz-begun"), false).plan(), Plan.lesson());
    finished(old, "2026-01-02T03:04:05Z");
    finished(young, "2026-01-02T03:04:06Z");
    try (Served served = Served.of(runs, 1);
        Page page = Page.open(served, 0, 1, "test")) {
      JsonNode all =
          DrawnRun.json(run.ask(HttpRequest.newBuilder(URI.create(page.url() + "api/runs"))));
      assertThat(all.path("shownFirst").asText()).isEqualTo(Served.id(young.toRealPath()));
      assertThat(served.found())
          .startsWith("Found 3 runs in ")
          .endsWith("opens on the run a-young.");
    }
  }

  private static void finished(Path folder, String time) throws IOException {
    Path file = new RunFolder(folder).provenance();
    String said = Files.readString(file);
    Files.writeString(
        file, said.replaceFirst("\"finished\" *: *\"[^\"]*\"", "\"finished\": \"" + time + "\""));
  }

  @Test
  void whatIsFoundIsSaidOnTheConsole(@TempDir Path empty) throws Exception {
    Path phantoms = run.folder.resolve("phantoms").toRealPath();
    try (Served nothing = Served.of(empty, 1);
        Served images = Served.of(phantoms, run.runs, 1);
        Served one = Served.of(run.folder, 1)) {
      assertThat(nothing.found())
          .startsWith("Found 0 runs and 0 image folders in " + empty.toRealPath())
          .contains("'./pleura serve DIR'")
          .contains("begin a training on the page");
      // The folders of the two classes; masks are no radiographs.
      assertThat(images.found())
          .startsWith("Found 2 image folders in " + phantoms + ", and 1 run made of them in ")
          .endsWith("The page opens on these images.");
      assertThat(one.found()).isEqualTo("The page shows the run " + run.folder.toRealPath() + ".");
    }
  }

  @Test
  void figuresAreByPatientAsTheReportsHaveThem() throws Exception {
    // The phantoms' patients are known: what stands in evaluation.json, whoever asks.
    JsonNode left = DrawnRun.json(Files.readString(run.folder.resolve("evaluation.json")));
    JsonNode listed = run.get("");
    assertThat(left.path("accuracyByPatient").path("interval").asText())
        .startsWith("bootstrap of patients");
    assertThat(listed.path("accuracyByPatient")).isEqualTo(left.path("accuracyByPatient"));
    assertThat(listed.path("aurocByPatient")).isEqualTo(left.path("aurocByPatient"));
    assertThat(run.get("/threshold?value=0.5").path("accuracyByPatient"))
        .isEqualTo(left.path("accuracyByPatient"));
    assertThat(run.get("/evaluation").path("aurocByPatient"))
        .isEqualTo(left.path("aurocByPatient"));
  }

  @Test
  void aPortThatIsTakenIsSaid() {
    assertThatThrownBy(() -> Page.open(Served.of(run.runs, 1), port(), 1, "test"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot listen on port " + port())
        .hasMessageContaining("--port");
  }

  @Test
  void aFolderWithoutARunIsShownAsImages() throws Exception {
    try (Page page = Page.open(Served.of(run.folder.resolve("phantoms"), 2), 0, 2, "test")) {
      HttpRequest.Builder asked =
          HttpRequest.newBuilder(URI.create(page.url() + "api/runs/images/images"));
      JsonNode all = DrawnRun.json(run.ask(asked));
      assertThat(all.path("images").asInt()).isEqualTo(80);
      HttpRequest.Builder model =
          HttpRequest.newBuilder(URI.create(page.url() + "api/runs/images/images/0/map"));
      assertThat(sentence(run.ask(model))).contains("without a run");
    }
  }

  @Test
  void radiographsWithoutARunAreTrainedOnAndTheRunIsPutBesideOthers(@TempDir Path other)
      throws Exception {
    Path images = run.folder.resolve("phantoms").toRealPath();
    Path runs = other.resolve("runs");
    // A run of other images is none of this page's business.
    PlanFile.write(RunFolder.create(runs.resolve("another"), false).plan(), Plan.lesson());
    Set<String> before = files();
    List<String> names;
    try (Page page = Page.open(Served.of(images, runs, 2), 0, 2, "test")) {
      URI all = URI.create(page.url() + "api/runs");
      assertThat(DrawnRun.json(run.ask(HttpRequest.newBuilder(all))).path("trains"))
          .isEqualTo(BooleanNode.TRUE);
      String id =
          trained(
              page,
              "{\"plan\":\"lesson\",\"imagesOf\":\"images\",\"settings\":["
                  + "\"preparation.height=128\",\"preparation.width=128\","
                  + "\"training.epochs=1\",\"training.stepsPerEpoch=1\"]}",
              false);
      names = names(all);
      assertThat(names).hasSize(2).startsWith("phantoms");
      URI evaluation = URI.create(all + "/" + id + "/evaluation");
      // 80 images, 15 % of them for the test: 12.
      assertThat(DrawnRun.json(run.ask(HttpRequest.newBuilder(evaluation))).path("cases").asInt())
          .isEqualTo(12);
    }
    assertThat(names.get(1)).endsWith("-lesson-changed");
    assertThat(runs.resolve(names.get(1)).resolve("report.html")).isNotEmptyFile();
    assertThat(files()).isEqualTo(before);
    // Opened again, the page knows the run by its images.
    try (Page page = Page.open(Served.of(images, runs, 2), 0, 2, "test")) {
      assertThat(names(URI.create(page.url() + "api/runs"))).isEqualTo(names);
    }
  }

  @Test
  void radiographsAreLabelledByATableBesideThem(@TempDir Path other) throws Exception {
    Path served = Files.createDirectories(other.resolve("served"));
    Path films = Files.createDirectories(served.resolve("films"));
    StringBuilder table = new StringBuilder("image,patient,findings\n");
    for (String className : List.of("effusion", "normal")) {
      try (Stream<Path> files = Files.list(run.folder.resolve("phantoms").resolve(className))) {
        for (Path file : files.sorted().limit(12).toList()) {
          Files.copy(file, films.resolve(file.getFileName()));
          String finding = className.equals("effusion") ? "Effusion" : "Nothing";
          table.append(file.getFileName()).append(',').append(file.getFileName());
          table.append(',').append(finding).append('\n');
        }
      }
    }
    Files.writeString(served.resolve("list.csv"), table);
    Files.writeString(other.resolve("outside.csv"), table);
    Files.createSymbolicLink(served.resolve("link.csv"), other.resolve("outside.csv"));
    String settings =
        "\"plan\":\"lesson\",\"imagesOf\":\"images\",\"settings\":["
            + "\"preparation.height=128\",\"preparation.width=128\","
            + "\"training.epochs=1\",\"training.stepsPerEpoch=1\"],";
    try (Page page = Page.open(Served.of(served, other.resolve("runs"), 2), 0, 2, "test")) {
      URI all = URI.create(page.url() + "api/runs");
      URI beside = URI.create(page.url() + "api/tables");
      JsonNode tables = DrawnRun.json(run.ask(HttpRequest.newBuilder(beside))).path("tables");
      // What a link leads to lies elsewhere.
      assertThat(tables).singleElement().isEqualTo(new TextNode("list.csv"));
      URI training = URI.create(page.url() + "api/training");
      for (String wrong :
          List.of(
              "\"table\":\"../outside.csv\"",
              "\"table\":\"link.csv\"",
              "\"positive\":\"Effusion\"",
              "\"table\":\"list.csv\",\"negative\":\"Nothing\"")) {
        HttpResponse<String> refused = run.ask(posting(training, "{" + settings + wrong + "}"));
        assertThat(refused.statusCode()).as(wrong).isBetween(400, 404);
        assertThat(sentence(refused)).endsWith(".");
      }
      // Without a table there are no labels: the training fails, and leaves no run.
      String unlabelled = "{" + settings.substring(0, settings.length() - 1) + "}";
      assertThat(run.ask(posting(training, unlabelled)).statusCode()).isEqualTo(200);
      assertThat(lastEvent(training, false)).isEqualTo("failed");
      try (Stream<Path> left = Files.list(other.resolve("runs"))) {
        assertThat(left).isEmpty();
      }
      String id =
          trained(
              page,
              "{"
                  + settings
                  + "\"table\":\"list.csv\",\"positive\":\"Effusion\","
                  + "\"negative\":\"Nothing\"}",
              false);
      JsonNode made = DrawnRun.json(run.ask(HttpRequest.newBuilder(URI.create(all + "/" + id))));
      assertThat(made.path("positive").asText()).isEqualTo("Effusion");
      assertThat(made.path("negative").asText()).isEqualTo("Nothing");
      assertThat(made.path("images").asInt()).isEqualTo(24);
    }
  }

  @Test
  void crossValidationsAndSearchesAreListedWithWhatTheyFound(@TempDir Path runs) throws Exception {
    Path folds = runs.resolve("folds");
    Path search = runs.resolve("search");
    run.crossValidation(folds);
    run.search(search);
    JsonNode validated = DrawnRun.json(Files.readString(folds.resolve("crossvalidation.json")));
    JsonNode tuned = DrawnRun.json(Files.readString(search.resolve("tuning.json")));
    try (Page page = Page.open(Served.of(runs, 2), 0, 2, "test")) {
      URI all = URI.create(page.url() + "api/runs");
      URI many = URI.create(page.url() + "api/many-runs");
      JsonNode manyRuns = manyRuns(many);
      assertThat(manyRuns.findValuesAsText("kind")).containsExactly("cross-validation", "search");
      JsonNode first = manyRuns.get(0);
      assertThat(first.path("name").asText()).isEqualTo("folds");
      assertThat(first.path("images").asInt()).isEqualTo(80);
      assertThat(first.path("folds").asInt()).isEqualTo(2);
      assertThat(first.path("auroc")).isEqualTo(validated.path("overSeeds").path("auroc"));
      assertThat(first.path("notes")).isEqualTo(validated.path("notes"));
      JsonNode ofSeed = validated.path("bySeed").get(0);
      assertThat(first.path("bySeed").get(0).path("auroc").path("mean").asDouble())
          .isEqualTo(ofSeed.path("auroc").path("mean").asDouble())
          .isBetween(0.0, 1.0);
      // The phantoms' patients are known, so that they are resampled whole, as in the report.
      assertThat(first.path("bySeed").get(0).path("pooledAuroc").path("low"))
          .isEqualTo(ofSeed.path("pooled").path("aurocByPatient").path("low"));
      JsonNode ranking = manyRuns.get(1).path("ranking");
      assertThat(ranking).hasSize(2);
      assertThat(ranking.get(0).path("trial")).isEqualTo(tuned.path("best"));
      assertThat(manyRuns.get(1).path("configurations").asInt()).isEqualTo(2);
      assertThat(manyRuns.get(1).path("trainings").asInt()).isEqualTo(2);
      assertThat(ranking.get(0).path("loss").asDouble())
          .isPositive()
          .isLessThanOrEqualTo(ranking.get(1).path("loss").asDouble());
      assertThat(ranking.get(0).path("settings").get(0).asText()).startsWith("network.dropout=");
      // Each fold is a run, and so are all folds together, though without a model.
      assertThat(names(all))
          .containsExactly(
              "folds/seed-1042",
              "folds/seed-1042/fold-1",
              "folds/seed-1042/fold-2",
              "folds/seed-42",
              "folds/seed-42/fold-1",
              "folds/seed-42/fold-2");
      assertThat(
              DrawnRun.json(run.ask(HttpRequest.newBuilder(all)))
                  .path("runs")
                  .findValuesAsText("hasHistory"))
          .containsExactly("false", "true", "true", "false", "true", "true");
      try (HeldFolder held = HeldFolder.of(new RunFolder(folds))) {
        assertThat(held.folder().path()).isEqualTo(folds);
        assertThat(manyRuns(many).at("/0/running")).isEqualTo(BooleanNode.TRUE);
      }
      // Read again only when it was written again.
      Path file = folds.resolve("crossvalidation.json");
      FileTime written = Files.getLastModifiedTime(file);
      Files.writeString(file, "{\"folds\": 2, \"seeds\": [42]}");
      Files.setLastModifiedTime(file, written);
      assertThat(manyRuns(many).get(0)).isEqualTo(first);
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(10)));
      JsonNode begun = manyRuns(many).get(0);
      assertThat(begun.path("folds").asInt()).isEqualTo(2);
      assertThat(begun.path("bySeed")).isEmpty();
      assertThat(begun.has("problem")).isFalse();
      Files.writeString(file, "{\"folds\": 2, \"seeds\": [42], \"bySeed\": [{}]}");
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(20)));
      assertThat(manyRuns(many).at("/0/problem").asText()).contains("is damaged");
    }
    // Opened on one of them, the page shows it alone and trains nothing into it.
    for (Path alone : List.of(folds, search)) {
      try (Page page = Page.open(Served.of(alone, 2), 0, 2, "test")) {
        JsonNode answer =
            DrawnRun.json(run.ask(HttpRequest.newBuilder(URI.create(page.url() + "api/runs"))));
        assertThat(answer.path("manyRuns").asInt()).isEqualTo(1);
        assertThat(answer.path("trains")).isEqualTo(BooleanNode.FALSE);
        URI training = URI.create(page.url() + "api/training");
        HttpResponse<String> refused = run.ask(posting(training, "{\"phantoms\":12}"));
        assertThat(refused.statusCode()).isEqualTo(409);
        for (JsonNode shown : answer.path("runs")) {
          HttpResponse<String> again =
              run.ask(posting(training, "{\"resume\":\"" + shown.path("run").asText() + "\"}"));
          assertThat(again.statusCode()).isEqualTo(409);
          assertThat(sentence(again)).contains("open the page on the folder of runs");
        }
      }
    }
  }

  private static JsonNode manyRuns(URI at) throws Exception {
    return DrawnRun.json(run.ask(HttpRequest.newBuilder(at))).path("manyRuns");
  }

  private static List<String> names(URI runs) throws Exception {
    return DrawnRun.json(run.ask(HttpRequest.newBuilder(runs)))
        .path("runs")
        .findValuesAsText("name");
  }

  private static URI api(String path) {
    return URI.create(run.page.url() + "api/" + path);
  }

  private static int port() {
    return URI.create(run.page.url()).getPort();
  }

  /** As a client may write it that does not keep to the rules of the JDK's. */
  private static String raw(String... lines) throws IOException {
    try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port())) {
      socket.setSoTimeout(20_000);
      String request = String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
