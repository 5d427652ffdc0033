package org.pleura.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pleura.model.ModelFile;
import org.pleura.nn.ActivationFunction;
import org.pleura.nn.Conv2D;
import org.pleura.nn.Dense;
import org.pleura.nn.Flatten;
import org.pleura.nn.Graph;
import org.pleura.nn.Network;
import org.pleura.nn.Shape;

class SaliencyMethodTest {
  private static final Path RESOURCES = Path.of("src/test/resources");
  private static final Optional<String> LAST = Optional.empty();

  private static JsonNode oracle() throws IOException {
    return JsonMapper.builder()
        .build()
        .readTree(RESOURCES.resolve("explain/methods.json").toFile())
        .path("cases");
  }

  static List<Arguments> whatTensorFlowComputes() throws IOException {
    List<Arguments> all = new ArrayList<>();
    for (JsonNode model : oracle()) {
      model
          .path("maps")
          .fieldNames()
          .forEachRemaining(method -> all.add(Arguments.of(model.path("model").asText(), method)));
    }
    return all;
  }

  /** The image of the oracle program: numbers by a formula. */
  private static float[] made(int count) {
    float[] values = new float[count];
    for (long i = 0; i < count; i++) {
      long mixed = (7919 * i + 104729 + 31 * (i * i % 613)) % 10007;
      values[(int) i] = (float) ((mixed - 5003) / 5003.5 * 2.0);
    }
    return values;
  }

  /** The layer of the oracle, though some of the residual network goes past its last one. */
  private static Optional<String> lastConvolution(Network network) {
    List<Graph.Node> nodes = network.graph().nodes();
    return nodes.stream()
        .filter(node -> node.layer() instanceof Conv2D)
        .reduce((first, second) -> second)
        .map(Graph.Node::name);
  }

  @ParameterizedTest
  @MethodSource("whatTensorFlowComputes")
  void aMethodComputesWhatItsFormulaGivesInTensorFlow(String model, String method)
      throws IOException {
    Network network = ModelFile.read(RESOURCES.resolve("keras").resolve(model)).network();
    float[] image = made(network.graph().inputShape().size());
    JsonNode expected = null;
    for (JsonNode candidate : oracle()) {
      if (candidate.path("model").asText().equals(model)) {
        expected = candidate.path("maps").path(method);
        assertThat((double) network.logits(image)[0])
            .isCloseTo(candidate.path("logit").asDouble(), within(1e-5));
      }
    }
    assertThat(expected).isNotNull();

    Heatmap map = SaliencyMethod.named(method, lastConvolution(network)).explain(network, image);

    assertThat(map.rows()).isEqualTo(expected.path("shape").path(0).asInt());
    assertThat(map.columns()).isEqualTo(expected.path("shape").path(1).asInt());
    float most = 0;
    for (JsonNode cell : expected.path("cells")) {
      most = Math.max(most, Math.abs(cell.floatValue()));
    }
    // The last convolution of the residual network has no activation, and the sums are below 0.
    if (!(model.equals("resnet.h5") && method.equals("scorecam-lesson"))) {
      assertThat(most).isGreaterThan(1e-4f);
    }
    float[] cells = map.cells();
    for (int i = 0; i < cells.length; i++) {
      // Differences of logits are small beside the logits, hence the absolute part.
      assertThat(cells[i])
          .as("cell %d", i)
          .isCloseTo(expected.path("cells").path(i).floatValue(), within(2e-5f * most + 1e-6f));
    }
  }

  /**
   * 2 x 2 image, two 1 x 1 filters with ReLU, flattened into one unit: z = 0.05 + sum of d_i A_i.
   */
  private static Network worked() {
    Graph graph =
        Graph.sequential(
            Shape.of(2, 2, 1),
            Conv2D.of(2, 1).withActivation(ActivationFunction.RELU),
            new Flatten(),
            Dense.of(1, ActivationFunction.SIGMOID));
    return Network.of(
        graph,
        new float[] {1, -0.5f, 0.1f, 0.2f, .3f, -.2f, .1f, .4f, -.5f, .6f, .2f, -.1f, 0.05f});
  }

  private static final float[] IMAGE = {1, -1, 2, 0.5f};

  private static float[] cells(SaliencyMethod method) {
    return method.explain(worked(), IMAGE).cells();
  }

  @Test
  void hiResCamAddsUpToTheLogitLessItsBiasWhereOnlyALinearLayerFollows() {
    // A is (1.1, 0), (0, 0.7), (2.1, 0), (0.6, 0); d is (.3, -.2), (.1, .4), (-.5, .6), (.2, -.1).
    assertThat(cells(new HiResCam(LAST)))
        .containsExactly(new float[] {0.33f, 0.28f, -1.05f, 0.12f}, within(1e-6f));
    // Their sum, -0.32, is z - 0.05.
    assertThat(worked().logits(IMAGE)[0] - 0.05f).isCloseTo(-0.32f, within(1e-6f));
  }

  @Test
  void layerCamIsWithoutWhatSpeaksAgainst() {
    assertThat(cells(new LayerCam(LAST)))
        .containsExactly(new float[] {0.33f, 0.28f, 0, 0.12f}, within(1e-6f));
  }

  @Test
  void gradCamWeighsEachMapByItsMeanGradientAndKeepsTheSign() {
    // w = mean of (.3, .1, -.5, .2) = 0.025 and of (-.2, .4, .6, -.1) = 0.175.
    assertThat(cells(new GradCam(LAST)))
        .containsExactly(new float[] {0.0275f, 0.1225f, 0.0525f, 0.015f}, within(1e-6f));
    // The library's, of the probability: p (1 - p) = 0.2454986 times as much.
    assertThat(0.0275 * 0.2454986).isCloseTo(0.00675121183, within(1e-8));
  }

  @Test
  void theSumOfTheMapsIsWhatTheLibraryCallsScoreCam() {
    assertThat(cells(new ScoreCam(LAST, ScoreCam.Weights.LESSON)))
        .containsExactly(new float[] {1.1f, 0.7f, 2.1f, 0.6f}, within(1e-6f));
  }

  @Test
  void theGradientIsThatOfTheLogitBySmallDifferences() {
    float[] gradient = cells(new Gradient());
    for (int pixel = 0; pixel < 4; pixel++) {
      float[] up = IMAGE.clone();
      float[] down = IMAGE.clone();
      up[pixel] += 0.01f;
      down[pixel] -= 0.01f;
      float slope = (worked().logits(up)[0] - worked().logits(down)[0]) / 0.02f;
      assertThat(gradient[pixel]).isCloseTo(slope, within(1e-4f));
    }
    // By hand: where x = 1, only the first filter lets through: 0.3 * 1.
    assertThat(gradient[0]).isCloseTo(0.3f, within(1e-6f));
  }

  @Test
  void integratedGradientsAddUpToWhatTheImageChanges() {
    float[] empty = {0.625f, 0.625f, 0.625f, 0.625f}; // the mean of the image
    double sum = 0;
    for (float pixel : cells(new IntegratedGradients(4000))) {
      sum += pixel;
    }
    assertThat(sum).isCloseTo(worked().logits(IMAGE)[0] - worked().logits(empty)[0], within(1e-3));
  }

  /** One layer on the pixels: every right method must say which pixel weighs how much. */
  private static Network linear(float... weights) {
    float[] all = Arrays.copyOf(weights, weights.length + 1);
    int side = (int) Math.sqrt(weights.length);
    return Network.of(
        Graph.sequential(
            Shape.of(side, side, 1), new Flatten(), Dense.of(1, ActivationFunction.SIGMOID)),
        all);
  }

  @Test
  void smoothGradOfALinearNetworkIsItsGradient() {
    assertThat(SmoothGrad.usual().explain(linear(1, -2, 0, 3), IMAGE).cells())
        .containsExactly(new float[] {1, -2, 0, 3}, within(1e-5f));
  }

  @Test
  void riseFindsThePixelsOfALinearNetworkByTheirShareInTheLogit() {
    // Only the top left quarter of 16 x 16 pixels counts, and the image is brighter there.
    float[] weights = new float[256];
    float[] image = new float[256];
    for (int row = 0; row < 8; row++) {
      for (int column = 0; column < 8; column++) {
        weights[row * 16 + column] = 0.1f;
        image[row * 16 + column] = 1;
      }
    }
    Heatmap map = new Rise(4000, 4, 0.5, 3).explain(linear(weights), image);
    double inside = 0;
    double outside = 0;
    for (int row = 0; row < 16; row++) {
      for (int column = 0; column < 16; column++) {
        boolean in = row < 6 && column < 6;
        boolean out = row >= 10 || column >= 10;
        inside += in ? map.at(row, column) / 36 : 0;
        outside += out ? map.at(row, column) / 156 : 0;
      }
    }
    assertThat(inside).isGreaterThan(0.5);
    assertThat(outside).isBetween(-0.1, 0.1);
  }

  @Test
  void aMaskOfRiseIsSmoothAndShowsItsShare() {
    Rise rise = new Rise(2, 8, 0.3, 0);
    Random random = new Random(1);
    double sum = 0;
    double step = 0;
    for (int i = 0; i < 200; i++) {
      float[] mask = rise.mask(random, 32, 24);
      for (int p = 0; p < mask.length; p++) {
        assertThat(mask[p]).isBetween(0f, 1f);
        sum += mask[p] / (200.0 * mask.length);
        step = Math.max(step, p % 24 > 0 ? Math.abs(mask[p] - mask[p - 1]) : 0);
      }
    }
    assertThat(sum).isCloseTo(0.3, within(0.02));
    // A cell is 3 columns wide, so neighbours differ by a third at most.
    assertThat(step).isLessThanOrEqualTo(1 / 3.0 + 1e-6);
  }

  @Test
  void occlusionOfALinearNetworkFallsByWhatIsHidden() {
    // 2 x 2 pixels are one square of two cells: hiding all loses z - z(mean).
    Network network = linear(1, -2, 0, 3);
    float whole = network.logits(IMAGE)[0];
    float hidden = network.logits(new float[] {0.625f, 0.625f, 0.625f, 0.625f})[0];
    assertThat(new Occlusion().explain(network, IMAGE).cells())
        .containsExactly(
            new float[] {whole - hidden, whole - hidden, whole - hidden, whole - hidden},
            within(1e-6f));
  }

  @Test
  void theAverageOfTheClassIsTheDifferenceOfTheMeans() {
    // Of 1 2 / 3 4 and 3 2 / 1 4 the mean is 2 2 / 2 4; of the one negative image 1 1 / 2 8.
    float[][] images = {{1, 2, 3, 4}, {3, 2, 1, 4}, {1, 1, 2, 8}};
    ClassAverage average =
        ClassAverage.of(List.of(images[0], images[1]), List.<float[]>of(images[2]));
    Heatmap map = average.explain(linear(new float[4]), new float[4]);
    assertThat(map.cells()).containsExactly(1, 1, 0, -4);
    assertThat(map.isSigned()).isTrue();
    assertThatThrownBy(() -> average.explain(linear(new float[16]), new float[16]))
        .hasMessage("the average has 4 pixels, but the image 4 x 4");
    assertThatThrownBy(() -> ClassAverage.of(List.of(), List.<float[]>of(images[2])))
        .hasMessage("an average needs images of both classes");
  }

  @Test
  void theControlsDoNotKnowTheNetwork() {
    Network other = linear(5, 5, 5, 5);
    for (SaliencyMethod control : List.of(new SobelEdges(), new CentreBlob(), new RandomMap(1))) {
      assertThat(control.explain(worked(), IMAGE).cells())
          .isEqualTo(control.explain(other, IMAGE).cells());
    }
    assertThat(new RandomMap(1).explain(other, IMAGE).cells())
        .isNotEqualTo(new RandomMap(1).explain(other, new float[4]).cells())
        .isNotEqualTo(new RandomMap(2).explain(other, IMAGE).cells());
  }

  @Test
  void anEdgeIsWhereTheGrayChanges() {
    // Columns 0 0 1 1: across is 4 at the two columns beside the step, 0 elsewhere.
    float[] step = {0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1};
    float[] edges = new SobelEdges().explain(linear(new float[16]), step).cells();
    assertThat(edges).containsExactly(0, 4, 4, 0, 0, 4, 4, 0, 0, 4, 4, 0, 0, 4, 4, 0);
  }

  @Test
  void everyMethodHasItsNameAndAnUnknownOneIsAnsweredWithAll() {
    List<SaliencyMethod> all = SaliencyMethod.all(LAST);
    assertThat(all.stream().map(SaliencyMethod::word)).doesNotHaveDuplicates().hasSize(15);
    assertThat(all.stream().map(SaliencyMethod::title)).doesNotHaveDuplicates();
    for (SaliencyMethod method : all) {
      assertThat(SaliencyMethod.named(method.word(), LAST)).isEqualTo(method);
    }
    assertThatThrownBy(() -> SaliencyMethod.named("lime", LAST))
        .hasMessageContaining("there is no method 'lime'; there are gradcam, gradcam++, ");
  }

  @Test
  void everyMethodGivesTheSameBitsTwiceAndRefusesAnotherImage() {
    for (SaliencyMethod method : SaliencyMethod.all(LAST)) {
      Heatmap map = method.explain(worked(), IMAGE);
      assertThat(map.cells()).as(method.word()).isEqualTo(cells(method));
      assertThat(map.height()).isEqualTo(2);
      assertThat(map.method()).isEqualTo(method.title());
      assertThatThrownBy(() -> method.explain(worked(), new float[5]))
          .as(method.word())
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aSignedMapIsDividedByItsLargestAmountSoThatZeroStaysZero() {
    Heatmap map = Heatmap.signed("m", "l", new float[] {-4, 0, 2, 1}, 2, 2, 2, 2);
    assertThat(map.values()).containsExactly(-1, 0, 0.5f, 0.25f);
    assertThat(map.isSigned()).isTrue();
    assertThat(map.mass()).isEqualTo(-1);
    assertThat(Heatmap.signed("m", "l", new float[4], 2, 2, 2, 2).values()).containsOnly(0f);
  }
}
