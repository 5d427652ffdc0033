package org.pleura.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.pleura.nn.Graph;
import org.pleura.nn.InitialState;
import org.pleura.nn.MaxPooling2D;
import org.pleura.nn.Network;
import org.pleura.nn.Shape;
import org.pleura.nn.random.Mt19937;

class ResidualNetworkTest {
  private static final ResidualNetwork TWO = new ResidualNetwork(List.of(2, 3), 3, 1, 2, 0.3);

  /**
   * Convolutions 3 x 3 x 1 x 2 = 18; 2 x (3 x 3 x 2 x 2) = 72; 2 x 3 for the shortcut, 3 x 3 x 2 x
   * 3 = 54 and 3 x 3 x 3 x 3 = 81: 231. Four numbers of batch normalisation for each of their 2 + 2
   * + 2 + 3 + 3 + 3 = 15 filters: 60. The last layer 3 + 1: 295 in all.
   */
  @Test
  void aTowerHasTheWeightsOneCountsByHand() {
    Graph graph = TWO.tower().graph(16, 16);
    assertThat(graph.parameterCount()).isEqualTo(295);
    assertThat(graph.shapeOf("activation_4")).isEqualTo(Shape.of(4, 4, 3));
    // Twice all but the last layer, which has 2 x 3 + 1.
    assertThat(TWO.graph(16, 16).parameterCount()).isEqualTo(2 * 291 + 7);
  }

  @Test
  void theLogitOfJoinedTowersIsTheMeanOfTheirs() {
    Graph graph = TWO.tower().graph(16, 16);
    Network one = made(graph, 1);
    Network other = made(graph, 2);
    Network joined = TWO.joined(List.of(one, other));
    assertThat(joined.graph().nodes()).isEqualTo(TWO.graph(16, 16).nodes());
    Random random = new Random(3);
    for (int image = 0; image < 5; image++) {
      float[] pixels = new float[256];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (float) random.nextGaussian();
      }
      float mean = (one.logits(pixels)[0] + other.logits(pixels)[0]) / 2;
      assertThat(joined.logits(pixels)[0]).isCloseTo(mean, within(1e-5f));
    }
    assertThat(TWO.joined(List.of(one))).isSameAs(one);
  }

  /** Weights as drawn, and then some noise, so that no bias is 0. */
  private static Network made(Graph graph, long seed) {
    float[] weights = InitialState.draw(graph, Mt19937.python(seed)).network().weights();
    Random random = new Random(seed);
    for (int i = 0; i < weights.length; i++) {
      weights[i] += 0.1f * random.nextFloat();
    }
    return Network.of(graph, weights);
  }

  /** 100 rows become 50 after the pooling, 50, 25, 13 and 7 in the stages. */
  @Test
  void oddSizesFitAsWell() {
    ResidualNetwork four = new ResidualNetwork(List.of(2, 2, 2, 2), 3, 1, 1, 0);
    assertThat(four.graph(100, 100).shapeOf("activation_8")).isEqualTo(Shape.of(7, 7, 2));
  }

  /** Steps of two take the place of the pooling: 100 rows become 50 as well, with 25 weights. */
  @Test
  void aFirstConvolutionInStepsNeedsNoPooling() {
    Graph graph = new ResidualNetwork(List.of(2, 2), 5, 2, 1, 0).graph(100, 100);
    assertThat(graph.nodes()).noneMatch(node -> node.layer() instanceof MaxPooling2D);
    assertThat(graph.shapeOf("activation")).isEqualTo(Shape.of(50, 50, 2));
    assertThat(graph.shapeOf("activation_4")).isEqualTo(Shape.of(25, 25, 2));
    assertThat(graph.variablesOf("conv2d").get(0).size()).isEqualTo(5 * 5 * 2);
  }

  @Test
  void whatIsOutOfRangeIsNamed() {
    assertThatThrownBy(() -> new ResidualNetwork(List.of(), 3, 1, 1, 0))
        .hasMessage("filters must be 1 to 4096 for each stage, but they are []");
    assertThatThrownBy(() -> new ResidualNetwork(List.of(4), 3, 0, 1, 0))
        .hasMessage("stemSize and stemStrides must be 1 to 99, but they are 3 and 0");
    assertThatThrownBy(() -> new ResidualNetwork(List.of(4), 3, 1, 0, 0))
        .hasMessage("towers must be 1 to 99, but there are 0");
    assertThatThrownBy(() -> new ResidualNetwork(List.of(4), 3, 1, 1, 1))
        .hasMessage("dropout must be 0 or more and below 1, but it is 1.0");
  }
}
