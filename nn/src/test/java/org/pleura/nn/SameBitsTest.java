package org.pleura.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.pleura.nn.testing.RandomNetworks;

/** Neither the number of threads nor the kernels change a bit of what comes out. */
class SameBitsTest {
  private static final long NETWORKS = 40;

  /** What one mini-batch gives: logits, gradient, and the weights with moved statistics. */
  private record Outcome(float[][] logits, float[] gradient, float[] weights) {
    void assertSameBitsAs(Outcome expected) {
      // deepEquals and equals of float arrays compare bits; only NaNs count as equal.
      assertThat(Arrays.deepEquals(logits, expected.logits)).as("logits").isTrue();
      assertThat(Arrays.equals(gradient, expected.gradient)).as("gradient").isTrue();
      assertThat(Arrays.equals(weights, expected.weights)).as("weights").isTrue();
    }

    void assertFinite() {
      for (float[] logit : logits) {
        for (float value : logit) {
          assertThat(Float.isFinite(value)).as("logits are finite").isTrue();
        }
      }
      for (float value : gradient) {
        assertThat(Float.isFinite(value)).as("the gradient is finite").isTrue();
      }
    }
  }

  private static Outcome outcome(Graph graph, long seed, int count, int threads, Kernels kernels) {
    float[] weights = RandomNetworks.weights(graph, seed);
    float[] gradient = new float[weights.length];
    List<Input> batch = RandomNetworks.images(graph, count, seed).stream().map(Input::of).toList();
    Map<String, Integer> dropoutSeeds = RandomNetworks.dropoutSeeds(graph);
    try (Backpropagation backpropagation =
        new Backpropagation(graph, dropoutSeeds, count, threads, kernels)) {
      float[][] logits = null;
      // The second mini-batch meets the buffers that the first one leaves.
      for (int number = 0; number < 2; number++) {
        logits =
            backpropagation.run(
                weights,
                batch,
                number,
                (image, logit, into) -> {
                  for (int i = 0; i < into.length; i++) {
                    into[i] = (float) Math.sqrt(1 + image + i) * (i % 2 == 0 ? 1 : -1) + logit[i];
                  }
                },
                gradient);
      }
      return new Outcome(logits, gradient, weights);
    }
  }

  private static void assertNeitherThreadsNorKernelsMatter(Graph graph, long seed, int count)
      throws ReflectiveOperationException {
    Outcome expected = outcome(graph, seed, count, 1, new ScalarKernels());
    expected.assertFinite();
    for (int threads : new int[] {1, 2, 3, 5}) {
      outcome(graph, seed, count, threads, Kernels.vector()).assertSameBitsAs(expected);
    }
    outcome(graph, seed, count, 3, new ScalarKernels()).assertSameBitsAs(expected);
  }

  /** Convolutions with pooling, then 5 x 5 windows over few pixels, as the lesson has them. */
  private static Graph lessonLike(int height, int width) {
    Conv2D five = Conv2D.of(24, 5).withActivation(ActivationFunction.RELU);
    return Graph.sequential(
        Shape.of(height, width, 1),
        Conv2D.of(8, 3).withPadding(Padding.SAME).withActivation(ActivationFunction.RELU),
        MaxPooling2D.of(2),
        Conv2D.of(13, 3).withActivation(ActivationFunction.RELU),
        MaxPooling2D.of(2),
        new Dropout(0.2),
        five.withPadding(Padding.SAME),
        MaxPooling2D.of(2),
        five,
        new Flatten(),
        new Dropout(0.2),
        Dense.of(50, ActivationFunction.RELU),
        Dense.of(1, ActivationFunction.SIGMOID));
  }

  @TestFactory
  Stream<DynamicTest> aNetworkLikeTheLessons() {
    return Stream.of(new int[] {64, 64}, new int[] {67, 53}, new int[] {44, 79})
        .map(
            size ->
                DynamicTest.dynamicTest(
                    size[0] + " x " + size[1],
                    () ->
                        assertNeitherThreadsNorKernelsMatter(
                            lessonLike(size[0], size[1]), size[1], 6)));
  }

  /**
   * Images with large flat parts, where many values of a pooling window are equal. The first
   * convolution, if it pools, adds its weights' gradient up by even and odd columns, so there the
   * last bits differ.
   */
  @Test
  void poolingAlongTheWayGivesTheGradientOfPoolingApart() {
    Graph fused = lessonLike(67, 53);
    List<Layer> apart = new ArrayList<>();
    for (Graph.Node node : fused.nodes()) {
      if (node.layer() instanceof MaxPooling2D) {
        // Does nothing but come between the convolution and its pooling.
        apart.add(new Activation(ActivationFunction.LINEAR));
      }
      apart.add(node.layer());
    }
    Graph unfused = Graph.sequential(fused.inputShape(), apart.toArray(new Layer[0]));
    float[] weights = RandomNetworks.weights(fused, 8);
    List<Input> images = new ArrayList<>();
    for (float[] image : RandomNetworks.images(fused, 5, 8)) {
      images.add(
          pixels -> {
            for (int i = 0; i < pixels.length; i++) {
              pixels[i] = i % 53 < 30 ? Math.round(image[i / 500]) : image[i];
            }
          });
    }
    List<float[]> gradients = new ArrayList<>();
    for (Graph graph : List.of(fused, unfused)) {
      float[] gradient = new float[weights.length];
      Map<String, Integer> seeds = Map.of("dropout", 1, "dropout_1", 2);
      try (Backpropagation backpropagation = new Backpropagation(graph, seeds, 5, 2)) {
        backpropagation.run(
            weights, images, 0, (image, logits, into) -> into[0] = image - 1.7f, gradient);
      }
      gradients.add(gradient);
    }
    int first = fused.variablesOf("conv2d").stream().mapToInt(Variable::size).sum();
    float largest = 0f;
    for (int i = 0; i < first; i++) {
      largest = Math.max(largest, Math.abs(gradients.get(1)[i]));
    }
    // Each is a sum of some thousand terms; 16 roundings' worth of the largest covers their order.
    float rounding = 16 * Math.ulp(largest);
    for (int i = 0; i < weights.length; i++) {
      float found = gradients.get(0)[i];
      float expected = gradients.get(1)[i];
      if (i < first) {
        assertThat(found).isCloseTo(expected, within(rounding));
      } else {
        assertThat(found).isEqualTo(expected);
      }
    }
    assertThat(gradients.get(0)).isNotEqualTo(new float[weights.length]);
  }

  /** Strides, batch normalisation, a depthwise convolution, sums and channels side by side. */
  private static Graph residual() {
    Graph.Builder builder = Graph.builder(Shape.of(37, 29, 1));
    String stem = builder.add(Conv2D.of(9, 3).withStrides(2).withoutBias(), builder.input());
    stem = builder.add(BatchNormalization.defaults(), stem);
    stem = builder.add(new Activation(ActivationFunction.RELU), stem);
    Conv2D same = Conv2D.of(9, 3).withPadding(Padding.SAME).withoutBias();
    String branch = builder.add(BatchNormalization.defaults(), builder.add(same, stem));
    String sum =
        builder.add(new Activation(ActivationFunction.RELU), builder.add(new Add(), branch, stem));
    DepthwiseConv2D depthwise =
        new DepthwiseConv2D(
            2,
            Extent.square(3),
            Extent.square(2),
            Padding.SAME,
            Extent.ONE,
            true,
            ActivationFunction.LEAKY_RELU);
    String left = builder.add(depthwise, sum);
    String right = builder.add(Conv2D.of(5, 1).withStrides(2).withPadding(Padding.SAME), sum);
    String both = builder.add(new Concatenate(), left, right);
    String pooled = builder.add(new GlobalAveragePooling2D(), both);
    builder.add(Dense.of(1, ActivationFunction.SIGMOID), builder.add(new Dropout(0.3), pooled));
    return builder.build();
  }

  @Test
  void aResidualNetworkWithBatchNormalisation() throws ReflectiveOperationException {
    assertNeitherThreadsNorKernelsMatter(residual(), 3, 11);
  }

  private static Stream<DynamicTest> forEachNetwork(LongFunction<Executable> check) {
    return LongStream.range(0, NETWORKS)
        .mapToObj(
            seed -> {
              Graph graph = RandomNetworks.graph(seed);
              String name =
                  seed + " " + graph.nodes().stream().map(Graph.Node::name).toList().toString();
              return DynamicTest.dynamicTest(name, () -> check.apply(seed).run(graph));
            });
  }

  /** A check of one network. */
  @FunctionalInterface
  private interface Executable {
    void run(Graph graph) throws ReflectiveOperationException;
  }

  @Test
  void theRandomNetworksHaveEveryLayer() {
    Set<Class<?>> found = new HashSet<>();
    for (long seed = 0; seed < NETWORKS; seed++) {
      RandomNetworks.graph(seed).nodes().forEach(node -> found.add(node.layer().getClass()));
    }
    assertThat(found).containsExactlyInAnyOrder(Layer.class.getPermittedSubclasses());
  }

  @TestFactory
  Stream<DynamicTest> randomNetworksInTraining() {
    return forEachNetwork(
        seed -> graph -> assertNeitherThreadsNorKernelsMatter(graph, seed, (int) (1 + seed % 10)));
  }

  @TestFactory
  Stream<DynamicTest> randomNetworksGiveTheSameLogitsFusedAndLayerByLayer() {
    return forEachNetwork(
        seed ->
            graph -> {
              float[] weights = RandomNetworks.weights(graph, seed);
              Network network = Network.of(graph, weights);
              Program scalar =
                  new Program(graph, Program.Purpose.INFERENCE, new ScalarKernels(), Map.of());
              scalar.pack(weights);
              for (float[] image : RandomNetworks.images(graph, 2, seed)) {
                float[] expected = network.trace(image).logits();
                assertThat(Arrays.equals(network.logits(image), expected)).as("fused").isTrue();
                assertThat(Arrays.equals(scalar.logits(Input.of(image)), expected))
                    .as("fused, scalar kernels")
                    .isTrue();
              }
            });
  }

  @TestFactory
  Stream<DynamicTest> aTraceFromALayerOnIsTheSameAsAWholeOne() {
    return forEachNetwork(
        seed ->
            graph -> {
              Network network = Network.of(graph, RandomNetworks.weights(graph, seed));
              float[] image = RandomNetworks.images(graph, 1, seed).get(0);
              Trace whole = network.trace(image);
              float[] one = new float[whole.logits().length];
              one[0] = 1;
              for (Graph.Node from : graph.nodes()) {
                Trace part = network.trace(image, from.name());
                assertThat(Arrays.equals(part.logits(), whole.logits())).as("logits").isTrue();
                boolean after = false;
                for (Graph.Node node : graph.nodes()) {
                  String name = node.name();
                  after |= node.equals(from);
                  if (after) {
                    assertThat(Arrays.equals(part.output(name), whole.output(name)))
                        .as("output of '%s' from '%s' on", name, from.name())
                        .isTrue();
                    assertThat(
                            Arrays.equals(
                                part.gradientOfLogits(name, one),
                                whole.gradientOfLogits(name, one)))
                        .as("gradient at '%s' from '%s' on", name, from.name())
                        .isTrue();
                  } else {
                    assertThatThrownBy(() -> part.output(name))
                        .hasMessage(
                            "the trace begins at '%s', and '%s' comes before it",
                            from.name(), name);
                  }
                }
              }
            });
  }
}
