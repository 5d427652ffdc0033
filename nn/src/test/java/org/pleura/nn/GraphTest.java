package org.pleura.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Graphs that fit together, and what is said of those that do not. */
class GraphTest {
  private static final Conv2D CONVOLUTION = Conv2D.of(4, 3);

  private static Graph.Node node(String name, Layer layer, String... inputs) {
    return new Graph.Node(name, layer, Arrays.asList(inputs));
  }

  private static void assertRefused(ThrowingCallable attempt, String... sentence) {
    assertThatThrownBy(attempt)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(String.join("", sentence));
  }

  private static void assertRefused(Shape input, List<Graph.Node> nodes, String... sentence) {
    assertRefused(() -> Graph.of("x", input, nodes), sentence);
  }

  @Test
  void layersOfAChainHaveTheNamesAndNumbersOfKeras() {
    Graph graph =
        Graph.sequential(
            Shape.of(8, 8, 1),
            CONVOLUTION,
            CONVOLUTION,
            new GlobalAveragePooling2D(),
            Dense.of(1, ActivationFunction.SIGMOID));
    assertThat(graph.nodes().stream().map(Graph.Node::name))
        .containsExactly("conv2d", "conv2d_1", "global_average_pooling2d", "dense");
    assertThat(graph.shapeOf("conv2d_1")).hasToString("(4, 4, 4)");
    // 3 * 3 * 1 * 4 + 4 = 40, 3 * 3 * 4 * 4 + 4 = 148, 4 + 1 = 5
    assertThat(graph.parameterCount()).isEqualTo(40 + 148 + 5);
    assertThat(graph.endsInSigmoid()).isTrue();
  }

  @Test
  void anInputThatIsNoEarlierLayerIsNamed() {
    Shape shape = Shape.of(8, 8, 1);
    assertRefused(
        shape,
        List.of(node("a", CONVOLUTION, "image")),
        "layer 'a' reads 'image', which is neither the input 'x' nor a layer before it");
    assertRefused(
        shape,
        List.of(node("a", CONVOLUTION, "b"), node("b", CONVOLUTION, "x")),
        "layer 'a' reads 'b', which is neither the input 'x' nor a layer before it");
    assertRefused(
        shape,
        List.of(node("a", CONVOLUTION, "a")),
        "layer 'a' reads 'a', which is neither the input 'x' nor a layer before it");
  }

  @Test
  void aNameGivenTwiceIsNamed() {
    Shape shape = Shape.of(8, 8, 1);
    assertRefused(
        shape,
        List.of(node("a", CONVOLUTION, "x"), node("a", CONVOLUTION, "a")),
        "the name 'a' is given twice; every layer, and the input, needs one of its own");
    assertRefused(
        shape,
        List.of(node("x", CONVOLUTION, "x")),
        "the name 'x' is given twice; every layer, and the input, needs one of its own");
  }

  @Test
  void layersThatCannotReadTheirInputsSayWhatTheyGot() {
    Shape maps = Shape.of(6, 5, 2);
    assertRefused(
        maps,
        List.of(node("dense", Dense.of(3, ActivationFunction.RELU), "x")),
        "layer 'dense': Dense reads a vector here, not feature maps (6, 5, 2); put Flatten or a",
        " global pooling before it");
    assertRefused(
        Shape.of(7),
        List.of(node("conv2d", CONVOLUTION, "x")),
        "layer 'conv2d': Conv2D reads feature maps (height, width, channels), not (7)");
    assertRefused(
        maps,
        List.of(node("a", CONVOLUTION, "x"), node("sum", new Add(), "a", "x")),
        "layer 'sum': Add reads two or more inputs of one shape, not [(4, 3, 4), (6, 5, 2)]");
    assertRefused(
        maps,
        List.of(node("sum", new Add(), "x")),
        "layer 'sum': Add reads two or more inputs of one shape, not [(6, 5, 2)]");
    assertRefused(
        maps,
        List.of(node("a", CONVOLUTION, "x"), node("both", new Concatenate(), "a", "x")),
        "layer 'both': Concatenate reads two or more inputs that differ only in channels, not",
        " [(4, 3, 4), (6, 5, 2)]");
    assertRefused(
        maps,
        List.of(node("flat", new Flatten(), "x", "x")),
        "layer 'flat': Flatten reads one input, not 2");
    assertRefused(
        maps, List.of(node("flat", new Flatten())), "layer 'flat': Flatten reads one input, not 0");
  }

  @Test
  void aWindowThatDoesNotFitSaysWhatToDo() {
    String advice = "; use padding SAME, a smaller window, or fewer strides and poolings before it";
    assertRefused(
        Shape.of(4, 9, 1),
        List.of(node("conv2d", Conv2D.of(2, 5), "x")),
        "layer 'conv2d': Conv2D: a window of (5, 5) does not fit into (4, 9, 1)",
        advice);
    assertRefused(
        Shape.of(9, 1, 3),
        List.of(node("pool", MaxPooling2D.of(2), "x")),
        "layer 'pool': MaxPooling2D: a window of (2, 2) does not fit into (9, 1, 3)",
        advice);
  }

  @Test
  void aGraphHasAtLeastOneLayer() {
    assertRefused(Shape.of(3), List.of(), "a network needs at least one layer");
  }

  @Test
  void aLayerThatIsNotThereIsAskedForByName() {
    Graph graph = Graph.sequential(Shape.of(3), Dense.of(2, ActivationFunction.RELU));
    assertRefused(
        () -> graph.shapeOf("conv2d"), "there is no layer 'conv2d'; the layers are dense");
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    assertRefused(() -> Conv2D.of(0, 3), "Conv2D needs at least one filter, not 0");
    assertRefused(
        () -> Extent.square(0),
        "a window, a stride or a dilation rate is from 1 to 16384 down and across, not (0, 0)");
    assertRefused(
        () -> CONVOLUTION.withStrides(-1),
        "a window, a stride or a dilation rate is from 1 to 16384 down and across, not (-1, -1)");
    assertRefused(
        () ->
            new Conv2D(
                1,
                Extent.square(3),
                Extent.square(2),
                Padding.SAME,
                Extent.square(2),
                true,
                ActivationFunction.RELU),
        "Conv2D cannot have strides (2, 2) and dilation_rate (2, 2) at once");
    assertRefused(() -> new Dropout(1), "Dropout needs a rate from 0 to less than 1, not 1.0");
    assertRefused(
        () -> new Dropout(Double.NaN), "Dropout needs a rate from 0 to less than 1, not NaN");
    assertRefused(
        () -> new ZeroPadding2D(1, -1, 0, 0),
        "ZeroPadding2D cannot take rows or columns away: [1, -1, 0, 0]");
    assertRefused(
        () -> new ActivationFunction.Elu(-1), "elu needs a finite alpha of at least 0, not -1.0");
    assertRefused(
        () -> Dense.of(0, ActivationFunction.RELU), "Dense needs at least one unit, not 0");
    assertRefused(
        () -> new BatchNormalization(1.5, 0.001, true, true),
        "BatchNormalization needs momentum from 0 to 1 and epsilon above 0: momentum=1.5,"
            + " epsilon=0.001");
    assertRefused(
        () -> Shape.of(3, 0, 1), "every size of a shape is at least 1, unlike in [3, 0, 1]");
    assertRefused(
        () -> new Shape(List.of(3, 4)),
        "a shape is (units) or (height, width, channels), not [3, 4]");
  }

  private static DynamicTest absurd(String name, Shape input, Layer... layers) {
    return DynamicTest.dynamicTest(
        name,
        () ->
            assertThatThrownBy(() -> Graph.sequential(input, layers))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(
                    "(?s).*(a shape holds at most 268435456 values"
                        + "|holds at most 268435456 weights"
                        + "|than fits into memory"
                        + "|from 1 to 16384 down and across).*"));
  }

  /** Before anything is allocated, and without an int that has overflowed in the sentence. */
  @TestFactory
  Stream<DynamicTest> absurdSizesAreRefusedByName() {
    int huge = Integer.MAX_VALUE;
    Shape image = Shape.of(256, 256, 1);
    Shape small = Shape.of(10, 10, 1);
    Conv2D same = Conv2D.of(1, 3).withPadding(Padding.SAME);
    return Stream.of(
        absurd("filters on a large image", image, Conv2D.of(huge, 3)),
        absurd("filters on a small image", Shape.of(1, 1, 1), Conv2D.of(huge, 1)),
        absurd("weights of a convolution", Shape.of(5, 5, 40_000), Conv2D.of(40_000, 5)),
        absurd("gradient sums of a convolution", Shape.of(64, 64, 4096), Conv2D.of(4096, 3)),
        absurd(
            "a padded window far larger than the image",
            small,
            Conv2D.of(1, 16_384).withPadding(Padding.SAME)),
        absurd("strides far larger than the image", small, same.withStrides(16_384)),
        absurd(
            "a window dilated far beyond the image",
            small,
            new Conv2D(
                64,
                Extent.square(2),
                Extent.ONE,
                Padding.SAME,
                Extent.square(16_383),
                true,
                ActivationFunction.LINEAR)),
        absurd(
            "a window dilated beyond any image",
            small,
            new Conv2D(
                1,
                Extent.square(16_384),
                Extent.ONE,
                Padding.SAME,
                Extent.square(16_384),
                true,
                ActivationFunction.LINEAR)),
        absurd(
            "weights of a dense layer",
            Shape.of(1 << 20),
            Dense.of(1 << 20, ActivationFunction.RELU)),
        absurd("units of a dense layer", Shape.of(3), Dense.of(huge, ActivationFunction.RELU)),
        absurd(
            "weights of many layers",
            Shape.of(15_000),
            Collections.nCopies(2, Dense.of(15_000, ActivationFunction.RELU))
                .toArray(new Layer[0])),
        absurd(
            "multiplier of a depthwise convolution",
            Shape.of(3, 3, 100),
            new DepthwiseConv2D(
                huge,
                Extent.ONE,
                Extent.ONE,
                Padding.SAME,
                Extent.ONE,
                true,
                ActivationFunction.LINEAR)),
        absurd("zeros around", small, new ZeroPadding2D(huge, huge, huge, huge)),
        absurd("zeros above", small, new ZeroPadding2D(huge, 0, 0, 0)));
  }

  @Test
  void aShapeOfMoreValuesThanALongCountsIsRefused() {
    int huge = Integer.MAX_VALUE;
    assertRefused(
        () -> Shape.of(huge, huge, huge),
        "a shape holds at most 268435456 values; [2147483647, 2147483647, 2147483647] has more");
  }

  @Test
  void largeButSensibleSizesAreAccepted() {
    // A depthwise and a pointwise convolution of MobileNet's width, four times over.
    DepthwiseConv2D depthwise =
        new DepthwiseConv2D(
            1,
            Extent.square(3),
            Extent.ONE,
            Padding.SAME,
            Extent.ONE,
            true,
            ActivationFunction.RELU);
    Graph wide = Graph.sequential(Shape.of(7, 7, 4096), depthwise, Conv2D.of(4096, 1));
    // (9 + 1) * 4096 and (4096 + 1) * 4096
    assertThat(wide.parameterCount()).isEqualTo(40_960 + 16_781_312);
    Graph large =
        Graph.sequential(Shape.of(2048, 2048, 1), Conv2D.of(32, 3).withPadding(Padding.SAME));
    assertThat(large.shapeOf("conv2d")).hasToString("(2048, 2048, 32)");
    // The first fully connected layer of VGG16: 25088 * 4096 + 4096.
    Graph dense = Graph.sequential(Shape.of(25_088), Dense.of(4096, ActivationFunction.RELU));
    assertThat(dense.parameterCount()).isEqualTo(102_764_544);
  }

  @Test
  void tooManyWeightsAreRefusedByLayer() {
    assertRefused(
        Shape.of(1 << 20),
        List.of(node("wide", new Dense(1 << 20, false, ActivationFunction.TANH), "x")),
        "layer 'wide': a network holds at most 268435456 weights, and with Dense[units=1048576,",
        " useBias=false, activation=Tanh[]] there would be more");
  }

  /** A layer that nobody reads is computed in vain; it takes no gradient. */
  @Test
  void aBranchThatLeadsNowhereHasNoGradient() {
    List<Graph.Node> nodes =
        List.of(
            node("used", Conv2D.of(2, 2).withActivation(ActivationFunction.TANH), "x"),
            node("idle", Conv2D.of(3, 2).withActivation(ActivationFunction.RELU), "used"),
            node("pooled", MaxPooling2D.of(2), "idle"),
            node("flat", new Flatten(), "used"),
            node("dense", Dense.of(1, ActivationFunction.SIGMOID), "flat"));
    Graph graph = Graph.of("x", Shape.of(5, 5, 1), nodes);
    float[] weights = new float[graph.parameterCount()];
    Arrays.fill(weights, 0.1f);
    float[] image = new float[25];
    Arrays.fill(image, 0.5f);
    float[] gradient = new float[weights.length];
    try (Backpropagation backpropagation = new Backpropagation(graph, java.util.Map.of(), 1, 1)) {
      backpropagation.run(
          weights, List.of(Input.of(image)), 0, (i, logits, into) -> into[0] = 1, gradient);
    }
    for (Variable variable : graph.variables()) {
      float[] part =
          Arrays.copyOfRange(gradient, variable.offset(), variable.offset() + variable.size());
      if (variable.layer().equals("idle")) {
        assertThat(part).as(variable.path()).containsOnly(0f);
      } else {
        assertThat(part).as(variable.path()).doesNotContain(0f);
      }
    }
    Trace trace = Network.of(graph, weights).trace(image);
    assertThat(trace.gradientOfLogits("pooled", 1)).containsOnly(0f);
    assertThat(trace.gradientOfLogits("used", 1)).containsOnly(0.1f);
  }
}
