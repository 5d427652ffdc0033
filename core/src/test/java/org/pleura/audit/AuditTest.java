package org.pleura.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pleura.explain.SaliencyMethod;
import org.pleura.model.ModelFile;
import org.pleura.nn.InitialState;
import org.pleura.nn.Network;
import org.pleura.nn.Shape;
import org.pleura.nn.Variable;
import org.pleura.nn.random.Mt19937;

/** The audit itself under test: it must see through what is no explanation. */
class AuditTest {
  private static final int IMAGES = 24;

  private static Network network;
  private static final List<float[]> PICTURES = new ArrayList<>();
  private static final Map<Integer, boolean[]> SQUARES = new TreeMap<>();

  /** A small network of Keras, 32 x 32, and images of a bright square somewhere on noise. */
  @BeforeAll
  static void aNetworkAndImages() throws IOException {
    network = ModelFile.read(Path.of("src/test/resources/keras/tiny_adam.keras")).network();
    Random random = new Random(3);
    for (int i = 0; i < IMAGES; i++) {
      float[] image = new float[32 * 32];
      int top = random.nextInt(24);
      int left = random.nextInt(24);
      boolean[] square = new boolean[image.length];
      for (int p = 0; p < image.length; p++) {
        square[p] = p / 32 >= top && p / 32 < top + 8 && p % 32 >= left && p % 32 < left + 8;
        image[p] = (float) (0.3 * random.nextGaussian() + (square[p] ? 2 : 0));
      }
      SQUARES.put(i, square);
      PICTURES.add(image);
    }
  }

  /** Findings of the network without twins; the masks are those of the squares. */
  private static Map<String, Finding> findings(String word, int images) {
    SaliencyMethod method = SaliencyMethod.named(word, Optional.empty());
    Map<Integer, boolean[]> masks = new TreeMap<>(SQUARES);
    masks.keySet().removeIf(index -> index >= images);
    Set<Check> checks = EnumSet.allOf(Check.class);
    checks.removeIf(Check::needsTraining);
    Audit audit = new Audit(network, checks, Optional.empty(), masks);
    List<ComparedMap> originals =
        PICTURES.subList(0, images).stream().map(image -> audit.original(method, image)).toList();
    List<Audit.OfImage> found =
        IntStream.range(0, images)
            .mapToObj(
                index -> {
                  float[] image = PICTURES.get(index);
                  Subject subject = audit.subject(image, index, OptionalInt.empty());
                  return audit.of(method, image, subject, originals);
                })
            .toList();
    Map<String, Finding> findings = new LinkedHashMap<>();
    audit.findings(found).forEach(finding -> findings.put(finding.check().word(), finding));
    return findings;
  }

  private static Finding finding(String word, String check) {
    return Objects.requireNonNull(findings(word, IMAGES).get(check));
  }

  @ParameterizedTest
  @CsvSource({"scorecam-lesson", "sobel", "centre", "random"})
  void whatDoesNotDependOnTheHeadOfTheNetworkFailsBecauseItsMapsAreIdentical(String word) {
    Finding weights = finding(word, "weights");
    assertThat(weights.verdict()).as(weights.why()).isEqualTo(Verdict.FAIL);
    assertThat(weights.why())
        .isEqualTo(
            "with random weights down to dense_1 the maps of 24 of 24 images are identical to the"
                + " original");
    assertThat(weights.rule()).contains("are at most 0.2 above, with their intervals");
  }

  @Test
  void aMethodThatDependsOnAllWeightsChangesWithThem() {
    Finding weights = finding("gradient", "weights");
    assertThat(weights.verdict()).as(weights.why()).isEqualTo(Verdict.PASS);
    assertThat(weights.figures())
        .containsKeys(
            "rank correlation of the cells, random down to dense_1",
            "rank correlation of the cells, dense random",
            "SSIM, random down to conv2d",
            "overlap of the strongest 20 %, different images",
            "HOG similarity, conv2d_1 random",
            "SSIM, above that of different images");
  }

  @Test
  void neitherARandomMapNorABlobThatNeverMovesIsStable() {
    assertThat(finding("random", "stability").verdict()).isEqualTo(Verdict.FAIL);
    Finding centre = finding("centre", "stability");
    assertThat(centre.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(centre.why()).contains("below that of different images' maps");
  }

  @Test
  void aRandomMapPointsNowhere() {
    Finding random = finding("random", "localization");
    assertThat(random.verdict()).as(random.why()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void aBlobInTheCentreDoesNotMoveWithThePrediction() {
    Finding centre = finding("centre", "response");
    assertThat(centre.verdict()).as(centre.why()).isNotEqualTo(Verdict.PASS);
  }

  @Test
  void layerByLayerAtLeast32ImagesAreAskedAndBothOfTwoClassesThatComeInTurn() {
    for (int images = 1; images <= 400; images++) {
      int all = images;
      List<Integer> staged =
          IntStream.range(0, images)
              .filter(index -> WeightRandomization.isStaged(index, all))
              .boxed()
              .toList();
      assertThat(staged).hasSizeGreaterThanOrEqualTo(Math.min(images, 32)).hasSizeLessThan(97);
      if (images > 1) {
        assertThat(staged.stream().map(index -> index % 2).distinct()).hasSize(2);
      }
    }
  }

  @Test
  void anImageThatIsNotAskedLayerByLayerStillHasItsFullyRandomMap() {
    SaliencyMethod method = SaliencyMethod.named("gradient", Optional.empty());
    float[] image = PICTURES.get(0);
    ComparedMap original = ComparedMap.of(method.explain(network, image));
    WeightRandomization.OfImage whole =
        WeightRandomization.of(method, network, image, original, 3, true, Likeness.UNDEFINED);
    WeightRandomization.OfImage end =
        WeightRandomization.of(method, network, image, original, 3, false, Likeness.UNDEFINED);
    assertThat(end.allRandom()).isEqualTo(whole.allRandom());
    assertThat(whole.allRandom()).isEqualTo(whole.cascading().get(whole.cascading().size() - 1));
    assertThat(end.cascading()).isEmpty();
    assertThat(end.alone()).isEmpty();
  }

  @Test
  void whatNeedsTrainingCannotBeAskedWithoutTwins() {
    Set<Check> labels = Set.of(Check.LABELS);
    assertThatThrownBy(() -> new Audit(network, labels, Optional.empty(), Map.of()))
        .hasMessage("the check 'labels' needs twins");
  }

  @Test
  void fewImagesDoNotTell() {
    findings("gradient", 5)
        .values()
        .forEach(
            finding -> {
              assertThat(finding.verdict()).isEqualTo(Verdict.CANNOT_TELL);
              assertThat(finding.why()).contains("too few images", "of at least 20");
            });
  }

  private static Likeness likeness(double value) {
    OptionalDouble all = OptionalDouble.of(value);
    return new Likeness(all, all, all, all, all);
  }

  @Test
  void theVerdictHangsOnTheWholeInterval() {
    // 30 images, half of them 0.1 more and half 0.1 less alike than the middle.
    for (double middle : new double[] {0, 0.2, 0.4}) {
      List<Likeness> stay = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        stay.add(likeness(0.3 + middle + (i % 2 == 0 ? 0.1 : -0.1)));
      }
      Verdict expected =
          middle == 0 ? Verdict.PASS : middle == 0.2 ? Verdict.CANNOT_TELL : Verdict.FAIL;
      List<Changed> maps = stay.stream().map(one -> new Changed(one, false)).toList();
      Finding finding =
          LabelRandomization.judge(maps, Collections.nCopies(30, likeness(0.3)), 0.99);
      assertThat(finding.verdict()).as("more alike by %s", middle).isEqualTo(expected);
    }
  }

  @Test
  void oneMeasureThatStaysIsEnoughToFail() {
    Likeness unlike = likeness(0);
    Likeness onlySsim =
        new Likeness(
            unlike.cells(),
            unlike.maps(),
            OptionalDouble.of(0.9),
            unlike.overlap(),
            unlike.gradients());
    Finding finding =
        LabelRandomization.judge(
            Collections.nCopies(30, new Changed(onlySsim, false)),
            Collections.nCopies(30, unlike),
            0.99);
    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(finding.why())
        .isEqualTo("SSIM is 0.90 (0.90 to 0.90) above that of different images' maps");
  }

  @Test
  void aTwinThatHasNotLearnedDoesNotTell() {
    List<Likeness> some = Collections.nCopies(30, likeness(0.1));
    List<Changed> maps = Collections.nCopies(30, new Changed(likeness(0.1), false));
    Finding finding = LabelRandomization.judge(maps, some, 0.8);
    assertThat(finding.verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(finding.why()).isEqualTo("the twin has learned only 80.0 % of the shuffled labels");
  }

  @Test
  void aMapThatIsTheSameForAnyLabelsFailsThoughThoseOfDifferentImagesAreTheSameToo() {
    List<Changed> same = Collections.nCopies(30, new Changed(likeness(1), true));
    Finding finding = LabelRandomization.judge(same, Collections.nCopies(30, likeness(1)), 1);
    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(finding.why())
        .isEqualTo(
            "with a twin that has learned shuffled labels the maps of 30 of 30 images are identical"
                + " to the original");
  }

  @Test
  void mapsThatAreConstantDoNotTell() {
    List<Likeness> constant = Collections.nCopies(30, Likeness.UNDEFINED);
    List<Changed> maps = Collections.nCopies(30, new Changed(Likeness.UNDEFINED, false));
    Finding finding = LabelRandomization.judge(maps, constant, 1);
    assertThat(finding.verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(finding.why()).contains("a map is constant in 30 of 30 images");
  }

  @Test
  void layersAreMadeRandomOneByOne() {
    List<String> stages = WeightRandomization.stages(network.graph());
    assertThat(stages).containsExactly("dense_1", "dense", "conv2d_2", "conv2d_1", "conv2d");
    float[] random = InitialState.draw(network.graph(), Mt19937.python(1004)).network().weights();
    List<String> two = stages.subList(0, 2);
    float[] drawn = WeightRandomization.random(network.graph(), 4);
    float[] weights =
        WeightRandomization.with(network.graph(), network.weights(), drawn, two).weights();
    for (Variable variable : network.graph().variables()) {
      for (int i = 0; i < variable.size(); i++) {
        int at = variable.offset() + i;
        assertThat(weights[at])
            .isEqualTo(two.contains(variable.layer()) ? random[at] : network.weights()[at]);
      }
    }
    float[] other = WeightRandomization.random(network.graph(), 5);
    assertThat(WeightRandomization.with(network.graph(), network.weights(), other, two).weights())
        .isNotEqualTo(weights);
  }

  @Test
  void anImageIsChangedByAHair() {
    // 2 x 3: shifted one to the right, two up, brighter by 2 % of the range 5, and noisy.
    float[] image = {0, 1, 2, 3, 4, 5};
    List<float[]> changed = Stability.changed(image, Shape.of(2, 3, 1));
    assertThat(changed.get(0)).containsExactly(0, 0, 1, 3, 3, 4);
    assertThat(changed.get(1)).containsExactly(3, 4, 5, 3, 4, 5);
    assertThat(changed.get(2))
        .containsExactly(new float[] {0.1f, 1.1f, 2.1f, 3.1f, 4.1f, 5.1f}, within(1e-6f));
    assertThat(changed.get(3)).isNotEqualTo(image).hasSize(6);
  }
}
