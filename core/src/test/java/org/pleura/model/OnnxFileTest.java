package org.pleura.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxModelMetadata;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
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
import org.pleura.nn.Padding;
import org.pleura.nn.Parameter;
import org.pleura.nn.Rescaling;
import org.pleura.nn.Shape;
import org.pleura.nn.Variable;
import org.pleura.nn.ZeroPadding2D;

/** ONNX Runtime is the reader here: it knows nothing of Pleura. */
class OnnxFileTest {
  private static final Padding VALID = Padding.VALID;
  private static final Padding SAME = Padding.SAME;
  private static final ActivationFunction LINEAR = ActivationFunction.LINEAR;
  private static final ActivationFunction RELU = ActivationFunction.RELU;
  private static final ActivationFunction SOFTMAX = ActivationFunction.SOFTMAX;

  @TempDir Path folder;

  /** Every layer with its options, each as the last one of a network. */
  static Stream<Layer> layersOfMaps() {
    List<Layer> layers = new ArrayList<>();
    for (Padding padding : Padding.values()) {
      for (Extent size :
          List.of(Extent.ONE, new Extent(2, 3), new Extent(3, 2), new Extent(5, 4))) {
        for (Extent strides : List.of(Extent.ONE, new Extent(2, 2), new Extent(3, 2))) {
          layers.add(new Conv2D(4, size, strides, padding, Extent.ONE, true, LINEAR));
          layers.add(new MaxPooling2D(size, strides, padding));
          layers.add(new AveragePooling2D(size, strides, padding));
        }
        layers.add(new Conv2D(4, size, Extent.ONE, padding, new Extent(2, 1), false, RELU));
        for (int multiplier : List.of(1, 2)) {
          layers.add(
              new DepthwiseConv2D(
                  multiplier, size, Extent.square(2), padding, Extent.ONE, true, LINEAR));
          layers.add(
              new DepthwiseConv2D(
                  multiplier, size, Extent.ONE, padding, new Extent(1, 2), false, RELU));
        }
      }
    }
    layers.add(new GlobalAveragePooling2D());
    layers.add(new GlobalMaxPooling2D());
    layers.add(new Flatten());
    layers.add(new ZeroPadding2D(1, 2, 3, 0));
    layers.addAll(layersOfBoth());
    return layers.stream();
  }

  static Stream<Layer> layersOfVectors() {
    List<Layer> layers = new ArrayList<>();
    layers.add(new Dense(5, true, LINEAR));
    layers.add(new Dense(5, false, LINEAR));
    layers.add(new Flatten());
    activations().forEach(function -> layers.add(new Dense(5, true, function)));
    layers.addAll(layersOfBoth());
    return layers.stream();
  }

  private static List<Layer> layersOfBoth() {
    List<Layer> layers = new ArrayList<>();
    layers.add(new Dropout(0.4));
    layers.add(new Rescaling(0.5, -1));
    layers.add(new Normalization());
    for (boolean center : List.of(true, false)) {
      for (boolean scale : List.of(true, false)) {
        layers.add(new BatchNormalization(0.9, 0.02, center, scale));
      }
    }
    activations().forEach(function -> layers.add(new Activation(function)));
    return layers;
  }

  private static List<ActivationFunction> activations() {
    return List.of(
        LINEAR,
        RELU,
        SOFTMAX,
        ActivationFunction.SIGMOID,
        ActivationFunction.TANH,
        ActivationFunction.LEAKY_RELU,
        ActivationFunction.ELU,
        new ActivationFunction.Elu(0.3f),
        new ActivationFunction.Elu(0f),
        new ActivationFunction.Relu(0.5f, 0f),
        new ActivationFunction.Relu(0.5f, 0.3f),
        new ActivationFunction.Relu(0.5f, 2f));
  }

  @ParameterizedTest
  @MethodSource("layersOfMaps")
  void aLayerOfMapsComputesTheSame(Layer layer) throws Exception {
    check(Graph.sequential(Shape.of(9, 8, 3), layer));
  }

  @ParameterizedTest
  @MethodSource("layersOfVectors")
  void aLayerOfVectorsComputesTheSame(Layer layer) throws Exception {
    check(Graph.sequential(Shape.of(7), layer));
  }

  static Stream<Arguments> networks() {
    return Stream.of(
        Arguments.of("a residual block", residual()),
        Arguments.of("branches of maps and of vectors side by side", branches()),
        Arguments.of("deep, with uneven padding", vgg()),
        Arguments.of("depthwise blocks", depthwise()),
        Arguments.of("a class for each pixel", pixels()),
        Arguments.of(
            "vectors only",
            Graph.sequential(
                Shape.of(12),
                Dense.of(9, ActivationFunction.TANH),
                BatchNormalization.defaults(),
                new Dropout(0.5),
                Dense.of(4, SOFTMAX))),
        Arguments.of("one number, as ModelFileTest has it", ModelFileTest.small().graph()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void aNetworkComputesTheSame(String what, Graph graph) throws Exception {
    check(graph);
  }

  private static Graph residual() {
    Graph.Builder builder = Graph.builder(Shape.of(8, 7, 1));
    String stem = builder.add(Conv2D.of(4, 3).withPadding(SAME), builder.input());
    String a = builder.add(Conv2D.of(4, 3).withPadding(SAME).withoutBias(), stem);
    String b = builder.add(BatchNormalization.defaults(), a);
    String c = builder.add(new Activation(RELU), b);
    String sum = builder.add(new Add(), c, stem);
    // Three of them, one twice.
    String again = builder.add(new Add(), sum, stem, sum);
    String pooled = builder.add(new GlobalAveragePooling2D(), again);
    builder.add(Dense.of(1, ActivationFunction.SIGMOID), pooled);
    return builder.build();
  }

  private static Graph branches() {
    Graph.Builder builder = Graph.builder(Shape.of(6, 5, 2));
    String a = builder.add(Conv2D.of(3, 3).withPadding(SAME), builder.input());
    String b = builder.add(Conv2D.of(5, 1).withActivation(ActivationFunction.ELU), builder.input());
    String maps = builder.add(new Concatenate(), a, b, builder.input());
    String mean = builder.add(new GlobalAveragePooling2D(), maps);
    String largest = builder.add(new GlobalMaxPooling2D(), maps);
    String all = builder.add(new Flatten(), maps);
    String vector = builder.add(new Concatenate(), largest, all, mean);
    builder.add(Dense.of(2, SOFTMAX), vector);
    return builder.build();
  }

  private static Graph vgg() {
    // 37 -> 19 -> 10 -> 5 -> 2 rows: an even stride pads odd sizes on both sides, even ones below.
    return Graph.sequential(
        Shape.of(37, 30, 1),
        Conv2D.of(8, 3).withPadding(SAME).withActivation(RELU).withStrides(2),
        Conv2D.of(8, 3).withPadding(SAME).withActivation(RELU),
        new MaxPooling2D(Extent.square(3), Extent.square(2), SAME),
        Conv2D.of(16, 3).withPadding(SAME).withActivation(RELU),
        Conv2D.of(16, 4).withPadding(SAME).withActivation(RELU).withStrides(2),
        Conv2D.of(16, 3).withPadding(SAME).withActivation(RELU),
        MaxPooling2D.of(2),
        new Flatten(),
        Dense.of(32, RELU),
        new Dropout(0.5),
        Dense.of(1, ActivationFunction.SIGMOID));
  }

  private static Graph depthwise() {
    Extent three = Extent.square(3);
    ActivationFunction relu6 = new ActivationFunction.Relu(6f, 0f);
    return Graph.sequential(
        Shape.of(14, 11, 3),
        new ZeroPadding2D(0, 1, 0, 1),
        Conv2D.of(6, 3).withStrides(2).withoutBias(),
        new BatchNormalization(0.99, 0.001, true, false),
        new Activation(relu6),
        new DepthwiseConv2D(1, three, Extent.ONE, SAME, Extent.ONE, false, LINEAR),
        BatchNormalization.defaults(),
        new Activation(relu6),
        Conv2D.of(10, 1).withoutBias(),
        new DepthwiseConv2D(2, three, Extent.square(2), SAME, Extent.ONE, true, relu6),
        new AveragePooling2D(Extent.square(2), Extent.ONE, SAME),
        new GlobalAveragePooling2D(),
        Dense.of(3, LINEAR));
  }

  private static Graph pixels() {
    return Graph.sequential(
        Shape.of(6, 9, 1),
        Conv2D.of(5, 3).withPadding(SAME).withActivation(ActivationFunction.LEAKY_RELU),
        new Dropout(0.2),
        new Conv2D(3, Extent.ONE, Extent.ONE, VALID, Extent.ONE, true, SOFTMAX));
  }

  private void check(Graph graph) throws Exception {
    check(Network.of(graph, moderateWeights(graph)));
  }

  /** One image, then three at once, through the same session. */
  private void check(Network network) throws Exception {
    Graph graph = network.graph();
    Path file = folder.resolve("model.onnx");
    OnnxFile.write(file, network, Map.of());
    Random random = new Random(11);
    try (Onnx onnx = Onnx.open(file)) {
      assertThat(onnx.inputShape()).isEqualTo(batchOf(graph.inputShape()));
      assertThat(onnx.outputShape()).isEqualTo(batchOf(graph.shapeOf(graph.output().name())));
      for (int batch : List.of(1, 3)) {
        float[][] images = new float[batch][];
        for (int i = 0; i < batch; i++) {
          images[i] = noise(graph.inputShape().size(), random);
        }
        float[][] outputs = onnx.run(graph, images);
        for (int i = 0; i < batch; i++) {
          assertThat(outputs[i]).containsExactly(network.predict(images[i]), within(1e-6f));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("windows")
  void zerosAroundMapsAreNumbersToTheWindowThatReadsThem(Layer window) throws Exception {
    // All numbers are below 0, so the largest of a window at the border is one of the zeros. ONNX
    // Runtime would turn zeros before a window into its own padding, which is no number to it.
    Graph graph =
        Graph.sequential(
            Shape.of(9, 8, 2),
            new Activation(ActivationFunction.SIGMOID),
            Conv2D.of(2, 1).withoutBias(),
            new ZeroPadding2D(1, 3, 2, 1),
            window);
    float[] weights = new float[graph.parameterCount()];
    Arrays.fill(weights, -0.1f);

    check(Network.of(graph, weights));
  }

  static Stream<Layer> windows() {
    return Stream.of(
        MaxPooling2D.of(2),
        MaxPooling2D.of(4),
        new MaxPooling2D(Extent.square(5), Extent.square(2), SAME),
        AveragePooling2D.of(2),
        AveragePooling2D.of(4),
        new AveragePooling2D(Extent.square(5), Extent.square(2), SAME),
        Conv2D.of(2, 3),
        Conv2D.of(2, 4).withPadding(SAME));
  }

  private static List<Long> batchOf(Shape shape) {
    List<Long> sizes = new ArrayList<>(List.of(-1L));
    shape.dimensions().forEach(size -> sizes.add((long) size));
    return sizes;
  }

  /** From -1 to 1. */
  private static float[] noise(int size, Random random) {
    float[] noise = new float[size];
    for (int i = 0; i < size; i++) {
      noise[i] = 2 * random.nextFloat() - 1;
    }
    return noise;
  }

  /** Weights with which numbers stay near 1 on their way, so that 1e-6 is a few float32 steps. */
  private static float[] moderateWeights(Graph graph) {
    Random random = new Random(7);
    float[] weights = new float[graph.parameterCount()];
    for (Variable variable : graph.variables()) {
      float centre = 0f;
      float spread = 0.4f;
      if (variable.parameter().start() instanceof Parameter.Start.GlorotUniform glorot) {
        spread = (float) Math.sqrt(6.0 / (glorot.fanIn() + glorot.fanOut()));
      } else if (variable.parameter().start() instanceof Parameter.Start.Constant constant) {
        centre = constant.value();
      }
      float[] noise = noise(variable.size(), random);
      for (int i = 0; i < noise.length; i++) {
        weights[variable.offset() + i] = centre + spread * noise[i];
      }
    }
    return weights;
  }

  @ParameterizedTest
  @MethodSource("org.pleura.model.KerasModelsTest#files")
  void whatKerasSavedGivesKerassNumbersInOnnxRuntime(String name) throws Exception {
    Network network = ModelFile.read(KerasNumbers.FOLDER.resolve(name)).network();
    KerasNumbers keras = KerasNumbers.of(name.substring(0, name.lastIndexOf('.')));
    Path file = folder.resolve("model.onnx");

    OnnxFile.write(file, network, Map.of());

    int count = keras.get("inputs").length / network.graph().inputShape().size();
    float[][] images = new float[count][];
    Arrays.setAll(images, image -> keras.part("inputs", image, count));
    try (Onnx onnx = Onnx.open(file)) {
      float[][] outputs = onnx.run(network.graph(), images);
      for (int image = 0; image < count; image++) {
        assertThat(outputs[image])
            .containsExactly(keras.part("output", image, count), within(1e-5f));
      }
    }
  }

  @Test
  void theBatchAxisHasAName() throws Exception {
    OnnxFile.write(folder.resolve("model.onnx"), ModelFileTest.small(), Map.of());

    try (Onnx onnx = Onnx.open(folder.resolve("model.onnx"))) {
      assertThat(onnx.session.getInputNames()).containsExactly("input_layer");
      assertThat(onnx.session.getOutputNames()).containsExactly("dense");
      assertThat(tensor(onnx.session.getInputInfo()).getDimensionNames())
          .containsExactly("batch", "", "", "");
      assertThat(tensor(onnx.session.getOutputInfo()).getDimensionNames())
          .containsExactly("batch", "");
    }
  }

  @Test
  void metadataAreReadBack() throws Exception {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("labels", "normal, effusion");
    metadata.put("Größe", "256 × 256");
    metadata.put("empty", "");
    OnnxFile.write(folder.resolve("model.onnx"), ModelFileTest.small(), metadata);

    try (Onnx onnx = Onnx.open(folder.resolve("model.onnx"))) {
      OnnxModelMetadata read = onnx.session.getMetadata();
      assertThat(read.getCustomMetadata()).isEqualTo(metadata);
      assertThat(read.getProducerName()).isEqualTo("Pleura");
    }
  }

  @Test
  void theFileStatesItsVersionsAndKeepsTheOrderOfTheMetadata() throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    for (String key : List.of("z", "a", "m")) {
      metadata.put(key, "value of " + key);
    }
    OnnxFile.write(folder.resolve("model.onnx"), ModelFileTest.small(), metadata);

    byte[] model = Files.readAllBytes(folder.resolve("model.onnx"));
    // Field 1, the first, is ir_version = 8; field 8 is a message with version (2) = 17.
    assertThat(Arrays.copyOf(model, 2)).containsExactly(0x08, 8);
    assertThat(fieldsOf(model, 8)).containsExactly(new byte[] {0x10, 17});
    List<String> keys = new ArrayList<>();
    for (byte[] property : fieldsOf(model, 14)) {
      keys.add(new String(fieldsOf(property, 1).get(0), UTF_8));
    }
    assertThat(keys).containsExactly("z", "a", "m");
  }

  @Test
  void whatALayerMakesIsNamedAsTheLayer() throws IOException {
    Graph graph =
        Graph.sequential(
            Shape.of(4, 4, 1),
            Conv2D.of(2, 3).withActivation(new ActivationFunction.Relu(6f, 0.1f)),
            new Dropout(0.5),
            new Flatten(),
            Dense.of(2, LINEAR));

    OnnxFile.write(folder.resolve("model.onnx"), ModelFileTest.network(graph), Map.of());

    assertThat(nodesOf(folder.resolve("model.onnx")))
        .containsExactly(
            "input_layer/channels_first = Transpose(input_layer)",
            "conv2d/preactivation = Conv(input_layer/channels_first, conv2d/kernel, conv2d/bias)",
            "conv2d/activation/uncapped = LeakyRelu(conv2d/preactivation)",
            "conv2d = Clip(conv2d/activation/uncapped, , conv2d/activation/max_value)",
            "dropout = Identity(conv2d)",
            "flatten/channels_last = Transpose(dropout)",
            "flatten = Flatten(flatten/channels_last)",
            "dense = Gemm(flatten, dense/kernel, dense/bias)");
  }

  @Test
  void mapsThatAreTheOutputHaveTheChannelsLastAgain() throws IOException {
    Graph graph = Graph.sequential(Shape.of(4, 4, 2), MaxPooling2D.of(2));

    OnnxFile.write(folder.resolve("model.onnx"), ModelFileTest.network(graph), Map.of());

    assertThat(nodesOf(folder.resolve("model.onnx")))
        .containsExactly(
            "input_layer/channels_first = Transpose(input_layer)",
            "max_pooling2d/channels_first = MaxPool(input_layer/channels_first)",
            "max_pooling2d = Transpose(max_pooling2d/channels_first)");
  }

  /** The nodes as OUTPUT = OPERATOR(INPUTS). */
  private static List<String> nodesOf(Path file) throws IOException {
    List<String> nodes = new ArrayList<>();
    for (byte[] graph : fieldsOf(Files.readAllBytes(file), 7)) {
      for (byte[] node : fieldsOf(graph, 1)) {
        String inputs =
            fieldsOf(node, 1).stream().map(name -> new String(name, UTF_8)).collect(joining(", "));
        String output = new String(fieldsOf(node, 2).get(0), UTF_8);
        nodes.add(
            output + " = " + new String(fieldsOf(node, 4).get(0), UTF_8) + "(" + inputs + ")");
      }
    }
    return nodes;
  }

  /** What a message holds under one number. */
  private static List<byte[]> fieldsOf(byte[] message, int number) throws IOException {
    List<byte[]> fields = new ArrayList<>();
    CodedInputStream in = CodedInputStream.newInstance(message);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == number) {
        fields.add(in.readByteArray());
      } else {
        in.skipField(tag);
      }
    }
    return fields;
  }

  @Test
  void namesBeyondAsciiSurvive() throws Exception {
    Graph graph =
        Graph.of(
            "Röntgenbild",
            Shape.of(5, 4, 1),
            List.of(
                new Graph.Node(
                    "erste Schicht, größer",
                    Conv2D.of(2, 3).withActivation(RELU),
                    List.of("Röntgenbild")),
                new Graph.Node("Mittel", new Flatten(), List.of("erste Schicht, größer")),
                new Graph.Node("胸水", Dense.of(1, ActivationFunction.SIGMOID), List.of("Mittel"))));

    check(graph);
    try (Onnx onnx = Onnx.open(folder.resolve("model.onnx"))) {
      assertThat(onnx.session.getInputNames()).containsExactly("Röntgenbild");
      assertThat(onnx.session.getOutputNames()).containsExactly("胸水");
    }
  }

  @Test
  void aLayerThatLeadsNowhereDoesNoHarm() throws Exception {
    Graph.Builder builder = Graph.builder(Shape.of(4));
    builder.add(new Flatten(), builder.input());
    builder.add(Dense.of(3, RELU), builder.input());

    check(builder.build());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "block/conv"})
  void aNameThatOnnxCannotHaveIsRefused(String name) throws IOException {
    Graph layer =
        Graph.of("in", Shape.of(3), List.of(new Graph.Node(name, new Flatten(), List.of("in"))));
    Graph input =
        Graph.of(name, Shape.of(3), List.of(new Graph.Node("out", new Flatten(), List.of(name))));

    for (Graph graph : List.of(layer, input)) {
      Network network = Network.of(graph, new float[0]);
      assertThatThrownBy(() -> OnnxFile.write(folder.resolve("m.onnx"), network, Map.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cannot have the name '" + name + "'");
    }
    assertThat(filesIn(folder)).isEmpty();
  }

  @Test
  void equalNetworksGiveEqualFilesAndNothingElseIsLeftBehind() throws IOException {
    for (String name : List.of("one.onnx", "two.onnx")) {
      Network network = ModelFile.read(KerasNumbers.FOLDER.resolve("every_layer.keras")).network();
      OnnxFile.write(folder.resolve(name), network, Map.of("plan", "lesson"));
    }

    assertThat(Files.readAllBytes(folder.resolve("one.onnx")))
        .isEqualTo(Files.readAllBytes(folder.resolve("two.onnx")));
    assertThat(filesIn(folder)).containsExactly("one.onnx", "two.onnx");
  }

  @Test
  void aFileThatCannotBeWrittenLeavesTheOldOneAlone() throws IOException {
    // A folder in the file's place cannot be replaced.
    Path taken = Files.createDirectories(folder.resolve("taken.onnx/inside")).getParent();

    assertThatThrownBy(() -> OnnxFile.write(taken, ModelFileTest.small(), Map.of()))
        .isInstanceOf(IOException.class);

    assertThat(taken.resolve("inside")).isDirectory();
    assertThat(filesIn(folder)).containsExactly("taken.onnx");
  }

  @Test
  void aFolderThatIsNotThereIsAFailureToWrite() {
    Path file = folder.resolve("nowhere/model.onnx");

    assertThatThrownBy(() -> OnnxFile.write(file, ModelFileTest.small(), Map.of()))
        .isInstanceOf(IOException.class);
  }

  @Test
  void whatWasThereIsReplacedAndWhatAKilledProcessLeftIsWrittenOver() throws IOException {
    OnnxFile.write(folder.resolve("clean.onnx"), ModelFileTest.small(), Map.of());
    Files.write(folder.resolve(".model.onnx.part"), new byte[1 << 20]);
    Files.write(folder.resolve("model.onnx"), new byte[1 << 20]);
    OnnxFile.write(folder.resolve("model.onnx"), ModelFileTest.small(), Map.of());

    assertThat(Files.readAllBytes(folder.resolve("model.onnx")))
        .isEqualTo(Files.readAllBytes(folder.resolve("clean.onnx")));
    assertThat(filesIn(folder)).containsExactly("clean.onnx", "model.onnx");
  }

  @Test
  void whoMayReadOtherFilesMayReadTheModel() throws IOException {
    Path other = Files.writeString(folder.resolve("other"), "made in the usual way");
    assumeTrue(
        Files.getFileStore(other).supportsFileAttributeView("posix"), "needs POSIX permissions");
    OnnxFile.write(folder.resolve("model.onnx"), ModelFileTest.small(), Map.of());

    assertThat(Files.getPosixFilePermissions(folder.resolve("model.onnx")))
        .isEqualTo(Files.getPosixFilePermissions(other));
  }

  private static List<String> filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static TensorInfo tensor(Map<String, NodeInfo> values) {
    return (TensorInfo) values.values().iterator().next().getInfo();
  }

  /** A file open in ONNX Runtime. */
  private record Onnx(OrtSession session) implements AutoCloseable {
    static Onnx open(Path file) throws OrtException {
      try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
        options.setIntraOpNumThreads(1);
        return new Onnx(OrtEnvironment.getEnvironment().createSession(file.toString(), options));
      }
    }

    List<Long> inputShape() throws OrtException {
      return Arrays.stream(tensor(session.getInputInfo()).getShape()).boxed().toList();
    }

    List<Long> outputShape() throws OrtException {
      return Arrays.stream(tensor(session.getOutputInfo()).getShape()).boxed().toList();
    }

    /** The output for each image of a batch. */
    float[][] run(Graph graph, float[][] images) throws OrtException {
      FloatBuffer batch = FloatBuffer.allocate(images.length * graph.inputShape().size());
      for (float[] image : images) {
        batch.put(image);
      }
      long[] shape = batchOf(graph.inputShape()).stream().mapToLong(size -> size).toArray();
      shape[0] = images.length;
      try (OnnxTensor input =
              OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), batch.flip(), shape);
          OrtSession.Result result = session.run(Map.of(graph.inputName(), input))) {
        FloatBuffer all = ((OnnxTensor) result.get(0)).getFloatBuffer();
        float[][] outputs = new float[images.length][all.remaining() / images.length];
        for (float[] output : outputs) {
          all.get(output);
        }
        return outputs;
      }
    }

    @Override
    public void close() throws OrtException {
      session.close();
    }
  }
}
