package org.pleura.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pleura.cli.Shell.pleura;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pleura.cli.Shell.Ended;

/** {@code report}: what a run's report and model card say, whatever was done since it ended. */
class ReportTest {

  private static final String PLAN =
      """
      {
        "name": "tiny",
        "preparation": {"height": 16, "width": 16},
        "split": "stratified",
        "network": {"convolutions": ["2@3"], "dense": [4], "dropout": 0.2},
        "training": {"epochs": 2, "batchSize": 8, "stepsPerEpoch": null, "learningRate": 0.02},
        "explanation": {"images": 2}
      }
      """;

  /** As folders and files may be called; a page must not take it for its own. */
  private static final String HOSTILE_CLASS = "no<script>alert(1) & \"more\"";

  private static final String HOSTILE_PATIENT = "<i>|*x*_y_";

  @TempDir private static Path folder;
  private static Path images;
  private static Path run;
  private static byte[] atTheEnd;
  private static byte[] again;
  private static String report;
  private static String card;
  private static String cardAtTheEnd;
  private static JsonNode evaluation;

  @BeforeAll
  static void aRunThatWasEvaluatedExplainedAndAudited() throws IOException {
    images = hostile(FolderOfImages.draw(folder.resolve("images"), 30));
    Files.writeString(folder.resolve("tiny.json"), PLAN);
    run = folder.resolve("run");
    done(
        pleura(
            "train",
            images,
            "--plan",
            folder.resolve("tiny.json"),
            "--patient-pattern",
            "(" + Pattern.quote(HOSTILE_PATIENT) + "\\d+)",
            "--positive",
            "effusion",
            "--out",
            run));
    atTheEnd = Files.readAllBytes(run.resolve("report.html"));
    cardAtTheEnd = Files.readString(run.resolve("model-card.md"));
    done(pleura("report", run));
    again = Files.readAllBytes(run.resolve("report.html"));
    Path groups = Files.writeString(folder.resolve("groups.csv"), groups());
    done(
        pleura(
            "evaluate", run, "--threshold", "youden", "--prevalence", "0.1", "--groups", groups));
    done(pleura("explain", run, images.resolve("effusion/" + HOSTILE_PATIENT + "13.png")));
    done(pleura("explain", run, "--compare", "--method", "gradcam,gradient", "--images", 4));
    Ended audited =
        pleura(
            "audit",
            run,
            "--data",
            images,
            "--method",
            "gradient",
            "--checks",
            "weights",
            "--images",
            20);
    // 4: the check did not pass.
    assertThat(audited.code()).as(audited.messages()).isIn(0, 4);
    done(pleura("report", run));
    report = Files.readString(run.resolve("report.html"));
    card = Files.readString(run.resolve("model-card.md"));
    evaluation = new ObjectMapper().readTree(run.resolve("evaluation.json").toFile());
  }

  private static void done(Ended ended) {
    assertThat(ended.code()).as(ended.messages()).isEqualTo(0);
  }

  private static Path hostile(Path drawn) throws IOException {
    Files.move(drawn.resolve("normal"), drawn.resolve(HOSTILE_CLASS));
    for (String name : List.of("effusion", HOSTILE_CLASS)) {
      int shift = name.equals("effusion") ? 0 : 100;
      for (Path file : files(drawn.resolve(name))) {
        int number = shift + Integer.parseInt(file.getFileName().toString().replaceAll("\\D", ""));
        Files.move(file, file.resolveSibling(HOSTILE_PATIENT + number + ".png"));
      }
    }
    // Some labels are wrong, so that the model is too.
    for (int i = 0; i < 6; i++) {
      String name = HOSTILE_PATIENT + i + ".png";
      Path wrong = drawn.resolve(HOSTILE_CLASS).resolve(name);
      Files.move(drawn.resolve("effusion").resolve(name), wrong);
      Path other = drawn.resolve(HOSTILE_CLASS).resolve(HOSTILE_PATIENT + (100 + i) + ".png");
      Files.move(other, drawn.resolve("effusion").resolve(other.getFileName()));
    }
    return drawn;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static String groups() {
    StringBuilder table = new StringBuilder("patient,sex\n");
    for (int i = 0; i < 30; i++) {
      table.append(HOSTILE_PATIENT).append(i).append(i % 2 == 0 ? ",F\n" : ",<u>M\n");
      table.append(HOSTILE_PATIENT).append(100 + i).append(i % 2 == 0 ? ",F\n" : ",<u>M\n");
    }
    return table.toString();
  }

  @Test
  void theRunsOwnReportIsTheOneThatTheFilesMake() {
    assertThat(again).isEqualTo(atTheEnd);
  }

  @Test
  void everyFigureOfTheEvaluationStandsInReportAndCardWithItsInterval() {
    List<JsonNode> figures = new ArrayList<>();
    addFigures(evaluation, figures);
    // Those of the evaluation itself alone are more than these; the walk must have found something.
    assertThat(figures).hasSizeGreaterThan(25);
    String told = report.replaceAll("<span class=\"interval\">([^<]*)</span>", "$1");
    int unsaid = 0;
    for (JsonNode figure : figures) {
      if (figure.has("undefined")) {
        unsaid += report.contains(escaped(figure.get("undefined").asText())) ? 0 : 1;
        continue;
      }
      double value = figure.get("value").asDouble();
      String three = text("%.3f", value);
      String interval =
          text("%.3f to %.3f", figure.get("low").asDouble(), figure.get("high").asDouble());
      String two =
          text(
              "%.2f (%.2f to %.2f)",
              value, figure.get("low").asDouble(), figure.get("high").asDouble());
      String row =
          "<td class=\"number\">" + three + "</td><td class=\"number\">" + interval + "</td>";
      assertThat(told).containsAnyOf(row, three + " (" + interval + ")", ">" + two + "<");
    }
    // Of a group that is too small each figure says so instead, in a place of its own.
    assertThat(report.split("too few to say", -1).length - 1).isGreaterThanOrEqualTo(unsaid);
    assertThat(card)
        .contains("| Accuracy | " + text("%.3f", evaluation.at("/accuracy/value").asDouble()))
        .contains("at a prevalence of 0.1", "| sex F (");
  }

  /** All but those of the curve, which is drawn: every object with a value and an interval. */
  private static void addFigures(JsonNode json, List<JsonNode> figures) {
    if (json.has("undefined") || (json.has("interval") && json.has("value"))) {
      figures.add(json);
    }
    json.forEach(below -> addFigures(below, figures));
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&#39;");
  }

  @Test
  void itHasItsSectionsInOrder() {
    List<String> anchors = new ArrayList<>();
    Matcher section = Pattern.compile("<section id=\"([^\"]+)\">").matcher(report);
    while (section.find()) {
      anchors.add(section.group(1));
    }
    assertThat(anchors)
        .containsExactly(
            "data",
            "plan",
            "curves",
            "figures",
            "mistakes",
            "explanations",
            "audit",
            "limits",
            "provenance",
            "claim",
            "tripod");
    assertThat(report)
        .contains("Patient overlap: none.", "Every value of the plan.", "training.epochs")
        .contains("For research and teaching", "AUROC is the area under the receiver operating")
        .contains("largest Youden index", "How far methods agree over 4 images")
        .contains("When a check passes.", "are in audit.json", "No external validation")
        .contains(
            "To repeat it, typed in the run&#39;s folder, with the path to images where it lies:",
            "pleura train images",
            "--plan plan.json");
  }

  @Test
  void anImageThatIsNotOfTheRunNeverPassesAsOneOfItsOwn() throws IOException {
    Path copy = folder.resolve("asked");
    copy(run, copy);
    Path own = Files.createDirectories(folder.resolve("moved")).resolve("renamed.png");
    Files.copy(images.resolve("effusion/" + HOSTILE_PATIENT + "14.png"), own);
    // The same name as an image of the run, and another content: inverted.
    Path foreign = folder.resolve("ward/effusion/" + HOSTILE_PATIENT + "13.png");
    Files.createDirectories(foreign.getParent());
    Files.write(
        foreign, FolderOfImages.inverted(images.resolve("effusion/" + HOSTILE_PATIENT + "13.png")));
    done(pleura("explain", copy, own, foreign));
    done(pleura("report", copy));
    String page = Files.readString(copy.resolve("report.html"));
    String name = "effusion/&lt;i&gt;|*x*_y_";
    String ours = section(page, "explanations");
    String theirs = section(page, "foreign");
    assertThat(theirs)
        .contains("<h2>Images that are not of this run</h2>", "Not of this run. ")
        .contains(">" + name + "13.png (not of this run)</th><td>not known</td>");
    // That of the beginning, which is the run's own, under its own name; so is the renamed one.
    assertThat(ours)
        .contains(">" + name + "13.png</th>", ">" + name + "14.png</th>")
        .doesNotContain("renamed.png", "not of this run");
    assertThat(theirs).doesNotContain(name + "14.png");
    int before = section("explanations").split("<figure", -1).length;
    assertThat(ours.split("<figure", -1)).as("one more, of its own image").hasSize(before + 1);
    assertThat(theirs.split("<figure", -1)).hasSize(2);

    // Before the SHA-256 was kept, its first digits stood in the file's name alone.
    try (Stream<Path> files = Files.list(copy.resolve("explanations"))) {
      for (Path file : files.filter(one -> one.toString().endsWith(".json")).toList()) {
        Files.writeString(
            file, Files.readString(file).replaceFirst("\"sha256\" : \"[0-9a-f]+\",", ""));
      }
    }
    done(pleura("report", copy));
    assertThat(copy.resolve("report.html")).content().isEqualTo(page);
  }

  @Test
  void reportAndCardNameNoPlaceOfThisMachine() {
    for (String text : List.of(report, card)) {
      assertThat(text).doesNotContain(folder.toString(), folder.toUri().getPath());
    }
    assertThat(card).contains("Data: images");
  }

  @Test
  void everyLinkLeadsSomewhereInThePageAndNothingIsLoaded() {
    Matcher link = Pattern.compile("href=\"([^\"]*)\"").matcher(report);
    int links = 0;
    while (link.find()) {
      links++;
      assertThat(link.group(1)).startsWith("#");
      assertThat(report).contains("id=\"" + link.group(1).substring(1) + "\"");
    }
    assertThat(links).isGreaterThan(30);
    assertThat(report).doesNotContain("http:", "https:", "<link", "@import", "url(");
    assertThat(report.split("src=\"", -1).length)
        .isEqualTo(report.split("src=\"data:image/", -1).length);
  }

  @Test
  void theTagsAreNestedAndThePicturesHaveWords() {
    Deque<String> open = new ArrayDeque<>();
    Matcher tag = Pattern.compile("<(/?)([a-z][a-z0-9]*)((?:[^>\"]|\"[^\"]*\")*)>").matcher(report);
    while (tag.find()) {
      String name = tag.group(2);
      if (!tag.group(1).isEmpty()) {
        assertThat(name).isEqualTo(open.pop());
      } else if (!List.of("meta", "img").contains(name)) {
        open.push(name);
      } else if (name.equals("img")) {
        assertThat(tag.group(3)).containsPattern("alt=\"[^\"]+\"");
      }
      if (name.equals("th") && tag.group(1).isEmpty()) {
        assertThat(tag.group(3)).contains("scope=");
      }
    }
    assertThat(open).isEmpty();
  }

  @Test
  void namesOfOthersAreOnlyText() {
    assertThat(report)
        .doesNotContain("<script", "<u>M", "<i>|")
        .contains("no&lt;script&gt;alert(1) &amp; &quot;more&quot;", "sex &lt;u&gt;M");
    // A block of code shows every character as it is.
    String prose = card.replaceAll("(?s)\n```\n.*?\n```\n", "");
    assertThat(prose.length()).isLessThan(card.length());
    assertThat(prose)
        .doesNotContainPattern("(?<!\\\\)<(script|i|u)")
        .contains("no\\<script\\>alert(1) \\& \"more\"", "sex \\<u\\>M");
    // A bar in a cell would begin another.
    card.lines()
        .filter(line -> line.startsWith("| sex "))
        .forEach(line -> assertThat(line.split("(?<!\\\\)\\|", -1)).hasSize(6));
  }

  @Test
  void theChecklistsHaveAllItemsEachAnsweredOrToBeWritten() {
    List<String> claim = items("claim");
    assertThat(claim).hasSize(44);
    for (int i = 0; i < 44; i++) {
      assertThat(claim.get(i)).isEqualTo(String.valueOf(i + 1));
    }
    List<String> tripod = items("tripod");
    assertThat(tripod).hasSize(52).doesNotHaveDuplicates();
    TreeSet<Integer> numbers = new TreeSet<>();
    tripod.forEach(item -> numbers.add(Integer.valueOf(item.replaceAll("[a-z]", ""))));
    assertThat(numbers).hasSize(27).contains(1, 27);
    assertThat(section("claim")).contains("See figures.", "You must write who paid");
    // Nothing is to be written without a word of what.
    assertThat(section("claim") + section("tripod"))
        .doesNotContain("You must write it", "You must write .", "You must write this");
  }

  private static String section(String anchor) {
    return section(report, anchor);
  }

  private static String section(String page, String anchor) {
    int from = page.indexOf("<section id=\"" + anchor + "\">");
    assertThat(from).as(anchor).isNotNegative();
    return page.substring(from, page.indexOf("</section>", from));
  }

  private static List<String> items(String anchor) {
    List<String> items = new ArrayList<>();
    Matcher row =
        Pattern.compile(
                "<tr><th scope=\"row\">([^<]+)</th><td>([^<]+)</td><td>(.*?)</td></tr>",
                Pattern.DOTALL)
            .matcher(section(anchor));
    while (row.find()) {
      items.add(row.group(1));
      assertThat(row.group(3).replaceAll("<[^>]*>", "").strip()).as(row.group(1)).isNotEmpty();
    }
    return items;
  }

  @Test
  void theModelCardHasItsHeadings() {
    for (String heading :
        List.of(
            "Model details",
            "Intended use",
            "Factors",
            "Metrics",
            "Evaluation data",
            "Training data",
            "Quantitative analyses",
            "Ethical considerations",
            "Caveats and recommendations")) {
      assertThat(card).contains("\n## " + heading + "\n");
    }
    // The last evaluation's threshold was chosen; that of the run was named.
    assertThat(cardAtTheEnd).contains("| Threshold | 0.5 |  | named beforehand |");
    assertThat(card).contains("Out of scope: diagnosis", "**You must write this.**");
  }

  @Test
  void withoutTheDataItSaysThatTheImagesAreNotShown() throws IOException {
    Path copy = folder.resolve("elsewhere");
    copy(run, copy);
    Path provenance = copy.resolve("provenance.json");
    Files.writeString(
        provenance,
        Files.readString(provenance).replace(images.toString(), folder.resolve("gone").toString()));
    done(pleura("report", copy));
    String page = Files.readString(copy.resolve("report.html"));
    int mistakes =
        evaluation.at("/confusionMatrix/falsePositives").asInt()
            + evaluation.at("/confusionMatrix/falseNegatives").asInt();
    assertThat(mistakes).isPositive();
    assertThat(page).contains("The images are not shown").doesNotContain("alt=\"X-ray ");
    assertThat(report).doesNotContain("The images are not shown");
    assertThat(report.split("alt=\"X-ray ", -1)).hasSize(Math.min(mistakes, 12) + 1);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> tree = Files.walk(from)) {
      for (Path path : tree.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }

  @Test
  void anImportedModelHasAReportOfWhatIsKnown() throws IOException {
    Path imported = folder.resolve("imported");
    done(pleura("import", run.resolve("model.keras"), "--out", imported));
    assertThat(imported.resolve("report.html"))
        .content()
        .contains("was trained elsewhere", "id=\"claim\"", "None was made.")
        .doesNotContain("id=\"figures\"");
    assertThat(imported.resolve("model-card.md")).content().contains("Not known here");
    Path others = FolderOfImages.draw(folder.resolve("others"), 6);
    done(pleura("evaluate", imported, "--data", others));
    done(pleura("report", imported));
    assertThat(imported.resolve("report.html"))
        .content()
        .contains("id=\"elsewhere\"", "On others (12 images, 6 positive): accuracy ");
  }

  @Test
  void aSeedAndAFoldOfACrossValidationHaveReports() throws IOException {
    Path plain = FolderOfImages.draw(folder.resolve("plain"), 10);
    Path out = folder.resolve("folds");
    done(pleura("train", plain, "--plan", folder.resolve("tiny.json"), "--folds", 2, "--out", out));
    done(pleura("report", out.resolve("seed-42")));
    assertThat(out.resolve("seed-42/report.html"))
        .content()
        .contains("one for each fold of a cross-validation", "of 20 test images rightly");
    done(pleura("report", out.resolve("seed-42/fold-1")));
    assertThat(out.resolve("seed-42/fold-1/report.html")).content().contains("id=\"curves\"");
    // Neither says that its model is in a place where it is not.
    assertThat(out.resolve("seed-42/report.html"))
        .content()
        .contains("A model for each fold, as fold-1/model.keras")
        .doesNotContain("The model is model.keras");
  }

  @Test
  void whatIsNoWholeRunIsSaidInASentence() throws IOException {
    Ended nowhere = pleura("report", folder.resolve("nowhere"));
    assertThat(nowhere.code()).isEqualTo(1);
    assertThat(nowhere.messages()).contains("nowhere is not a folder").hasLineCount(1);
    Path half = folder.resolve("half");
    copy(run, half);
    Files.delete(half.resolve("report.html"));
    Files.writeString(half.resolve("evaluation.json"), "{\"cases\": \"many\"}");
    Ended damaged = pleura("report", half);
    assertThat(damaged.code()).isEqualTo(1);
    assertThat(damaged.messages()).contains("evaluation.json is damaged").hasLineCount(1);
    Files.delete(half.resolve("evaluation.json"));
    assertThat(pleura("report", half).messages()).contains("evaluate the run first");
    Files.delete(half.resolve("predictions.csv"));
    Ended interrupted = pleura("report", half);
    assertThat(interrupted.code()).isEqualTo(1);
    assertThat(interrupted.messages()).contains("has not come so far").hasLineCount(1);
    assertThat(half.resolve("report.html")).doesNotExist();
    assertThat(pleura("report").code()).isEqualTo(2);
  }
}
