package org.pleura.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pleura.nn.testing.RandomNetworks;

/**
 * Gradients that an operator sets are not cleared before it. So whatever was in their arrays must
 * not matter: not a number of it may be left, and none added to.
 */
class SetGradientsTest {
  private static final Extent ONE = Extent.ONE;
  private static final Extent TWO = Extent.square(2);

  private static Graph graph(int height, int width, Conv2D strided) {
    return Graph.sequential(
        Shape.of(height, width, 1),
        Conv2D.of(3, 1),
        strided,
        new GlobalAveragePooling2D(),
        Dense.of(1, ActivationFunction.SIGMOID));
  }

  private static Conv2D strided(Extent kernel, Extent strides, Padding padding) {
    return new Conv2D(5, kernel, strides, padding, ONE, true, ActivationFunction.LINEAR);
  }

  /** One value read by a mean pooling and by a convolution in steps of two. */
  private static Graph shortcut(boolean poolingFirst) {
    Graph.Builder graph = Graph.builder(Shape.of(12, 34, 1));
    String maps = graph.add(Conv2D.of(3, 1), graph.input());
    Conv2D three = strided(Extent.square(3), TWO, Padding.SAME);
    String pooled =
        poolingFirst ? graph.add(new AveragePooling2D(TWO, TWO, Padding.SAME), maps) : "";
    String convolved = graph.add(three, maps);
    if (!poolingFirst) {
      pooled = graph.add(new AveragePooling2D(TWO, TWO, Padding.SAME), maps);
    }
    String sum = graph.add(new Add(), graph.add(Conv2D.of(5, 1), pooled), convolved);
    graph.add(
        Dense.of(1, ActivationFunction.SIGMOID), graph.add(new GlobalAveragePooling2D(), sum));
    return graph.build();
  }

  static List<Graph> graphs() {
    List<Graph> graphs = new ArrayList<>();
    for (Padding padding : Padding.values()) {
      for (int width : new int[] {7, 8, 41, 66}) {
        graphs.add(graph(9, width, strided(Extent.square(3), TWO, padding)));
        graphs.add(graph(10, width, strided(Extent.square(3), TWO, padding)));
        graphs.add(graph(9, width, strided(Extent.square(5), TWO, padding)));
      }
      // The last row and column are read by no window where nothing is padded.
      graphs.add(graph(7, 7, strided(TWO, TWO, padding)));
      // Three of four pixels are read by no window.
      graphs.add(graph(8, 8, strided(ONE, TWO, padding)));
      graphs.add(graph(9, 1, strided(new Extent(3, 1), TWO, padding)));
      graphs.add(graph(11, 8, strided(new Extent(4, 3), new Extent(3, 2), padding)));
      graphs.add(graph(9, 8, strided(Extent.square(3), new Extent(1, 2), padding)));
      graphs.add(graph(9, 8, strided(Extent.square(3), new Extent(2, 1), padding)));
    }
    graphs.add(shortcut(true));
    graphs.add(shortcut(false));
    IntStream.range(0, 20).forEach(seed -> graphs.add(RandomNetworks.graph(seed)));
    return graphs;
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void whatWasInAnArrayBeforeDoesNotMatter(Graph graph) throws ReflectiveOperationException {
    for (Kernels kernels : List.of(new ScalarKernels(), Kernels.preferred())) {
      for (Program.Purpose purpose : purposes(graph)) {
        float[][] expected = gradients(graph, kernels, purpose, 0f);
        float[][] found = gradients(graph, kernels, purpose, Float.NaN);
        for (int v = 0; v < expected.length; v++) {
          String value = purpose + ", gradient of value " + v;
          assertThat(found[v]).as(value).isEqualTo(expected[v]).doesNotContain(Float.NaN);
        }
      }
    }
  }

  /** In training batch normalisation is nothing for one image alone. */
  private static List<Program.Purpose> purposes(Graph graph) {
    boolean meets =
        graph.nodes().stream().anyMatch(node -> node.layer() instanceof BatchNormalization);
    return meets
        ? List.of(Program.Purpose.TRACING)
        : List.of(Program.Purpose.TRACING, Program.Purpose.TRAINING);
  }

  /** The way forward and back of one image, alone. */
  private static float[][] gradients(
      Graph graph, Kernels kernels, Program.Purpose purpose, float before) {
    Map<String, Integer> seeds = new HashMap<>();
    graph.nodes().forEach(node -> seeds.put(node.name(), 3));
    Program program = new Program(graph, purpose, kernels, seeds);
    program.pack(RandomNetworks.weights(graph, 5));
    ImageState image = program.newImageState();
    Scratch scratch = program.newScratch();
    program.lend(image, scratch);
    float[] pixels = new float[graph.inputShape().size()];
    Random random = new Random(2);
    IntStream.range(0, pixels.length).forEach(i -> pixels[i] = (float) random.nextGaussian());
    program.load(image, Input.of(pixels), 0);
    program.forward(image, scratch);
    for (float[] gradient : image.gradients) {
      Arrays.fill(gradient, before);
    }
    float[] seed = new float[program.outputSize()];
    Arrays.fill(seed, 1f);
    program.startBackward(image, seed);
    List<Operator> operators = program.operators();
    for (int i = operators.size() - 1; i >= 0; i--) {
      operators.get(i).backward(image, scratch);
    }
    // Of no use to anyone: the image's own in training, and of what is computed along with the
    // next.
    for (int v = 0; v < image.gradients.length; v++) {
      int value = v;
      boolean isUsed = operators.stream().anyMatch(operator -> operator.output == value);
      if (!isUsed && (v > 0 || purpose == Program.Purpose.TRAINING)) {
        image.gradients[v] = new float[0];
      }
    }
    return image.gradients;
  }
}
