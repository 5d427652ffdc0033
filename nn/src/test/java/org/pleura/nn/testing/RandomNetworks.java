package org.pleura.nn.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.pleura.nn.Activation;
import org.pleura.nn.ActivationFunction;
import org.pleura.nn.Add;
import org.pleura.nn.AveragePooling2D;
import org.pleura.nn.BatchNormalization;
import org.pleura.nn.Concatenate;
import org.pleura.nn.Conv2D;
import org.pleura.nn.Dense;
import org.pleura.nn.DepthwiseConv2D;
import org.pleura.nn.Dropout;
import org.pleura.nn.Extent;
import org.pleura.nn.Flatten;
import org.pleura.nn.GlobalAveragePooling2D;
import org.pleura.nn.GlobalMaxPooling2D;
import org.pleura.nn.Graph;
import org.pleura.nn.Layer;
import org.pleura.nn.MaxPooling2D;
import org.pleura.nn.Normalization;
import org.pleura.nn.Padding;
import org.pleura.nn.Parameter;
import org.pleura.nn.Rescaling;
import org.pleura.nn.Shape;
import org.pleura.nn.Variable;
import org.pleura.nn.ZeroPadding2D;

/** Small networks, weights and images drawn from a seed, every layer and option among them. */
public final class RandomNetworks {
  private static final List<ActivationFunction> FUNCTIONS =
      List.of(
          ActivationFunction.LINEAR,
          ActivationFunction.RELU,
          ActivationFunction.RELU,
          ActivationFunction.LEAKY_RELU,
          new ActivationFunction.Relu(1.5f, 0.1f),
          new ActivationFunction.Elu(0.7f),
          ActivationFunction.SIGMOID,
          ActivationFunction.TANH,
          ActivationFunction.SOFTMAX);

  private static final int MOST_CHANNELS = 37;

  private final Random random;
  private final Map<String, Shape> shapes = new HashMap<>();
  private final Graph.Builder builder;
  private String last;

  private RandomNetworks(Random random, Shape input) {
    this.random = random;
    this.builder = Graph.builder(input);
    this.last = builder.input();
    shapes.put(last, input);
  }

  /** A network of a few layers, with branches, on small images of odd and even sizes. */
  public static Graph graph(long seed) {
    Random random = new Random(seed);
    RandomNetworks drawing =
        new RandomNetworks(
            random,
            Shape.of(5 + random.nextInt(19), 5 + random.nextInt(19), 1 + random.nextInt(3)));
    // Where networks have them: every fourth begins with one, every fourth with the other.
    if (seed % 4 == 0) {
      drawing.add(new Rescaling(0.7, 0.2));
    } else if (seed % 4 == 1) {
      drawing.add(new Normalization());
    }
    int steps = 2 + random.nextInt(5);
    for (int step = 0; step < steps; step++) {
      drawing.step();
    }
    drawing.end();
    return drawing.builder.build();
  }

  private void step() {
    switch (random.nextInt(12)) {
      case 0, 1, 2 -> tryToAdd(convolution());
      case 3, 4 -> pooledConvolution();
      case 5 -> tryToAdd(depthwise());
      case 6 -> tryToAdd(pooling());
      case 7 -> add(new BatchNormalization(0.9, 0.01, random.nextBoolean(), random.nextBoolean()));
      case 8 -> add(new Dropout(0.3));
      case 9 -> add(new Activation(function()));
      case 10 -> residual();
      default -> concatenation();
    }
  }

  private void tryToAdd(Layer layer) {
    Shape shape;
    try {
      shape = layer.outputShape(List.of(shape(last)));
    } catch (IllegalArgumentException doesNotFit) {
      return;
    }
    if (shape.channels() <= MOST_CHANNELS) {
      add(layer);
    }
  }

  private void add(Layer layer) {
    last = add(layer, last);
  }

  private String add(Layer layer, String... inputs) {
    Shape shape = layer.outputShape(Arrays.stream(inputs).map(this::shape).toList());
    String name = builder.add(layer, inputs);
    shapes.put(name, shape);
    return name;
  }

  private Shape shape(String name) {
    Shape shape = shapes.get(name);
    if (shape == null) {
      throw new IllegalArgumentException(name);
    }
    return shape;
  }

  private ActivationFunction function() {
    return FUNCTIONS.get(random.nextInt(FUNCTIONS.size()));
  }

  private Padding padding() {
    return random.nextBoolean() ? Padding.SAME : Padding.VALID;
  }

  private Extent extent(int largest) {
    return new Extent(1 + random.nextInt(largest), 1 + random.nextInt(largest));
  }

  /** Few channels more often than many. */
  private int channels() {
    return 1 + random.nextInt(1 + random.nextInt(MOST_CHANNELS));
  }

  private Conv2D convolution() {
    int kind = random.nextInt(3);
    return new Conv2D(
        channels(),
        extent(5),
        kind == 1 ? extent(3) : Extent.ONE,
        padding(),
        kind == 2 ? extent(3) : Extent.ONE,
        random.nextInt(4) > 0,
        function());
  }

  /** What the engine does in one go: a convolution with ReLU, then 2 x 2 max pooling. */
  private void pooledConvolution() {
    Conv2D convolution =
        Conv2D.of(channels(), 1 + random.nextInt(5))
            .withPadding(padding())
            .withActivation(ActivationFunction.RELU);
    tryToAdd(convolution);
    tryToAdd(MaxPooling2D.of(2));
  }

  private DepthwiseConv2D depthwise() {
    int kind = random.nextInt(3);
    return new DepthwiseConv2D(
        1 + random.nextInt(3),
        extent(5),
        kind == 1 ? Extent.square(1 + random.nextInt(3)) : Extent.ONE,
        padding(),
        kind == 2 ? extent(3) : Extent.ONE,
        random.nextBoolean(),
        function());
  }

  private Layer pooling() {
    return switch (random.nextInt(3)) {
      case 0 -> new MaxPooling2D(extent(3), extent(3), padding());
      case 1 -> new AveragePooling2D(extent(3), extent(3), padding());
      default -> new ZeroPadding2D(random.nextInt(3), random.nextInt(3), random.nextInt(3), 1);
    };
  }

  private void residual() {
    Conv2D convolution =
        Conv2D.of(shape(last).channels(), 1 + random.nextInt(3))
            .withPadding(Padding.SAME)
            .withActivation(function());
    String branch = add(convolution, last);
    // Sometimes the same value twice, and sometimes three of them.
    last =
        switch (random.nextInt(3)) {
          case 0 -> add(new Add(), branch, last);
          case 1 -> add(new Add(), last, branch, last);
          default -> add(new Add(), branch, branch);
        };
  }

  private void concatenation() {
    if (shape(last).channels() > MOST_CHANNELS / 2) {
      return;
    }
    Conv2D convolution =
        Conv2D.of(1 + random.nextInt(6), 3).withPadding(Padding.SAME).withActivation(function());
    String branch = add(convolution, last);
    last =
        add(
            new Concatenate(),
            random.nextBoolean() ? List.of(branch, last) : List.of(last, branch));
  }

  private String add(Layer layer, List<String> inputs) {
    return add(layer, inputs.toArray(new String[0]));
  }

  private void end() {
    switch (random.nextInt(4)) {
      case 0 -> add(new GlobalAveragePooling2D());
      case 1 -> add(new GlobalMaxPooling2D());
      default -> add(new Flatten());
    }
    if (random.nextBoolean()) {
      add(new Dense(1 + random.nextInt(20), random.nextBoolean(), function()));
      add(random.nextBoolean() ? new Dropout(0.25) : BatchNormalization.defaults());
    }
    add(Dense.of(1 + random.nextInt(3), function()));
  }

  /** Weights of the size at which numbers neither grow nor vanish on their way. */
  public static float[] weights(Graph graph, long seed) {
    Random random = new Random(~seed);
    float[] weights = new float[graph.parameterCount()];
    for (Variable variable : graph.variables()) {
      float centre = 0f;
      float spread = 0.4f;
      if (variable.parameter().start() instanceof Parameter.Start.GlorotUniform glorot) {
        spread = (float) Math.sqrt(6.0 / (glorot.fanIn() + glorot.fanOut()));
      } else if (variable.parameter().start() instanceof Parameter.Start.Constant constant) {
        centre = constant.value();
      }
      for (int i = 0; i < variable.size(); i++) {
        weights[variable.offset() + i] = centre + spread * (2 * random.nextFloat() - 1);
      }
    }
    return weights;
  }

  /** Noise from -1 to 1. */
  public static List<float[]> images(Graph graph, int count, long seed) {
    Random random = new Random(31 * seed + 7);
    List<float[]> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] image = new float[graph.inputShape().size()];
      for (int p = 0; p < image.length; p++) {
        image[p] = 2 * random.nextFloat() - 1;
      }
      images.add(image);
    }
    return images;
  }

  /** A seed for each Dropout layer. */
  public static Map<String, Integer> dropoutSeeds(Graph graph) {
    Map<String, Integer> seeds = new HashMap<>();
    for (Graph.Node node : graph.nodes()) {
      if (node.layer() instanceof Dropout) {
        seeds.put(node.name(), 1000 + seeds.size());
      }
    }
    return seeds;
  }
}
