package org.pleura.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pleura.evaluate.Cases;
import org.pleura.evaluate.Evaluation;
import org.pleura.explain.Heatmap;
import org.pleura.image.GrayImage;
import org.pleura.nn.Workers;
import org.pleura.nn.train.History;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

class FigureTest {
  private static final List<DrawnFigure> DRAWN =
      FigureSamples.all().stream().map(Figure::draw).toList();

  static List<Named<DrawnFigure>> all() {
    return DRAWN.stream().map(drawn -> Named.of(drawn.figure().name(), drawn)).toList();
  }

  @ParameterizedTest
  @MethodSource("all")
  void thePngHasTwoPixelsToAUnitAndSomethingOnThem(DrawnFigure drawn) throws IOException {
    BufferedImage png = pixels(drawn);
    assertThat(png.getWidth()).isEqualTo(2 * (drawn.figure().width() + 32));
    assertThat(png.getHeight()).isEqualTo(2 * (drawn.figure().height() + 32));
    Set<Integer> colours = new TreeSet<>();
    for (int y = 0; y < png.getHeight(); y += 3) {
      for (int x = 0; x < png.getWidth(); x += 3) {
        colours.add(png.getRGB(x, y));
      }
    }
    assertThat(colours).as("a blank figure would have one colour").hasSizeGreaterThan(20);
  }

  @ParameterizedTest
  @MethodSource("all")
  void nothingIsDrawnIntoTheMargin(DrawnFigure drawn) throws IOException {
    BufferedImage png = pixels(drawn);
    // 5 units: ticks and half the width of an axis label may reach a little into the 16.
    int edge = 2 * 5;
    int inked = 0;
    for (int y = 0; y < png.getHeight(); y++) {
      for (int x = 0; x < png.getWidth(); x++) {
        boolean inside =
            x >= edge && y >= edge && x < png.getWidth() - edge && y < png.getHeight() - edge;
        inked += !inside && png.getRGB(x, y) != 0xFFFFFFFF ? 1 : 0;
      }
    }
    assertThat(inked).as("pixels of the margin that are not white").isZero();
  }

  @ParameterizedTest
  @MethodSource("all")
  void theSvgIsWellFormedAndOfTheSameSize(DrawnFigure drawn) throws Exception {
    Figure figure = drawn.figure();
    Document svg = parse(drawn);
    assertThat(svg.getDocumentElement().getAttribute("viewBox"))
        .isEqualTo("0 0 " + (figure.width() + 32) + " " + (figure.height() + 32));
    assertThat(svg.getElementsByTagNameNS("*", "title").item(0).getTextContent())
        .isEqualTo(figure.caption());
    assertThat(texts(svg)).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("all")
  void drawingTwiceGivesTheSameBytes(DrawnFigure once) {
    DrawnFigure again = once.figure().draw();
    assertThat(once.png()).isEqualTo(again.png());
    assertThat(once.svg()).isEqualTo(again.svg());
  }

  @Test
  void drawingAllAtOnceGivesTheSameBytes() {
    List<Figure> figures = FigureSamples.all();
    DrawnFigure[] together = new DrawnFigure[figures.size()];
    try (Workers workers = new Workers(4)) {
      workers.run(together.length, (worker, i) -> together[i] = figures.get(i).draw());
    }
    for (int i = 0; i < together.length; i++) {
      assertThat(together[i].png()).isEqualTo(DRAWN.get(i).png());
      assertThat(together[i].svg()).isEqualTo(DRAWN.get(i).svg());
    }
  }

  @Test
  void eachFigureSaysInWordsWhatItShows() throws Exception {
    assertThat(textsOf("01-examples"))
        .contains("Class: Normal", "n1.png", "Class: Effusion", "e1.png");
    assertThat(textsOf("02-matrix")).contains("35", "44", "30", "39", "row", "column");
    assertThat(textsOf("03-prepared"))
        .contains("\u22121.50", "1.50", "0", "standard deviations", "row", "column");
    assertThat(textsOf("05-activations")).contains("Tanh", "tanh(x)", "\u22121.0", "ReLU");
    assertThat(textsOf("06-filter"))
        .contains("\u22122.00", "1.25", "sum + bias 0.500", "Filter, 3 \u00d7 3");
    assertThat(textsOf("07-pooling")).contains("Input, 4 \u00d7 4", "Output, 2 \u00d7 2", "9");
    assertThat(textsOf("08-training"))
        .contains(
            "training", "validation", "best epoch: 2", "epoch", "Loss (binary cross-entropy)");
    // Wilson for 2 of 3 and 3 of 4, worked out in evaluate's own tests.
    assertThat(textsOf("09-confusion"))
        .contains("3 images", "4 images", "66.7 %", "75.0 %", "25.0 %")
        .anyMatch(text -> text.matches("sensitivity 0\\.67 \\(0\\.21 to 0\\.94\\)"));
    // 2 + 3 + 3 + ... of 12 pairs: 0.9 and 0.8 beat all 4, 0.4 beats 3, so 11 / 12 = 0.92.
    assertThat(textsOf("10-roc"))
        .contains("chance", "threshold 0.5", "95 % band, pointwise")
        .anyMatch(text -> text.startsWith("AUROC 0.92, 95 % interval "));
    assertThat(textsOf("11-saliency"))
        .contains(
            "Class: effusion. Pred = 0.874",
            "effusion/e9.png",
            "one cell = 16 \u00d7 16 pixels",
            "mass 0.520, own scale");
    assertThat(textsOf("12-reliability"))
        .contains("Probabilities as they are", "probability of the finding")
        .anyMatch(text -> text.startsWith("Logits divided by the temperature "))
        .anyMatch(text -> text.matches("calibration error .* if perfectly calibrated"));
    // 30 women, every second with the finding; 10 men: 5 of each class are too few.
    assertThat(textsOf("13-subgroups"))
        .contains("sex: F", "30, 15", "sex: M", "10, 5", "too few to say", "AUROC");
    // Only the first is right on the second and the fifth case, only the second on the fourth:
    // (2 - 1) / 7 = 0.143. Without patients there is no interval by patient.
    assertThat(textsOf("14-comparison"))
        .contains("Difference: this model less the other", "undefined")
        .anyMatch(text -> text.startsWith("this model, AUROC 0.92 ("))
        .anyMatch(text -> text.startsWith("Accuracy 0.143 ("));
  }

  @Test
  void theTwoFilesAreWrittenTogether(@TempDir Path directory) throws IOException {
    Path figures = directory.resolve("run/figures");
    DrawnFigure drawn = drawn("07-pooling");
    drawn.write(figures);
    assertThat(filesIn(figures)).containsExactly("07-pooling.png", "07-pooling.svg");
    assertThat(Files.readAllBytes(figures.resolve("07-pooling.png"))).isEqualTo(drawn.png());
    assertThat(Files.readAllBytes(figures.resolve("07-pooling.svg"))).isEqualTo(drawn.svg());
  }

  @Test
  void whenOneFileCannotBeWrittenNeitherIsThere(@TempDir Path directory) throws IOException {
    // A folder stands where the SVG should be written first, under its temporary name.
    Files.createDirectories(
        directory.resolve(".07-pooling.svg." + ProcessHandle.current().pid() + ".part/full"));
    DrawnFigure drawn = drawn("07-pooling");
    assertThatThrownBy(() -> drawn.write(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("07-pooling.svg could not be written");
    assertThat(filesIn(directory))
        .containsExactly(".07-pooling.svg." + ProcessHandle.current().pid() + ".part");
  }

  @Test
  void whenOneFileCannotBeNamedNeitherIsThere(@TempDir Path directory) throws IOException {
    // A folder stands where the SVG should be renamed to.
    Files.createDirectories(directory.resolve("07-pooling.svg/full"));
    DrawnFigure drawn = drawn("07-pooling");
    assertThatThrownBy(() -> drawn.write(directory)).isInstanceOf(IOException.class);
    assertThat(filesIn(directory)).containsExactly("07-pooling.svg");
  }

  @Test
  void aFilterTooLargeForNumbersIsDrawnInColours() throws Exception {
    float[][] kernel = new float[7][7];
    kernel[3][3] = 1.25f;
    Picture input = FigureSamples.slope(64, 64);
    Figure figure = FilterFigure.figure("x", "A filter.", input, kernel, 0.5f, input, "Map");
    assertThat(texts(parse(figure.draw()))).contains("Filter, 7 \u00d7 7").doesNotContain("1.25");
    // 960 - 2 * 330 - 2 * 48 = 204 units for 7 cells of 29, from 378 + (204 - 203) / 2; the middle
    // one, in orange, has its middle at 378.5 + 3.5 * 29 = 480, half way down the pictures.
    BufferedImage png = pixels(figure.draw());
    Color middle = new Color(png.getRGB(2 * (16 + 480), 2 * (16 + 30 + 165)));
    assertThat(middle.getRed()).isGreaterThan(middle.getBlue() + 50);
  }

  @Test
  void aNameThatIsNoFileNameIsRefused() {
    assertThatThrownBy(() -> new Figure("../x", "", 10, 10, g -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'../x'");
  }

  @Test
  void hostileFileNamesAreOnlyText() throws Exception {
    String name = "</text><script>alert('1')</script>]]>\u0007\u202E\uD800&\".png";
    RadiographFigures.Titled hostile =
        new RadiographFigures.Titled(FigureSamples.slope(8, 8), name, name);
    Document svg = parse(RadiographFigures.row("x", name, List.of(hostile)).draw());
    assertThat(svg.getElementsByTagNameNS("*", "script").getLength()).isZero();
    assertThat(texts(svg))
        .contains("</text><script>alert('1')</script>]]>\uFFFD\uFFFD\uFFFD&\".png");
  }

  @Test
  void aNameTooLongForItsPlaceLosesItsMiddle() throws Exception {
    String name = "a".repeat(300) + "/patient-7.png";
    RadiographFigures.Titled titled =
        new RadiographFigures.Titled(FigureSamples.slope(8, 8), "Class: Normal", name);
    Figure figure = RadiographFigures.row("x", "Long.", List.of(titled));
    assertThat(texts(parse(figure.draw())))
        .anyMatch(text -> text.startsWith("aaa") && text.endsWith("\u2026" + tail(text)))
        .anyMatch(text -> text.endsWith("/patient-7.png"));
  }

  private static String tail(String text) {
    return text.substring(text.indexOf('\u2026') + 1);
  }

  @Test
  void aCellOfTheMatrixHasThePixelsGray() throws IOException {
    byte[] pixels = new byte[50 * 50];
    // Row 36, column 31 is the second row and column of the chunk.
    pixels[36 * 50 + 31] = (byte) 200;
    Figure figure =
        MatrixFigures.chunk("x", "A chunk.", GrayImage.of(50, 50, pixels), 35, 30, 10, 10);
    BufferedImage png = pixels(figure.draw());
    // Cells are 43 units wide and end at 960; the first row begins at 46; all after a margin of 16.
    int left = 960 - 430 + 16;
    int top = 46 + 16;
    assertThat(png.getRGB(2 * (left + 43 + 5), 2 * (top + 43 + 5))).isEqualTo(0xFFC8C8C8);
    assertThat(png.getRGB(2 * (left + 5), 2 * (top + 43 + 5))).isEqualTo(0xFF000000);
    assertThat(png.getRGB(2 * (left + 86 + 5), 2 * (top + 43 + 5))).isEqualTo(0xFF000000);
  }

  @Test
  void aChunkThatReachesBeyondTheImageIsRefused() {
    GrayImage small = GrayImage.of(40, 40, new byte[1600]);
    assertThatThrownBy(() -> MatrixFigures.chunk("x", "A chunk.", small, 35, 30, 10, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("40 x 40")
        .hasMessageContaining("row 35, column 30");
  }

  @Test
  void poolingThatDoesNotDivideIsRefused() {
    assertThatThrownBy(
            () -> MatrixFigures.pooling("x", "Pooling.", new double[3][4], new double[2][2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("divides evenly");
  }

  @Test
  void underTheMapEachPixelIsHalfGrayAndHalfJet() throws IOException {
    // A black picture. The map rises to 1 at its lower right corner, where jet is (127, 0, 0), of
    // which half, rounded, is (64, 0, 0); the upper left is 0, jet (0, 0, 127), half (0, 0, 64).
    Picture black = Picture.of(GrayImage.of(64, 64, new byte[64 * 64]));
    SaliencyFigure.Tile tile =
        new SaliencyFigure.Tile(black, FigureSamples.map(64, 64, 3), "normal", 0.2, "n1.png");
    BufferedImage png = pixels(SaliencyFigure.single("x", "One.", tile).draw());
    // The first picture is 440 wide, the second begins 8 units after it; both begin at 46.
    int left = 16 + 440 + 8;
    int top = 16 + 46;
    assertThat(new Color(png.getRGB(2 * (left + 2), 2 * (top + 2)))).isEqualTo(new Color(0, 0, 64));
    assertThat(new Color(png.getRGB(2 * (left + 439), 2 * (top + 439))))
        .isEqualTo(new Color(64, 0, 0));
    assertThat(new Color(png.getRGB(2 * (16 + 200), 2 * (top + 200)))).isEqualTo(Color.BLACK);
  }

  @Test
  void anEmptyMapIsCalledEmpty() throws Exception {
    SaliencyFigure.Tile tile =
        new SaliencyFigure.Tile(
            FigureSamples.slope(8, 8), FigureSamples.map(8, 8, 0), "normal", 0.0004, "n1.png");
    assertThat(texts(parse(SaliencyFigure.single("x", "One.", tile).draw())))
        .contains("mass 0 (the map is empty)", "Class: normal. Pred = 0.000");
  }

  @Test
  void aMapOfAnotherSizeIsRefused() {
    Picture picture = FigureSamples.slope(8, 8);
    Heatmap map = FigureSamples.map(4, 4, 1);
    assertThatThrownBy(() -> new SaliencyFigure.Tile(picture, map, "normal", 0.5, "n1.png"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("n1.png")
        .hasMessageContaining("8 x 8")
        .hasMessageContaining("4 x 4");
  }

  @Test
  void aPictureThatIsNotFiniteIsRefusedWithItsPlace() {
    assertThatThrownBy(() -> Picture.ofOwnRange(new float[] {0, 1, Float.NaN, 2}, 2, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("row 1, column 0 is NaN");
  }

  @Test
  void withoutOneClassTheRocSaysWhyItIsMissing() throws Exception {
    Evaluation evaluation =
        Evaluation.of(
            Cases.ofProbabilities(new boolean[] {true, true}, new double[] {0.9, 0.2}), 0.5);
    assertThat(String.join(" ", texts(parse(RocFigure.figure("x", "", evaluation).draw()))))
        .contains("The curve is undefined");
    assertThat(
            texts(
                parse(
                    ConfusionFigure.figure("x", "", "effusion", "normal", evaluation.confusion())
                        .draw())))
        .contains("no images", "0 images");
  }

  @Test
  void lossesThatAreNotFiniteAreLeftOut() throws Exception {
    History lost =
        new History(
            List.of(
                new History.Epoch(1, Double.NaN, 0.5, Double.POSITIVE_INFINITY, 0.5, 1),
                new History.Epoch(2, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 1)));
    Document svg = parse(TrainingCurves.figure("x", "Lost.", lost, lost.bestEpoch()).draw());
    assertThat(texts(svg))
        .contains("Loss (binary cross-entropy)")
        .noneMatch(t -> t.contains("NaN"));
  }

  @Test
  void oneEpochIsEnoughForAFigure() throws IOException {
    Figure figure =
        TrainingCurves.figure(
            "x",
            "One.",
            new History(FigureSamples.history().epochs().subList(0, 1)),
            OptionalInt.of(1));
    BufferedImage png = pixels(figure.draw());
    int blue = 0;
    for (int y = 120; y < png.getHeight(); y++) {
      for (int x = 0; x < png.getWidth(); x++) {
        blue += png.getRGB(x, y) == 0xFF0072B2 ? 1 : 0;
      }
    }
    // Two discs of 7 units: 2 x pi x 7 x 7 = 308 pixels less their soft edges.
    assertThat(blue).isBetween(150, 330);
  }

  private static DrawnFigure drawn(String name) {
    return DRAWN.stream()
        .filter(drawn -> drawn.figure().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static BufferedImage pixels(DrawnFigure drawn) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(drawn.png()));
    assertThat(image).isNotNull();
    return image;
  }

  private static Document parse(DrawnFigure drawn) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    return factory.newDocumentBuilder().parse(new ByteArrayInputStream(drawn.svg()));
  }

  private static List<String> texts(Document svg) {
    NodeList nodes = svg.getElementsByTagNameNS("*", "text");
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent());
    }
    return texts;
  }

  private static List<String> textsOf(String name) throws Exception {
    return texts(parse(drawn(name)));
  }

  private static List<String> filesIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aFigureOfAgreementHasOneToTenImagesWithAsManyMaps() {
    AgreementFigure.Row row = FigureSamples.row("e1.png");
    AgreementFigure.Row fewer =
        new AgreementFigure.Row(row.picture(), "", "n2.png", "", row.panels().subList(0, 1));
    assertThatThrownBy(() -> AgreementFigure.of("x", "", List.of()))
        .hasMessageContaining("one to ten images, but 0 came");
    assertThatThrownBy(() -> AgreementFigure.of("x", "", List.of(row, fewer)))
        .hasMessageContaining("2 maps as the first has, but that of n2.png has 1");
  }
}
