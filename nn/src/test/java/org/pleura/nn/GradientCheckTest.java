package org.pleura.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.pleura.nn.testing.RandomNetworks;
import org.pleura.nn.testing.SlowNetwork;

/**
 * The engine's values and gradients against a network computed from its definition in double
 * precision: its values, and the differences it makes when a number is moved a little.
 */
class GradientCheckTest {
  private static final int IMAGES = 5;

  /** Small enough to stay on one side of the corners of ReLU and of maxima. */
  private static final double STEP = 1e-7;

  /** Relative to the largest number of an array. */
  private static final double TOLERANCE = 1e-5;

  private static final int UNITS = 2;

  private static Shape maps(int height, int width, int channels) {
    return Shape.of(height, width, channels);
  }

  /** The layer in the middle of a network of smooth parts. */
  private static Graph around(Shape input, Layer... layers) {
    List<Layer> chain = new ArrayList<>(List.of(layers));
    Shape shape = input;
    for (Layer layer : layers) {
      shape = layer.outputShape(List.of(shape));
    }
    if (shape.isMaps()) {
      chain.add(new Flatten());
    }
    chain.add(Dense.of(3, ActivationFunction.TANH));
    chain.add(Dense.of(UNITS, ActivationFunction.SIGMOID));
    return Graph.sequential(input, chain.toArray(new Layer[0]));
  }

  private static Conv2D convolution(
      int filters, Extent size, Extent strides, Padding padding, Extent dilation) {
    return new Conv2D(filters, size, strides, padding, dilation, true, ActivationFunction.TANH);
  }

  private static DepthwiseConv2D depthwise(
      int multiplier, Extent size, int stride, Padding padding, Extent dilation) {
    return new DepthwiseConv2D(
        multiplier, size, Extent.square(stride), padding, dilation, true, ActivationFunction.TANH);
  }

  private static Map<String, Graph> layers() {
    Map<String, Graph> graphs = new LinkedHashMap<>();
    Extent one = Extent.ONE;
    Extent wide = new Extent(2, 3);
    graphs.put(
        "Conv2D, few pixels", around(maps(6, 5, 2), convolution(3, wide, one, Padding.SAME, one)));
    graphs.put(
        "Conv2D, few pixels, more filters than are done together",
        around(maps(4, 3, 1), convolution(70, wide, one, Padding.SAME, one)));
    graphs.put(
        "Conv2D, many pixels",
        around(maps(17, 18, 1), convolution(2, new Extent(3, 2), one, Padding.SAME, one)));
    graphs.put(
        "Conv2D, more than one strip and block",
        around(maps(47, 45, 1), Conv2D.of(5, 2), new GlobalAveragePooling2D()));
    graphs.put(
        "Conv2D, strides",
        around(maps(8, 7, 2), convolution(3, new Extent(3, 4), wide, Padding.SAME, one)));
    graphs.put(
        "Conv2D, strides longer than the window",
        around(
            maps(8, 9, 2), convolution(3, new Extent(2, 1), new Extent(3, 3), Padding.VALID, one)));
    graphs.put(
        "Conv2D, strides, padding and many pixels",
        around(
            maps(35, 36, 1),
            convolution(2, new Extent(5, 3), new Extent(2, 2), Padding.SAME, one)));
    // Rows are done in strips of about 2000 positions.
    Conv2D strided = convolution(2, Extent.square(3), Extent.square(2), Padding.SAME, one);
    graphs.put(
        "Conv2D, strides, more than one strip",
        around(maps(95, 93, 1), strided, new GlobalAveragePooling2D()));
    graphs.put(
        "Conv2D, dilated, more than one strip",
        around(
            maps(50, 51, 1),
            convolution(2, Extent.square(3), one, Padding.SAME, wide),
            new GlobalAveragePooling2D()));
    graphs.put(
        "Conv2D, ReLU and pooling, more than one strip",
        around(
            maps(51, 63, 1),
            Conv2D.of(3, 3).withActivation(ActivationFunction.RELU),
            MaxPooling2D.of(2),
            new GlobalAveragePooling2D()));
    graphs.put(
        "Conv2D, dilated",
        around(maps(9, 8, 2), convolution(2, new Extent(3, 2), one, Padding.SAME, wide)));
    graphs.put("Conv2D without bias", around(maps(5, 5, 2), Conv2D.of(3, 3).withoutBias()));
    graphs.put(
        "Conv2D with a window larger than the image",
        around(maps(2, 3, 2), Conv2D.of(2, 5).withPadding(Padding.SAME)));
    Conv2D relu = Conv2D.of(3, 3).withActivation(ActivationFunction.RELU);
    graphs.put("Conv2D, ReLU and pooling", around(maps(7, 9, 2), relu, MaxPooling2D.of(2)));
    Conv2D reluOfEven =
        new Conv2D(5, new Extent(2, 4), one, Padding.SAME, one, false, ActivationFunction.RELU);
    graphs.put(
        "Conv2D without bias, ReLU and pooling, window of even size",
        around(maps(9, 10, 1), reluOfEven, MaxPooling2D.of(2), new GlobalAveragePooling2D()));
    Conv2D reluOfWide =
        new Conv2D(5, new Extent(1, 7), one, Padding.SAME, one, true, ActivationFunction.RELU);
    graphs.put(
        "Conv2D, ReLU and pooling, window of seven columns",
        around(maps(4, 37, 2), reluOfWide, MaxPooling2D.of(2)));
    Conv2D reluDilated =
        new Conv2D(2, new Extent(3, 2), one, Padding.SAME, wide, true, ActivationFunction.RELU);
    graphs.put(
        "Conv2D, dilated, ReLU and pooling",
        around(maps(8, 11, 3), reluDilated, MaxPooling2D.of(2), new GlobalAveragePooling2D()));
    graphs.put(
        "Conv2D, ReLU and pooling, twice",
        around(
            maps(23, 42, 1),
            Conv2D.of(2, 3).withPadding(Padding.SAME).withActivation(ActivationFunction.RELU),
            MaxPooling2D.of(2),
            relu,
            MaxPooling2D.of(2),
            new GlobalAveragePooling2D()));
    // Pooled rows of fewer than 16 numbers are done together.
    graphs.put(
        "Conv2D, ReLU and pooling of narrow maps, more than one strip",
        around(
            maps(99, 22, 1),
            Conv2D.of(1, 1),
            relu,
            MaxPooling2D.of(2),
            new GlobalAveragePooling2D()));
    graphs.put(
        "Conv2D, strides, ReLU and pooling of narrow maps, more than one strip",
        around(
            maps(171, 51, 1),
            relu.withStrides(2),
            MaxPooling2D.of(2),
            new GlobalAveragePooling2D()));
    graphs.put("DepthwiseConv2D", around(maps(6, 5, 3), depthwise(2, wide, 1, Padding.SAME, one)));
    graphs.put(
        "DepthwiseConv2D, strides",
        around(maps(7, 6, 3), depthwise(1, new Extent(3, 2), 2, Padding.SAME, one)));
    graphs.put(
        "DepthwiseConv2D, dilated",
        around(maps(9, 8, 2), depthwise(2, new Extent(3, 2), 1, Padding.VALID, wide)));
    graphs.put(
        "MaxPooling2D",
        around(maps(7, 6, 2), new MaxPooling2D(new Extent(3, 2), wide, Padding.SAME)));
    graphs.put(
        "AveragePooling2D",
        around(maps(7, 6, 2), new AveragePooling2D(new Extent(3, 2), wide, Padding.SAME)));
    graphs.put(
        "AveragePooling2D, overlapping",
        around(maps(6, 6, 1), new AveragePooling2D(Extent.square(3), one, Padding.VALID)));
    graphs.put("GlobalAveragePooling2D", around(maps(4, 5, 3), new GlobalAveragePooling2D()));
    graphs.put("GlobalMaxPooling2D", around(maps(4, 5, 3), new GlobalMaxPooling2D()));
    graphs.put("Dense", around(Shape.of(7), Dense.of(4, ActivationFunction.TANH)));
    graphs.put(
        "Dense without bias", around(Shape.of(7), new Dense(4, false, ActivationFunction.TANH)));
    graphs.put("Dropout", around(maps(5, 4, 2), new Dropout(0.4)));
    for (boolean center : new boolean[] {true, false}) {
      for (boolean scale : new boolean[] {true, false}) {
        graphs.put(
            "BatchNormalization, center " + center + ", scale " + scale,
            around(
                maps(4, 3, 2), Conv2D.of(3, 2), new BatchNormalization(0.9, 0.01, center, scale)));
      }
    }
    graphs.put(
        "BatchNormalization of vectors, twice",
        around(
            Shape.of(5),
            BatchNormalization.defaults(),
            Dense.of(4, ActivationFunction.TANH),
            BatchNormalization.defaults()));
    graphs.put(
        "BatchNormalization before Conv2D and Dense that end with a ReLU",
        around(
            maps(4, 3, 2),
            BatchNormalization.defaults(),
            relu,
            BatchNormalization.defaults(),
            new Flatten(),
            BatchNormalization.defaults(),
            Dense.of(4, ActivationFunction.RELU)));
    Map<String, ActivationFunction> functions = new LinkedHashMap<>();
    functions.put("linear", ActivationFunction.LINEAR);
    functions.put("relu", ActivationFunction.RELU);
    functions.put("capped relu", new ActivationFunction.Relu(0.5f, 0.1f));
    functions.put("leaky_relu", ActivationFunction.LEAKY_RELU);
    functions.put("elu", new ActivationFunction.Elu(0.6f));
    functions.put("sigmoid", ActivationFunction.SIGMOID);
    functions.put("tanh", ActivationFunction.TANH);
    functions.put("softmax", ActivationFunction.SOFTMAX);
    functions.forEach(
        (name, function) -> {
          graphs.put("Activation " + name, around(maps(3, 4, 3), new Activation(function)));
          graphs.put(
              "Conv2D " + name, around(maps(4, 4, 2), Conv2D.of(3, 2).withActivation(function)));
          graphs.put(
              "DepthwiseConv2D " + name,
              around(
                  maps(4, 4, 2),
                  new DepthwiseConv2D(
                      2, Extent.square(2), one, Padding.VALID, one, true, function)));
          graphs.put("Dense " + name, around(Shape.of(5), Dense.of(4, function)));
        });
    graphs.put("Rescaling", around(maps(4, 3, 2), new Rescaling(0.5, -1), Conv2D.of(2, 2)));
    graphs.put(
        "Normalization",
        around(maps(4, 3, 2), Conv2D.of(3, 2), new Normalization(), new Flatten()));
    graphs.put("Flatten", around(maps(3, 2, 4), new Flatten()));
    graphs.put("ZeroPadding2D", around(maps(3, 4, 2), new ZeroPadding2D(1, 0, 2, 3)));
    graphs.put("Add", joined(new Add()));
    graphs.put("Concatenate", joined(new Concatenate()));
    return graphs;
  }

  private static Graph joined(Layer layer) {
    Graph.Builder builder = Graph.builder(maps(4, 3, 2));
    String left =
        builder.add(Conv2D.of(2, 1).withActivation(ActivationFunction.TANH), builder.input());
    String joined = builder.add(layer, left, builder.input(), left);
    builder.add(Dense.of(UNITS, ActivationFunction.SIGMOID), builder.add(new Flatten(), joined));
    return builder.build();
  }

  @Test
  void everyLayerIsChecked() {
    Set<Class<?>> found = new HashSet<>();
    layers().values().forEach(g -> g.nodes().forEach(node -> found.add(node.layer().getClass())));
    assertThat(found).containsExactlyInAnyOrder(Layer.class.getPermittedSubclasses());
  }

  @TestFactory
  Stream<DynamicTest> everyWeightHasTheGradientOfSmallDifferences() {
    return layers().entrySet().stream()
        .map(
            entry -> DynamicTest.dynamicTest(entry.getKey(), () -> checkWeights(entry.getValue())));
  }

  @TestFactory
  Stream<DynamicTest> everyValueHasTheGradientOfSmallDifferences() {
    return layers().entrySet().stream()
        .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> checkValues(entry.getValue())));
  }

  /** A network in training, by the engine and slowly, and the loss: a weighted sum of logits. */
  private static final class TrainingStep {
    final Graph graph;
    final float[] weights;
    final float[] gradient;
    final double[][] projection;
    final double[][] images;
    final SlowNetwork slow;
    final SlowNetwork.Training training;

    TrainingStep(Graph graph, long seed) {
      this.graph = graph;
      this.weights = RandomNetworks.weights(graph, seed);
      this.gradient = new float[weights.length];
      List<float[]> batch = RandomNetworks.images(graph, IMAGES, seed);
      this.images = batch.stream().map(GradientCheckTest::doubles).toArray(double[][]::new);
      this.slow = new SlowNetwork(graph);
      this.training = new SlowNetwork.Training(RandomNetworks.dropoutSeeds(graph), 3);
      int units = graph.shapeOf(graph.output().name()).size();
      Random random = new Random(seed + 5);
      // Multiples of 1/8, so that they are the same as floats.
      this.projection = new double[IMAGES][];
      for (int i = 0; i < IMAGES; i++) {
        projection[i] = random.ints(units, -16, 17).mapToDouble(n -> n / 8.0).toArray();
      }
      try (Backpropagation backpropagation =
          new Backpropagation(graph, training.dropoutSeeds(), IMAGES, 2)) {
        float[][] logits =
            backpropagation.run(
                weights.clone(),
                batch.stream().map(Input::of).toList(),
                training.batchNumber(),
                (image, logit, into) -> {
                  for (int j = 0; j < into.length; j++) {
                    into[j] = (float) projection[image][j];
                  }
                },
                gradient);
        double[][] expected = slow.logits(doubles(weights), images, training);
        for (int i = 0; i < IMAGES; i++) {
          assertClose("logits of image " + i, logits[i], expected[i]);
        }
      }
    }

    double loss(double[] at) {
      double[][] logits = slow.logits(at, images, training);
      double loss = 0;
      for (int i = 0; i < IMAGES; i++) {
        loss += dot(projection[i], logits[i]);
      }
      return loss;
    }
  }

  private static void checkWeights(Graph graph) {
    TrainingStep step = new TrainingStep(graph, 4);
    double[] weights = doubles(step.weights);
    double scale = largest(step.gradient);
    for (Variable variable : graph.variables()) {
      for (int i : some(variable.size())) {
        int at = variable.offset() + i;
        if (variable.parameter().trainable()) {
          Slope slope = slope(weights, step::loss, at);
          slope.assertIs(step.gradient[at], scale, variable.path() + " [" + i + "]");
        } else {
          assertThat(step.gradient[at]).as(variable.path()).isZero();
        }
      }
    }
  }

  private static void checkValues(Graph graph) {
    float[] weights = RandomNetworks.weights(graph, 4);
    double[] slowWeights = doubles(weights);
    SlowNetwork slow = new SlowNetwork(graph);
    float[] image = RandomNetworks.images(graph, 1, 4).get(0);
    Trace trace = Network.of(graph, weights).trace(image);
    Map<String, double[]> values = slow.values(slowWeights, doubles(image));
    double[] projection = {1.25, -0.5};
    for (String name : names(graph)) {
      float[] gradient = trace.gradientOfLogits(name, 1.25f, -0.5f);
      assertThat(gradient).as(name).hasSize(values.get(name).length);
      ToDoubleFunction<double[]> loss =
          moved -> dot(projection, slow.logitsFrom(name, moved, slowWeights, values));
      int[] places = some(gradient.length);
      int corners = 0;
      for (int i : places) {
        Slope slope = slope(values.get(name), loss, i);
        double scale = largest(gradient);
        if (slope.isCorner(scale)) {
          corners++;
        } else {
          slope.assertIs(gradient[i], scale, name + " [" + i + "]");
        }
      }
      // A layer after ReLU may find many zeros equally large; the input is noise.
      assertThat(corners)
          .as(name)
          .isLessThan(name.equals(graph.inputName()) ? 1 : 1 + places.length / 2);
    }
  }

  private static List<String> names(Graph graph) {
    List<String> names = new ArrayList<>(List.of(graph.inputName()));
    graph.nodes().forEach(node -> names.add(node.name()));
    return names;
  }

  /** All places of a short array, a hundred of a long one. */
  private static int[] some(int length) {
    return length <= 200
        ? IntStream.range(0, length).toArray()
        : new Random(length).ints(100, 0, length).toArray();
  }

  /** How a function changes when numbers are made a little smaller, and a little larger. */
  private record Slope(double below, double above) {
    /** At a corner the derivative is a choice, which the comparison with Keras looks at. */
    boolean isCorner(double scale) {
      return Math.abs(above - below) > TOLERANCE * scale;
    }

    void assertIs(double found, double scale, String what) {
      assertThat(found)
          .as("%s, %s", what, this)
          .isCloseTo((below + above) / 2, within(TOLERANCE * scale));
    }
  }

  private static Slope slope(double[] at, ToDoubleFunction<double[]> function, int... moving) {
    double[] up = at.clone();
    double[] down = at.clone();
    for (int i : moving) {
      up[i] += STEP;
      down[i] -= STEP;
    }
    double here = function.applyAsDouble(at);
    return new Slope(
        (here - function.applyAsDouble(down)) / STEP, (function.applyAsDouble(up) - here) / STEP);
  }

  private static double largest(float[] values) {
    double largest = 0.1;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, i -> values[i]);
    return doubles;
  }

  private static void assertClose(String what, float[] found, double[] expected) {
    assertThat(found).as(what).hasSize(expected.length);
    double scale = Math.max(1, Arrays.stream(expected).map(Math::abs).max().orElse(0));
    for (int i = 0; i < found.length; i++) {
      assertThat((double) found[i])
          .as("%s [%d]", what, i)
          .isCloseTo(expected[i], within(TOLERANCE * scale));
    }
  }

  private static Stream<Long> seeds() {
    return LongStream.range(0, 40).boxed();
  }

  /** A random half of some places. */
  private static int[] half(IntStream places, Random random) {
    return places.filter(i -> random.nextBoolean()).toArray();
  }

  /** What the gradient says of moving several numbers at once. */
  private static double sum(float[] gradient, int[] moving) {
    return Arrays.stream(moving).mapToDouble(i -> gradient[i]).sum();
  }

  @TestFactory
  Stream<DynamicTest> randomNetworksInTraining() {
    return seeds()
        .map(seed -> DynamicTest.dynamicTest("seed " + seed, () -> checkDirections(seed)));
  }

  private static void checkDirections(long seed) {
    TrainingStep step = new TrainingStep(RandomNetworks.graph(seed), seed);
    double[] weights = doubles(step.weights);
    Random random = new Random(seed);
    double largest = largest(step.gradient);
    for (Variable variable : step.graph.variables()) {
      int[] moving =
          half(IntStream.range(variable.offset(), variable.offset() + variable.size()), random);
      if (variable.parameter().trainable()) {
        Slope slope = slope(weights, step::loss, moving);
        double found = sum(step.gradient, moving);
        slope.assertIs(found, largest * Math.sqrt(1 + moving.length), variable.path());
      } else {
        assertThat(sum(step.gradient, moving)).as(variable.path()).isZero();
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> randomNetworksOutsideTraining() {
    return seeds().map(seed -> DynamicTest.dynamicTest("seed " + seed, () -> checkTrace(seed)));
  }

  private static void checkTrace(long seed) {
    Graph graph = RandomNetworks.graph(seed);
    float[] weights = RandomNetworks.weights(graph, seed);
    double[] slowWeights = doubles(weights);
    SlowNetwork slow = new SlowNetwork(graph);
    float[] image = RandomNetworks.images(graph, 1, seed).get(0);
    Trace trace = Network.of(graph, weights).trace(image);
    Map<String, double[]> values = slow.values(slowWeights, doubles(image));
    float[] ones = new float[graph.shapeOf(graph.output().name()).size()];
    Arrays.fill(ones, 1f);
    assertClose("logits", trace.logits(), values.get(graph.output().name()));
    for (String name : names(graph)) {
      double[] value = values.get(name);
      if (!name.equals(graph.output().name()) && !name.equals(graph.inputName())) {
        assertClose(name, trace.output(name), value);
      }
      float[] gradient = trace.gradientOfLogits(name, ones);
      int[] moving =
          half(IntStream.range(0, value.length).filter(i -> value[i] != 0), new Random(seed));
      Slope slope =
          slope(
              value,
              moved -> Arrays.stream(slow.logitsFrom(name, moved, slowWeights, values)).sum(),
              moving);
      double scale = largest(gradient) * Math.sqrt(1 + moving.length);
      // A cap or a softmax of one channel makes equal values too.
      boolean mayBeCorner = !name.equals(graph.inputName());
      if (mayBeCorner && slope.isCorner(scale)) {
        continue;
      }
      slope.assertIs(sum(gradient, moving), scale, name);
    }
  }
}
