package org.pleura.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pleura.nn.ActivationFunction;
import org.pleura.nn.Add;
import org.pleura.nn.Conv2D;
import org.pleura.nn.Dense;
import org.pleura.nn.Flatten;
import org.pleura.nn.GlobalAveragePooling2D;
import org.pleura.nn.Graph;
import org.pleura.nn.InitialState;
import org.pleura.nn.Network;
import org.pleura.nn.Padding;
import org.pleura.nn.Shape;
import org.pleura.nn.random.Mt19937;

class GradCamPlusPlusTest {
  private static final float[] IMAGE = {1, -1, 2, 0.5f};

  /** What tf-keras-vis 0.8.8 gives for {@link #worked}, un-normalised and normalised. */
  private static final float[] CELLS = {0.0556612797f, 0.0643095151f, 0.106262438f, 0.0303606987f};

  private static final float[] VALUES = {.333332926f, .447272658f, .999998748f, 0};

  @Test
  void theCellsByHand() {
    // Two positions, one channel, A = (1, 3), g = (0.5, -1), f = 1; sum(A) = 4.
    // a = 1 / (2 + 4 g) = 1/4 and 1/-2, their sum -1/4, so a = -1 and 2.
    // w = 0.5 * -1 + 0 * 2 = -0.5: both cells would be negative.
    assertThat(GradCamPlusPlus.cells(new float[] {1, 3}, new float[] {0.5f, -1}, 1, 1))
        .containsExactly(0, 0);
    // g = (0.5, 0): a = 1 and 0, w = 0.5, cells 0.5 and 1.5; doubled by f = 2.
    assertThat(GradCamPlusPlus.cells(new float[] {1, 3}, new float[] {0.5f, 0}, 1, 2))
        .containsExactly(1, 3);
  }

  @Test
  void theGeneralFormulaGivesTheLibrarysNumbers() {
    // Channel 0 of A is relu(x + 0.1), channel 1 relu(0.2 - 0.5 x), at x = 1, -1, 2, 0.5.
    float[] maps = {1.1f, 0, 0, 0.7f, 2.1f, 0, 0.6f, 0};
    float[] dense = {.3f, -.2f, .1f, .4f, -.5f, .6f, .2f, -.1f};
    double logit = 0.05;
    for (int i = 0; i < 8; i++) {
      logit += maps[i] * dense[i];
    }
    double p = 1 / (1 + Math.exp(-logit));
    assertThat(p).isCloseTo(0.4329071, within(1e-6));
    float[] gradient = new float[8];
    for (int i = 0; i < 8; i++) {
      gradient[i] = (float) (p * (1 - p) * dense[i]);
    }
    assertThat(GradCamPlusPlus.cells(maps, gradient, 2, Math.exp(p)))
        .containsExactly(CELLS, within(1e-7f));
  }

  @Test
  void aNetworkIsExplainedAsTheLibraryDoes() {
    Heatmap map =
        new GradCamPlusPlus(Optional.of("conv2d"), ExplainedScore.PROBABILITY)
            .explain(worked(0.05f), IMAGE);
    assertThat(map.cells()).containsExactly(CELLS, within(1e-6f));
    assertThat(map.values()).containsExactly(VALUES, within(1e-5f));
    assertThat(map.layer()).isEqualTo("conv2d");
    assertThat(map.method()).isEqualTo("GradCAM++ of the probability");
    assertThat(map.mass()).isCloseTo(0.256593932, within(1e-6));
    assertThat(map.cellHeight()).isEqualTo(1);
  }

  @Test
  void afterGlobalPoolingItIsTheSumOfTheMapsThatRaiseTheScore() {
    // There g is constant over a map: cells = f * sum over k of max(0, g_k) A_k.
    Network network = pooled();
    Mt19937 stream = Mt19937.numpy(3);
    float[] image = new float[36];
    for (int i = 0; i < 36; i++) {
      image[i] = (float) stream.uniform(-2, 2);
    }
    float[] maps = network.trace(image).output("conv2d");
    float[] head = network.weights(network.graph().variablesOf("dense").get(0));
    float p = network.predict(image)[0];
    double[] expected = new double[36];
    double[] expectedOfLogit = new double[36];
    for (int cell = 0; cell < 36; cell++) {
      for (int k = 0; k < 5; k++) {
        double pull = Math.max(0, head[k] / 36) * maps[cell * 5 + k];
        expectedOfLogit[cell] += pull;
        expected[cell] += Math.exp(p) * p * (1 - p) * pull;
      }
    }
    float[] cells =
        new GradCamPlusPlus(Optional.of("conv2d"), ExplainedScore.PROBABILITY)
            .explain(network, image)
            .cells();
    float[] ofLogit =
        new GradCamPlusPlus(Optional.of("conv2d"), ExplainedScore.LOGIT)
            .explain(network, image)
            .cells();
    for (int cell = 0; cell < 36; cell++) {
      assertThat((double) cells[cell]).isCloseTo(expected[cell], within(1e-6));
      assertThat((double) ofLogit[cell]).isCloseTo(expectedOfLogit[cell], within(1e-6));
    }
    assertThat(Arrays.stream(expected).max().orElse(0)).isGreaterThan(1e-3);
  }

  @Test
  void theMapOfACertainProbabilityIsEmptyButThatOfItsLogitIsNot() {
    // A bias of 30 makes the probability 1 to the last bit of a float, and its derivative 0.
    Network certain = worked(30);
    Heatmap ofProbability =
        new GradCamPlusPlus(Optional.of("conv2d"), ExplainedScore.PROBABILITY)
            .explain(certain, IMAGE);
    assertThat(ofProbability.values()).containsOnly(0f);
    assertThat(ofProbability.mass()).isZero();
    Heatmap ofLogit =
        new GradCamPlusPlus(Optional.of("conv2d"), ExplainedScore.LOGIT).explain(certain, IMAGE);
    assertThat(ofLogit.mass()).isGreaterThan(0.2);
    assertThat(ofLogit.cells())
        .containsExactly(
            new GradCamPlusPlus(Optional.of("conv2d"), ExplainedScore.LOGIT)
                .explain(worked(0.05f), IMAGE)
                .cells());
  }

  @Test
  void theLastConvolutionIsFoundFromTheEnd() {
    Graph graph =
        Graph.sequential(
            Shape.of(4, 4, 1),
            Conv2D.of(2, 1),
            Conv2D.of(3, 1),
            new GlobalAveragePooling2D(),
            Dense.of(1, ActivationFunction.SIGMOID));
    assertThat(ExplainedLayer.usual(graph)).isEqualTo("conv2d_1");
    Graph without =
        Graph.sequential(Shape.of(4, 4, 1), new Flatten(), Dense.of(1, ActivationFunction.SIGMOID));
    assertThatThrownBy(() -> ExplainedLayer.usual(without))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no convolution");
  }

  @Test
  void whereSomeGoesPastTheLastConvolutionTheLastLayerThatEverythingGoesThroughIsExplained() {
    Graph.Builder graph = Graph.builder(Shape.of(4, 4, 1));
    String first = graph.add(Conv2D.of(2, 1), graph.input());
    String second = graph.add(Conv2D.of(2, 1), first);
    String sum = graph.add(new Add(), second, first);
    String pooled = graph.add(new GlobalAveragePooling2D(), sum);
    graph.add(Dense.of(1, ActivationFunction.SIGMOID), pooled);
    assertThat(ExplainedLayer.usual(graph.build())).isEqualTo("add");
  }

  @Test
  void aLayerWithoutFeatureMapsIsRefusedAndABetterOneNamed() {
    assertThatThrownBy(
            () ->
                new GradCamPlusPlus(Optional.of("flatten"), ExplainedScore.PROBABILITY)
                    .explain(worked(0), IMAGE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'flatten' makes ")
        .hasMessageContaining("usually it is 'conv2d'");
    assertThatThrownBy(
            () ->
                new GradCamPlusPlus(Optional.of("conv2d_9"), ExplainedScore.LOGIT)
                    .explain(worked(0), IMAGE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is no layer 'conv2d_9'");
  }

  @Test
  void aNetworkWithoutOneSigmoidUnitIsRefused() {
    Graph two =
        Graph.sequential(
            Shape.of(2, 2, 1),
            Conv2D.of(2, 1),
            new Flatten(),
            Dense.of(2, ActivationFunction.SIGMOID));
    Network network = Network.of(two, new float[two.parameterCount()]);
    assertThatThrownBy(
            () ->
                new GradCamPlusPlus(Optional.of("conv2d"), ExplainedScore.LOGIT)
                    .explain(network, IMAGE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ends in one unit with a sigmoid, but 'dense' makes");
  }

  /** 2 x 2 image, two 1 x 1 filters with ReLU, flattened into one unit: small enough for paper. */
  private static Network worked(float lastBias) {
    Graph graph =
        Graph.sequential(
            Shape.of(2, 2, 1),
            Conv2D.of(2, 1).withActivation(ActivationFunction.RELU),
            new Flatten(),
            Dense.of(1, ActivationFunction.SIGMOID));
    return Network.of(
        graph,
        new float[] {1, -0.5f, 0.1f, 0.2f, .3f, -.2f, .1f, .4f, -.5f, .6f, .2f, -.1f, lastBias});
  }

  private static Network pooled() {
    Graph graph =
        Graph.sequential(
            Shape.of(6, 6, 1),
            Conv2D.of(5, 3).withPadding(Padding.SAME).withActivation(ActivationFunction.RELU),
            new GlobalAveragePooling2D(),
            Dense.of(1, ActivationFunction.SIGMOID));
    return InitialState.draw(graph, Mt19937.python(42)).network();
  }
}
