package org.pleura.model;

import static org.pleura.model.OnnxMessages.attribute;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
import org.pleura.nn.Network;
import org.pleura.nn.Normalization;
import org.pleura.nn.Rescaling;
import org.pleura.nn.Shape;
import org.pleura.nn.Variable;
import org.pleura.nn.ZeroPadding2D;

/**
 * The layers of a network as ONNX's operators.
 *
 * <p>Feature maps are (height, width, channels) in Keras and (channels, height, width) in ONNX, so
 * they are turned once after the input, before each Flatten, and before an output of maps. What a
 * layer makes is named as the layer; what stands between, and its weights, is {@code LAYER/part}.
 */
final class OnnxGraph {
  private static final List<Integer> CHANNELS_FIRST = List.of(0, 3, 1, 2);
  private static final List<Integer> CHANNELS_LAST = List.of(0, 2, 3, 1);

  /** Where the channels are, of maps and of vectors alike. */
  private static final int CHANNEL_AXIS = 1;

  private final Network network;
  private final Graph graph;
  private final List<ProtobufMessage> nodes = new ArrayList<>();
  private final List<ProtobufMessage> initializers = new ArrayList<>();

  /** The value that holds what a layer makes, or the input; maps with the channels first. */
  private final Map<String, String> values = new HashMap<>();

  /**
   * A layer at its place.
   *
   * @param name its name
   * @param inputs the values it reads
   * @param in the shape of the first of them, in Keras's order
   * @param output the value it makes
   * @param out the shape of that
   */
  private record Place(String name, List<String> inputs, Shape in, String output, Shape out) {
    String input() {
      return inputs.get(0);
    }

    String part(String part) {
      return name + "/" + part;
    }
  }

  private OnnxGraph(Network network) {
    this.network = network;
    this.graph = network.graph();
  }

  /**
   * Translates a network.
   *
   * @return GraphProto
   * @throws IllegalArgumentException if a layer has no translation, or a name is empty or holds a
   *     slash
   */
  static ProtobufMessage of(Network network) {
    return new OnnxGraph(network).translated();
  }

  private ProtobufMessage translated() {
    String input = graph.inputName();
    String output = graph.output().name();
    addInput(input);
    for (Graph.Node node : graph.nodes()) {
      requireWhole(node.name());
      add(node.layer(), place(node));
    }
    if (graph.shapeOf(output).isMaps()) {
      transpose(output + "/channels_last", valueOf(output), output, CHANNELS_LAST);
    }
    return OnnxMessages.graph(
        "network",
        nodes,
        initializers,
        OnnxMessages.batchOf(input, graph.inputShape().dimensions()),
        OnnxMessages.batchOf(output, graph.shapeOf(output).dimensions()));
  }

  /** To ONNX an empty name is an input left out, and one with a slash could be another's part. */
  private static void requireWhole(String name) {
    if (name.isEmpty() || name.contains("/")) {
      throw new IllegalArgumentException(
          "in an ONNX file a layer, or the input, cannot have the name '"
              + name
              + "': no slash, not empty");
    }
  }

  private void addInput(String name) {
    requireWhole(name);
    if (graph.inputShape().isMaps()) {
      String turned = name + "/channels_first";
      transpose(turned, name, turned, CHANNELS_FIRST);
      values.put(name, turned);
    } else {
      values.put(name, name);
    }
  }

  private Place place(Graph.Node node) {
    Shape out = graph.shapeOf(node.name());
    boolean turnedAfterwards = node.equals(graph.output()) && out.isMaps();
    String output = turnedAfterwards ? node.name() + "/channels_first" : node.name();
    values.put(node.name(), output);
    List<String> inputs = node.inputs().stream().map(this::valueOf).toList();
    return new Place(node.name(), inputs, graph.shapeOf(node.inputs().get(0)), output, out);
  }

  private String valueOf(String name) {
    return Optional.ofNullable(values.get(name)).orElseThrow();
  }

  private void add(Layer layer, Place at) {
    if (layer instanceof Conv2D conv) {
      float[] kernel = transposed(kernel(at), 3, 2, 0, 1);
      convolved(
          at, conv.kernelSize(), conv.strides(), conv.dilationRate(), 1, kernel, conv.activation());
    } else if (layer instanceof DepthwiseConv2D conv) {
      // Each channel's outputs stand together, as Keras numbers them.
      float[] kernel = transposed(kernel(at), 2, 3, 0, 1);
      int groups = at.in().channels();
      convolved(
          at,
          conv.kernelSize(),
          conv.strides(),
          conv.dilationRate(),
          groups,
          kernel,
          conv.activation());
    } else if (layer instanceof MaxPooling2D pool) {
      node(at, "MaxPool", window(at, pool.poolSize(), pool.strides(), Extent.ONE));
    } else if (layer instanceof AveragePooling2D pool) {
      List<ProtobufMessage> window = window(at, pool.poolSize(), pool.strides(), Extent.ONE);
      window.add(attribute("count_include_pad", 0));
      node(at, "AveragePool", window);
    } else if (layer instanceof GlobalAveragePooling2D) {
      pooled(at, "GlobalAveragePool");
    } else if (layer instanceof GlobalMaxPooling2D) {
      pooled(at, "GlobalMaxPool");
    } else if (layer instanceof Dense dense) {
      Variable kernel = kernel(at);
      List<String> inputs = withWeights(at, kernel.parameter().shape(), network.weights(kernel));
      activated(at, dense.activation(), "Gemm", inputs, List.of());
    } else if (layer instanceof BatchNormalization norm) {
      normalized(at, norm);
    } else if (layer instanceof Rescaling rescaling) {
      String scale = initializer(at.part("scale"), List.of(), (float) rescaling.scale());
      String offset = initializer(at.part("offset"), List.of(), (float) rescaling.offset());
      twice(at, "Mul", scale, "Add", offset);
    } else if (layer instanceof Normalization) {
      adapted(at);
    } else if (layer instanceof Dropout) {
      node(at, "Identity", List.of());
    } else if (layer instanceof Activation activation) {
      activate(activation.function(), at.name(), at.input(), at.output());
    } else if (layer instanceof Flatten) {
      flattened(at);
    } else if (layer instanceof Add) {
      node(at, "Sum", List.of());
    } else if (layer instanceof Concatenate) {
      node(at, "Concat", List.of(attribute("axis", CHANNEL_AXIS)));
    } else if (layer instanceof ZeroPadding2D zeros) {
      padded(at, zeros);
    } else {
      throw new IllegalArgumentException(
          "layer '" + at.name() + "': no ONNX operators are known for " + layer);
    }
  }

  private void convolved(
      Place at,
      Extent size,
      Extent strides,
      Extent dilation,
      int groups,
      float[] kernel,
      ActivationFunction function) {
    List<Integer> shape =
        List.of(at.out().channels(), at.in().channels() / groups, size.height(), size.width());
    List<ProtobufMessage> attributes = window(at, size, strides, dilation);
    attributes.add(attribute("dilations", pair(dilation)));
    attributes.add(attribute("group", groups));
    activated(at, function, "Conv", withWeights(at, shape, kernel), attributes);
  }

  private void pooled(Place at, String operator) {
    String maps = at.part("maps_of_one");
    node(at.part("pooling"), operator, at.inputs(), maps, List.of());
    node(at.name(), "Flatten", List.of(maps), at.output(), List.of());
  }

  /** Keras flattens maps with the channels last. */
  private void flattened(Place at) {
    String from = at.input();
    if (at.in().isMaps()) {
      from = at.part("channels_last");
      transpose(from, at.input(), from, CHANNELS_LAST);
    }
    node(at.name(), "Flatten", List.of(from), at.output(), List.of());
  }

  /**
   * ONNX Runtime (1.28, for one) makes a Pad with the value 0 part of the pooling that reads it,
   * whose padding is no number: another maximum where all numbers are below 0, and a refusal where
   * the zeros are as wide as the window. It leaves a Pad with the value -0 alone.
   */
  private void padded(Place at, ZeroPadding2D zeros) {
    String pads = at.part("pads");
    initializers.add(
        OnnxMessages.tensor(
            pads, 0, 0, zeros.top(), zeros.left(), 0, 0, zeros.bottom(), zeros.right()));
    String zero = initializer(at.part("zero"), List.of(), -0f);
    node(at.name(), "Pad", List.of(at.input(), pads, zero), at.output(), List.of());
  }

  private void normalized(Place at, BatchNormalization layer) {
    List<String> inputs = new ArrayList<>(at.inputs());
    inputs.add(perChannel(at, "gamma", 1f));
    inputs.add(perChannel(at, "beta", 0f));
    inputs.add(perChannel(at, "moving_mean", 0f));
    inputs.add(perChannel(at, "moving_variance", 1f));
    ProtobufMessage epsilon = attribute("epsilon", (float) layer.epsilon());
    node(at.name(), "BatchNormalization", inputs, at.output(), List.of(epsilon));
  }

  private void adapted(Place at) {
    int channels = at.in().channels();
    float[] deviation = network.weights(variable(at, "variance").orElseThrow());
    for (int c = 0; c < channels; c++) {
      deviation[c] = Math.max((float) Math.sqrt(deviation[c]), 1e-7f);
    }
    // So that the numbers stand beside the channels, and not beside the columns, of maps.
    List<Integer> shape = at.in().isMaps() ? List.of(channels, 1, 1) : List.of(channels);
    float[] mean = network.weights(variable(at, "mean").orElseThrow());
    twice(
        at,
        "Sub",
        initializer(at.part("mean"), shape, mean),
        "Div",
        initializer(at.part("deviation"), shape, deviation));
  }

  /** Two operators one after the other, each with one number more. */
  private void twice(Place at, String first, String number, String second, String another) {
    String between = at.part(first.toLowerCase(Locale.ROOT));
    node(between, first, List.of(at.input(), number), between, List.of());
    node(at.name(), second, List.of(between, another), at.output(), List.of());
  }

  /** One number for each channel: the layer's parameter, or the same everywhere without one. */
  private String perChannel(Place at, String parameter, float without) {
    int channels = at.in().channels();
    float[] same = new float[channels];
    Arrays.fill(same, without);
    float[] numbers = variable(at, parameter).map(network::weights).orElse(same);
    return initializer(at.part(parameter), List.of(channels), numbers);
  }

  /** A node, and after it those of an activation unless that is linear. */
  private void activated(
      Place at,
      ActivationFunction function,
      String operator,
      List<String> inputs,
      List<ProtobufMessage> attributes) {
    if (function.equals(ActivationFunction.LINEAR)) {
      node(at.name(), operator, inputs, at.output(), attributes);
    } else {
      String before = at.part("preactivation");
      node(at.name(), operator, inputs, before, attributes);
      activate(function, at.part("activation"), before, at.output());
    }
  }

  private void activate(ActivationFunction function, String name, String from, String to) {
    List<String> inputs = List.of(from);
    if (function instanceof ActivationFunction.Linear) {
      node(name, "Identity", inputs, to, List.of());
    } else if (function instanceof ActivationFunction.Relu relu) {
      rectify(relu, name, from, to);
    } else if (function instanceof ActivationFunction.Elu elu) {
      node(name, "Elu", inputs, to, List.of(attribute("alpha", elu.alpha())));
    } else if (function instanceof ActivationFunction.Sigmoid) {
      node(name, "Sigmoid", inputs, to, List.of());
    } else if (function instanceof ActivationFunction.Tanh) {
      node(name, "Tanh", inputs, to, List.of());
    } else if (function instanceof ActivationFunction.Softmax) {
      node(name, "Softmax", inputs, to, List.of(attribute("axis", CHANNEL_AXIS)));
    } else {
      throw new IllegalArgumentException(
          "'" + name + "': no ONNX operators are known for " + function);
    }
  }

  private void rectify(ActivationFunction.Relu relu, String name, String from, String to) {
    boolean capped = !Float.isInfinite(relu.maxValue());
    List<ProtobufMessage> slope = List.of(attribute("alpha", relu.negativeSlope()));
    if (!capped && relu.negativeSlope() == 0) {
      node(name, "Relu", List.of(from), to, List.of());
    } else if (!capped) {
      node(name, "LeakyRelu", List.of(from), to, slope);
    } else if (relu.negativeSlope() == 0) {
      clip(relu, name, from, initializer(name + "/min", List.of(), 0f), to);
    } else {
      String uncapped = name + "/uncapped";
      node(uncapped, "LeakyRelu", List.of(from), uncapped, slope);
      clip(relu, name, uncapped, "", to);
    }
  }

  private void clip(ActivationFunction.Relu relu, String name, String from, String min, String to) {
    String max = initializer(name + "/max_value", List.of(), relu.maxValue());
    node(name, "Clip", List.of(from, min, max), to, List.of());
  }

  /**
   * Size, strides and padding of a window that slides over maps. The zeros are as many as the last
   * window lacks, none if that lies inside; the bottom and the right get the odd one.
   */
  private static List<ProtobufMessage> window(
      Place at, Extent size, Extent strides, Extent dilation) {
    int down =
        zeros(
            at.in().height(),
            at.out().height(),
            size.height(),
            strides.height(),
            dilation.height());
    int across =
        zeros(at.in().width(), at.out().width(), size.width(), strides.width(), dilation.width());
    return new ArrayList<>(
        List.of(
            attribute("kernel_shape", pair(size)),
            attribute("strides", pair(strides)),
            attribute(
                "pads", List.of(down / 2, across / 2, down - down / 2, across - across / 2))));
  }

  private static int zeros(int in, int out, int size, int stride, int dilation) {
    int reach = (size - 1) * dilation + 1;
    return Math.max(0, (out - 1) * stride + reach - in);
  }

  private static List<Integer> pair(Extent extent) {
    return List.of(extent.height(), extent.width());
  }

  /** The input, a kernel, and the layer's bias if it has one. */
  private List<String> withWeights(Place at, List<Integer> shape, float[] kernel) {
    List<String> inputs = new ArrayList<>(at.inputs());
    inputs.add(initializer(at.part("kernel"), shape, kernel));
    variable(at, "bias")
        .map(bias -> initializer(bias.path(), bias.parameter().shape(), network.weights(bias)))
        .ifPresent(inputs::add);
    return inputs;
  }

  private Variable kernel(Place at) {
    return variable(at, "kernel").orElseThrow();
  }

  private Optional<Variable> variable(Place at, String parameter) {
    return graph.variablesOf(at.name()).stream()
        .filter(variable -> variable.parameter().name().equals(parameter))
        .findFirst();
  }

  /** A kernel with its four axes in another order. */
  private float[] transposed(Variable kernel, int... axes) {
    List<Integer> shape = kernel.parameter().shape();
    float[] from = network.weights(kernel);
    float[] to = new float[from.length];
    int[] sizes = new int[4];
    int[] steps = new int[4];
    for (int axis = 0; axis < 4; axis++) {
      sizes[axis] = shape.get(axes[axis]);
      steps[axis] = 1;
      for (int inner = axes[axis] + 1; inner < 4; inner++) {
        steps[axis] *= shape.get(inner);
      }
    }
    int next = 0;
    for (int a = 0; a < sizes[0]; a++) {
      for (int b = 0; b < sizes[1]; b++) {
        for (int c = 0; c < sizes[2]; c++) {
          for (int d = 0; d < sizes[3]; d++) {
            to[next++] = from[a * steps[0] + b * steps[1] + c * steps[2] + d * steps[3]];
          }
        }
      }
    }
    return to;
  }

  private String initializer(String name, List<Integer> shape, float... numbers) {
    initializers.add(OnnxMessages.tensor(name, shape, numbers));
    return name;
  }

  private void transpose(String name, String from, String to, List<Integer> axes) {
    node(name, "Transpose", List.of(from), to, List.of(attribute("perm", axes)));
  }

  /** A layer that is one node and has no weights. */
  private void node(Place at, String operator, List<ProtobufMessage> attributes) {
    node(at.name(), operator, at.inputs(), at.output(), attributes);
  }

  private void node(
      String name,
      String operator,
      List<String> inputs,
      String output,
      List<ProtobufMessage> attributes) {
    nodes.add(OnnxMessages.node(name, operator, inputs, output, attributes));
  }
}
