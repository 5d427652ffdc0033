package org.pleura.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A graph compiled into operators for one purpose. The activation of the output layer is left out
 * everywhere: programs compute logits, and whoever wants probabilities applies it afterwards.
 */
final class Program {
  /** What a program is for. */
  enum Purpose {
    /** The logits, as fast as possible; safe for several threads. */
    INFERENCE,
    /**
     * Every layer's output and gradient from some layer on, without dropout, batch normalisation as
     * in inference.
     */
    TRACING,
    /** The gradient of a loss with respect to the weights, over mini-batches. */
    TRAINING
  }

  private final Graph graph;
  private final Purpose purpose;
  private final List<Operator> operators = new ArrayList<>();
  private final List<Shape> shapes = new ArrayList<>();
  private final boolean[] zeroGradient;

  /** The place of the last node, whose activation is left out. */
  private final int output;

  /** Which values and gradients lie in arrays of the thread, not of the image. */
  private final boolean[] passingValues;

  private final boolean[] passingGradients;

  /** The first value whose output and gradient are asked for; what makes it is not gone back. */
  private final int first;

  private final ConcurrentLinkedQueue<Workspace> idle = new ConcurrentLinkedQueue<>();

  private record Workspace(ImageState image, Scratch scratch) {}

  Program(Graph graph, Purpose purpose, Kernels kernels, Map<String, Integer> dropoutSeeds) {
    this(graph, purpose, kernels, dropoutSeeds, 0);
  }

  private Program(
      Graph graph, Purpose purpose, Kernels kernels, Map<String, Integer> dropoutSeeds, int first) {
    this.graph = graph;
    this.purpose = purpose;
    this.first = first;
    this.output = graph.nodes().size() - 1;
    shapes.add(graph.inputShape());
    graph.nodes().forEach(node -> shapes.add(graph.shapeOf(node.name())));
    int[] readers = readers();
    boolean[] done = new boolean[graph.nodes().size()];
    for (int i = 0; i < done.length; i++) {
      if (!done[i]) {
        List<Integer> fused = fused(i, readers);
        fused.forEach(node -> done[node] = true);
        int before = operators.size();
        compile(fused, kernels, dropoutSeeds);
        List<String> names = fused.stream().map(node -> graph.nodes().get(node).name()).toList();
        operators.stream().skip(before).forEach(operator -> operator.layers = names);
      }
    }
    layOut();
    zeroGradient = connect();
    passingValues = passingValues();
    passingGradients = passingGradients();
  }

  static Program forInference(Graph graph, float[] weights) {
    Program program = new Program(graph, Purpose.INFERENCE, Kernels.preferred(), Map.of());
    program.pack(weights);
    return program;
  }

  /** What comes before the layer is computed as in inference, and not kept. */
  static Program forTracing(Graph graph, float[] weights, String from) {
    int first = from.equals(graph.inputName()) ? 0 : graph.indexOf(from) + 1;
    Program program = new Program(graph, Purpose.TRACING, Kernels.preferred(), Map.of(), first);
    program.pack(weights);
    return program;
  }

  private int value(String name) {
    return name.equals(graph.inputName()) ? 0 : graph.indexOf(name) + 1;
  }

  private int[] readers() {
    int[] readers = new int[graph.nodes().size() + 1];
    for (Graph.Node node : graph.nodes()) {
      node.inputs().forEach(input -> readers[value(input)]++);
    }
    return readers;
  }

  /**
   * The nodes that one operator computes, this one first: a convolution with ReLU and 2 x 2 max
   * pooling; a ReLU and such a pooling; a batch normalisation, a ReLU and such a pooling, or the
   * first two of them.
   */
  private List<Integer> fused(int index, int[] readers) {
    List<Integer> nodes = new ArrayList<>(List.of(index));
    Layer layer = graph.nodes().get(index).layer();
    int last = index;
    if (layer instanceof BatchNormalization) {
      int next = onlyReader(index, readers);
      // The last layer's activation is nobody's here.
      if (purpose == Purpose.TRACING
          || next < 0
          || next == output
          || !(graph.nodes().get(next).layer() instanceof Activation relu)
          || !isRelu(relu)) {
        return nodes;
      }
      nodes.add(next);
      last = next;
    } else if (!(layer instanceof Conv2D || layer instanceof Activation) || !isRelu(layer)) {
      return nodes;
    }
    int pooling = onlyReader(last, readers);
    if (pooling >= 0
        && isTwoByTwo(graph.nodes().get(pooling).layer())
        && (layer instanceof Conv2D || PoolingOperator.takesRelu(shapes.get(last + 1)))) {
      nodes.add(pooling);
    }
    return nodes;
  }

  /** Whether a layer is a ReLU or ends with one. */
  private static boolean isRelu(Layer layer) {
    return activation(layer) instanceof ActivationFunction.Relu relu && relu.isPlain();
  }

  private static boolean isTwoByTwo(Layer layer) {
    return layer instanceof MaxPooling2D pooling
        && pooling.poolSize().isSquare(2)
        && pooling.strides().isSquare(2)
        && pooling.padding() == Padding.VALID;
  }

  /** The only node that reads what a node makes, unless somebody may ask for it; or -1. */
  private int onlyReader(int index, int[] readers) {
    String name = graph.nodes().get(index).name();
    for (int i = index + 1; i < graph.nodes().size() && readers[index + 1] == 1; i++) {
      if (graph.nodes().get(i).inputs().contains(name)) {
        boolean kept = purpose == Purpose.TRACING && i + 1 >= first;
        return kept ? -1 : i;
      }
    }
    return -1;
  }

  private int offset(String layer, String parameter) {
    for (Variable variable : graph.variablesOf(layer)) {
      if (variable.parameter().name().equals(parameter)) {
        return variable.offset();
      }
    }
    return -1;
  }

  /** A value that no layer of the graph is known by: what a layer made before its softmax. */
  private int hidden(Shape shape) {
    shapes.add(shape);
    return shapes.size() - 1;
  }

  /**
   * @param fused the nodes that one operator computes
   */
  private void compile(List<Integer> fused, Kernels kernels, Map<String, Integer> dropoutSeeds) {
    Graph.Node node = graph.nodes().get(fused.get(0));
    int[] inputs = node.inputs().stream().mapToInt(this::value).toArray();
    int in = inputs[0];
    Shape shape = shapes.get(in);
    int out = fused.get(fused.size() - 1) + 1;
    boolean pooled = fused.size() > 1;
    Layer layer = fused.get(0) == output ? withoutActivation(node.layer()) : node.layer();
    int kernel = offset(node.name(), "kernel");
    int bias = offset(node.name(), "bias");
    ActivationFunction function = activation(layer);
    if (function instanceof ActivationFunction.Softmax && !(layer instanceof Activation)) {
      int before = hidden(shapes.get(out));
      operators.add(
          weighted(withoutActivation(layer), shape, false, kernels, kernel, bias, in, before));
      operators.add(new ActivationOperator(kernels, function, shapes.get(out), before, out));
    } else if (kernel >= 0) {
      operators.add(weighted(layer, shape, pooled, kernels, kernel, bias, in, out));
    } else if (layer instanceof MaxPooling2D max) {
      operators.add(new PoolingOperator(kernels, max, false, shape, in, out));
    } else if (layer instanceof Activation && pooled) {
      operators.add(new PoolingOperator(kernels, MaxPooling2D.of(2), true, shape, in, out));
    } else if (layer instanceof AveragePooling2D average) {
      operators.add(new PoolingOperator(kernels, average, shape, in, out));
    } else if (layer instanceof GlobalAveragePooling2D || layer instanceof GlobalMaxPooling2D) {
      boolean maximum = layer instanceof GlobalMaxPooling2D;
      operators.add(new GlobalPoolingOperator(maximum, shape, in, out));
    } else if (layer instanceof Dropout dropout && purpose == Purpose.TRAINING) {
      Integer seed = dropoutSeeds.get(node.name());
      if (seed == null) {
        throw new IllegalArgumentException(
            "training needs a seed for the Dropout layer '"
                + node.name()
                + "'; InitialState.draw gives each its own");
      }
      operators.add(new DropoutOperator(dropout, shape, seed, in, out));
    } else if (layer instanceof BatchNormalization normalization) {
      int[] offsets = {
        offset(node.name(), "gamma"),
        offset(node.name(), "beta"),
        offset(node.name(), "moving_mean"),
        offset(node.name(), "moving_variance")
      };
      boolean training = purpose == Purpose.TRAINING;
      BatchNormalizationOperator.Follower follower =
          switch (fused.size()) {
            case 1 -> BatchNormalizationOperator.Follower.NOTHING;
            case 2 -> BatchNormalizationOperator.Follower.RELU;
            default -> BatchNormalizationOperator.Follower.RELU_AND_POOLING;
          };
      operators.add(
          new BatchNormalizationOperator(
              kernels, normalization, follower, shape, offsets, training, in, out));
    } else if (layer instanceof Rescaling rescaling) {
      operators.add(new RescalingOperator(rescaling, shape, in, out));
    } else if (layer instanceof Normalization) {
      int mean = offset(node.name(), "mean");
      int variance = offset(node.name(), "variance");
      operators.add(new NormalizationOperator(shape, mean, variance, in, out));
    } else if (layer instanceof Activation || layer instanceof Dropout) {
      operators.add(new ActivationOperator(kernels, function, shape, in, out));
    } else if (layer instanceof Flatten) {
      operators.add(new FlattenOperator(shape, in, out));
    } else if (layer instanceof Add || layer instanceof Concatenate) {
      int[] sizes = Arrays.stream(inputs).map(value -> shapes.get(value).size()).toArray();
      operators.add(new JoiningOperator(layer instanceof Add, sizes, inputs, out));
    } else if (layer instanceof ZeroPadding2D padding) {
      operators.add(new ZeroPaddingOperator(padding, shape, in, out));
    }
  }

  private static Operator weighted(
      Layer layer,
      Shape shape,
      boolean pooled,
      Kernels kernels,
      int kernel,
      int bias,
      int in,
      int out) {
    if (layer instanceof Conv2D convolution) {
      // Pooled, so nobody asks for the gradient of the image.
      if (pooled && in == 0 && convolution.strides().isSquare(1)) {
        return new FirstConvolutionOperator(kernels, convolution, shape, kernel, bias, out);
      }
      return new ConvolutionOperator(kernels, convolution, shape, pooled, kernel, bias, in, out);
    } else if (layer instanceof DepthwiseConv2D depthwise) {
      return new DepthwiseConvolutionOperator(kernels, depthwise, shape, kernel, bias, in, out);
    } else if (layer instanceof Dense dense) {
      return new DenseOperator(kernels, dense, shape.size(), kernel, bias, in, out);
    }
    throw new IllegalStateException(layer.className() + " has no kernel");
  }

  /** The activation a layer ends with; linear for layers without one. */
  static ActivationFunction activation(Layer layer) {
    if (layer instanceof Conv2D convolution) {
      return convolution.activation();
    } else if (layer instanceof DepthwiseConv2D depthwise) {
      return depthwise.activation();
    } else if (layer instanceof Dense dense) {
      return dense.activation();
    } else if (layer instanceof Activation activation) {
      return activation.function();
    }
    return ActivationFunction.LINEAR;
  }

  private static Layer withoutActivation(Layer layer) {
    if (layer instanceof Conv2D convolution) {
      return convolution.withActivation(ActivationFunction.LINEAR);
    } else if (layer instanceof DepthwiseConv2D depthwise) {
      return new DepthwiseConv2D(
          depthwise.depthMultiplier(),
          depthwise.kernelSize(),
          depthwise.strides(),
          depthwise.padding(),
          depthwise.dilationRate(),
          depthwise.useBias(),
          ActivationFunction.LINEAR);
    } else if (layer instanceof Dense dense) {
      return new Dense(dense.units(), dense.useBias(), ActivationFunction.LINEAR);
    } else if (layer instanceof Activation) {
      return new Activation(ActivationFunction.LINEAR);
    }
    return layer;
  }

  /**
   * Lets a convolution that pools write for the convolution that alone reads it, so that nothing
   * has to be laid out again. A value that somebody may ask for stays as it is.
   */
  private void layOut() {
    for (Operator maker : operators) {
      List<Operator> readers =
          operators.stream()
              .filter(
                  reader -> Arrays.stream(reader.inputs).anyMatch(value -> value == maker.output))
              .toList();
      boolean isAskedFor = purpose == Purpose.TRACING && maker.output >= first;
      if (!isAskedFor && readers.size() == 1 && maker.canWriteFor(readers.get(0))) {
        maker.writeFor((ConvolutionOperator) readers.get(0));
      }
    }
  }

  /** Numbers the operators, tells them who else reads what, and says which gradients start at 0. */
  private boolean[] connect() {
    int[] readers = new int[shapes.size()];
    for (Operator operator : operators) {
      Arrays.stream(operator.inputs).forEach(value -> readers[value]++);
    }
    boolean[] zero = new boolean[shapes.size()];
    Arrays.fill(zero, true);
    boolean[] reached = new boolean[shapes.size()];
    int maker = maker();
    for (int i = operators.size() - 1; i >= 0; i--) {
      Operator operator = operators.get(i);
      operator.number = i;
      operator.goesBack = purpose != Purpose.INFERENCE && i > maker;
      operator.onlyReader = readers[operator.inputs[0]] == 1;
      operator.needsInputGradient = operator.inputs[0] != 0 || purpose == Purpose.TRACING;
      operator.sets = new boolean[operator.inputs.length];
      for (int k = 0; k < operator.inputs.length; k++) {
        int in = operator.inputs[k];
        boolean isNeeded = k > 0 || operator.needsInputGradient;
        operator.sets[k] = !reached[in] && isNeeded && operator.setsInputGradient();
        zero[in] &= !operator.sets[k];
        reached[in] = true;
      }
    }
    return zero;
  }

  /** The operator that makes the first value; -1 for the input. */
  private int maker() {
    for (int i = 0; i < operators.size(); i++) {
      if (operators.get(i).output == first) {
        return i;
      }
    }
    return -1;
  }

  /** Which values are on the way back. */
  private boolean[] gradients() {
    boolean[] needed = new boolean[shapes.size()];
    for (Operator operator : operators) {
      if (operator.goesBack) {
        needed[operator.output] = true;
        Arrays.stream(operator.inputs).forEach(value -> needed[value] = true);
      }
    }
    needed[first] = purpose != Purpose.INFERENCE;
    return needed;
  }

  List<Operator> operators() {
    return operators;
  }

  int outputSize() {
    return shapes.get(graph.nodes().size()).size();
  }

  void pack(float[] weights) {
    operators.forEach(operator -> operator.pack(weights));
  }

  Scratch newScratch() {
    @Nullable Object[] buffers = new @Nullable Object[operators.size()];
    for (int i = 0; i < buffers.length; i++) {
      buffers[i] = operators.get(i).newScratch();
    }
    return new Scratch(buffers, passingArrays(passingValues), passingArrays(passingGradients));
  }

  ImageState newImageState() {
    boolean[] used = new boolean[shapes.size()];
    used[0] = true;
    operators.forEach(operator -> used[operator.output] = true);
    float[][] values = new float[shapes.size()][];
    float[][] gradients = new float[shapes.size()][];
    boolean[] needed = gradients();
    int[] sizes = new int[values.length];
    Arrays.setAll(sizes, v -> used[v] ? shapes.get(v).size() : 0);
    int[] sharedGradients = sharedGradients();
    int[] sharedValues = sharedValues();
    for (int v = 0; v < values.length; v++) {
      gradients[v] =
          new float[needed[v] && sharedGradients[v] == v && !passingGradients[v] ? sizes[v] : 0];
    }
    Arrays.setAll(gradients, v -> gradients[sharedGradients[v]]);
    for (Operator operator : operators) {
      operator.outputSize().ifPresent(size -> sizes[operator.output] = size);
    }
    Arrays.setAll(values, v -> new float[sharedValues[v] == v && !passingValues[v] ? sizes[v] : 0]);
    Arrays.setAll(values, v -> values[sharedValues[v]]);
    float[][] saved = new float[operators.size()][];
    double[][] sums = new double[operators.size()][];
    for (int i = 0; i < saved.length; i++) {
      Operator operator = operators.get(i);
      saved[i] = new float[operator.savedSize()];
      boolean gathers = operator instanceof BatchNormalizationOperator;
      sums[i] = new double[gathers ? ((BatchNormalizationOperator) operator).sumsSize() : 0];
    }
    int arrival = graph.inputShape().channels() == 1 ? 0 : graph.inputShape().size();
    return new ImageState(values, gradients, saved, sums, arrival);
  }

  /** Whether an operator may write over what it reads, in both directions. */
  private boolean isInPlace(Operator operator) {
    return purpose == Purpose.TRAINING
        && operator.worksInPlace()
        && operator.onlyReader
        && operator.inputs[0] != 0;
  }

  /**
   * In whose array each value's gradient lies. A training with batch normalisation holds all images
   * of a mini-batch at once, more than any cache, and waits for memory: the less, the faster.
   */
  private int[] sharedGradients() {
    int[] shared = IntStream.range(0, shapes.size()).toArray();
    for (int i = operators.size() - 1; i >= 0; i--) {
      if (isInPlace(operators.get(i))) {
        shared[operators.get(i).inputs[0]] = shared[operators.get(i).output];
      }
    }
    return shared;
  }

  /** In whose array each value lies: an activation or a sum writes over what only it reads. */
  private int[] sharedValues() {
    int[] shared = IntStream.range(0, shapes.size()).toArray();
    Set<Integer> notNeededBack = new HashSet<>();
    for (Operator operator : operators) {
      int in = operator.inputs[0];
      if (isInPlace(operator) && notNeededBack.contains(in)) {
        shared[operator.output] = shared[in];
      }
      if (!operator.needsOutputBack()) {
        notNeededBack.add(operator.output);
      }
    }
    return shared;
  }

  /**
   * Values that are cheaper to make again on the way back than to keep for every image of a
   * mini-batch: what batch normalisation and ReLU make for one reader, before the images meet
   * again.
   */
  private boolean[] passingValues() {
    boolean[] passing = new boolean[shapes.size()];
    for (int i = 0; i + 1 < operators.size() && purpose == Purpose.TRAINING; i++) {
      Operator next = operators.get(i + 1);
      passing[operators.get(i).output] =
          operators.get(i) instanceof BatchNormalizationOperator normalization
              && normalization.isRectifiedOnly()
              && next instanceof ConvolutionOperator
              && next.inputs[0] == normalization.output
              && next.onlyReader;
    }
    return passing;
  }

  /**
   * Gradients that are made and used without the images meeting in between: of what batch
   * normalisation alone reads, and of what an operator right before another makes for it.
   */
  private boolean[] passingGradients() {
    boolean[] passing = new boolean[shapes.size()];
    int[] shared = sharedGradients();
    boolean[] hosts = new boolean[shapes.size()];
    for (int v = 0; v < shared.length; v++) {
      hosts[shared[v]] |= shared[v] != v;
    }
    boolean meets = operators.stream().anyMatch(BatchNormalizationOperator.class::isInstance);
    for (int i = 0; i + 1 < operators.size() && purpose == Purpose.TRAINING && meets; i++) {
      Operator maker = operators.get(i);
      Operator next = operators.get(i + 1);
      int value = maker.output;
      passing[value] =
          !(maker instanceof BatchNormalizationOperator)
              && next.inputs[0] == value
              && next.onlyReader
              && next.sets[0]
              && shared[value] == value
              && !hosts[value];
    }
    return passing;
  }

  /** The operator that makes an operator's input again on its way back, if it was not kept. */
  OptionalInt madeAgainFor(int operator) {
    int value = operators.get(operator).inputs[0];
    return passingValues[value] ? OptionalInt.of(operator - 1) : OptionalInt.empty();
  }

  /** Gives an image the thread's arrays for what passes, for as long as the thread works on it. */
  void lend(ImageState image, Scratch scratch) {
    for (int v = 0; v < passingValues.length; v++) {
      if (passingValues[v]) {
        image.values[v] = scratch.values[v];
      }
      if (passingGradients[v]) {
        image.gradients[v] = scratch.gradients[v];
      }
    }
  }

  private float[][] passingArrays(boolean[] passing) {
    float[][] arrays = new float[passing.length][];
    Arrays.setAll(arrays, v -> new float[passing[v] ? shapes.get(v).size() : 0]);
    return arrays;
  }

  /** Lets an image in. */
  void load(ImageState image, Input input, int index) {
    Shape shape = graph.inputShape();
    if (shape.channels() == 1) {
      input.writeTo(image.values[0]);
    } else {
      input.writeTo(image.arrival);
      toPlanes(image.arrival, image.values[0], shape.channels(), shape.height() * shape.width());
    }
    image.index = index;
    image.isNew();
  }

  void forward(ImageState image, Scratch scratch) {
    operators.forEach(operator -> operator.forward(image, scratch));
  }

  /** The value of the output layer, before its activation, in Keras's order. */
  float[] logits(ImageState image) {
    return inKerasOrder(image.values, graph.nodes().size());
  }

  /** Puts the gradient of the output, in Keras's order, where the way back starts. */
  void startBackward(ImageState image, float[] gradient) {
    for (int v = 0; v < zeroGradient.length; v++) {
      if (zeroGradient[v]) {
        Arrays.fill(image.gradients[v], 0f);
      }
    }
    int output = graph.nodes().size();
    Shape shape = shapes.get(output);
    toPlanes(gradient, image.gradients[output], shape.channels(), shape.height() * shape.width());
  }

  private float[] inKerasOrder(float[][] arrays, int value) {
    Shape shape = shapes.get(value);
    float[] ordered = new float[shape.size()];
    toKerasOrder(arrays[value], ordered, shape.channels(), shape.height() * shape.width());
    return ordered;
  }

  static void toKerasOrder(float[] planes, float[] ordered, int channels, int pixels) {
    for (int c = 0; c < channels; c++) {
      for (int p = 0; p < pixels; p++) {
        ordered[p * channels + c] = planes[c * pixels + p];
      }
    }
  }

  static void toPlanes(float[] ordered, float[] planes, int channels, int pixels) {
    for (int c = 0; c < channels; c++) {
      for (int p = 0; p < pixels; p++) {
        planes[c * pixels + p] = ordered[p * channels + c];
      }
    }
  }

  private Workspace workspace() {
    Workspace found = idle.poll();
    return found != null ? found : new Workspace(newImageState(), newScratch());
  }

  /** The logits of one image; any number of threads at once. */
  float[] logits(Input input) {
    Workspace workspace = workspace();
    try {
      load(workspace.image(), input, 0);
      forward(workspace.image(), workspace.scratch());
      return logits(workspace.image());
    } finally {
      idle.add(workspace);
    }
  }

  /** The activation the output layer ends with, applied to its logits. */
  static float[] activated(Graph graph, float[] logits) {
    float[] values = logits.clone();
    ActivationFunction function = activation(graph.output().layer());
    Shape shape = graph.shapeOf(graph.output().name());
    int channels = shape.channels();
    if (function instanceof ActivationFunction.Softmax) {
      // In Keras's order every pixel is a run of channels.
      for (int p = 0; p < values.length; p += channels) {
        float[] pixel = Arrays.copyOfRange(values, p, p + channels);
        ActivationOperator.apply(function, pixel, channels, 1);
        System.arraycopy(pixel, 0, values, p, channels);
      }
    } else {
      ActivationOperator.apply(function, values, values.length, 1);
    }
    return values;
  }

  /** What a way back reads of an image: copies, so that the next image may come. */
  private ImageState kept(ImageState image) {
    boolean[] isRead = new boolean[image.values.length];
    Arrays.fill(isRead, first, isRead.length, true);
    float[][] saved = new float[operators.size()][];
    for (Operator operator : operators) {
      boolean goesBack = operator.goesBack;
      saved[operator.number] = goesBack ? image.saved[operator.number].clone() : new float[0];
      for (int value : operator.inputs) {
        isRead[value] |= goesBack;
      }
    }
    float[][] values = new float[image.values.length][];
    Arrays.setAll(values, v -> isRead[v] ? image.values[v].clone() : new float[0]);
    return new ImageState(values, new float[0][], saved, image.sums, 0);
  }

  /**
   * One image run through a tracing program. It keeps what it may be asked for; the arrays to
   * compute in are the program's, and serve the next image.
   */
  static final class Run {
    private final Program program;
    private final ImageState kept;

    Run(Program program, float[] pixels) {
      this.program = program;
      Workspace workspace = program.workspace();
      try {
        program.load(workspace.image(), Input.of(pixels), 0);
        program.forward(workspace.image(), workspace.scratch());
        this.kept = program.kept(workspace.image());
      } finally {
        program.idle.add(workspace);
      }
    }

    float[] value(String layer) {
      return program.inKerasOrder(kept.values, program.value(layer));
    }

    float[] gradientOfLogits(String layer, float[] seed) {
      Workspace workspace = program.workspace();
      try {
        float[][] gradients = workspace.image().gradients;
        ImageState image = new ImageState(kept.values, gradients, kept.saved, kept.sums, 0);
        program.startBackward(image, seed);
        int from = program.value(layer);
        for (int i = program.operators.size() - 1; i >= 0; i--) {
          Operator operator = program.operators.get(i);
          if (operator.output == from) {
            break;
          }
          operator.backward(image, workspace.scratch());
        }
        return program.inKerasOrder(gradients, from);
      } finally {
        program.idle.add(workspace);
      }
    }
  }
}
