package org.pleura.nn.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
import org.pleura.nn.Rescaling;
import org.pleura.nn.Shape;
import org.pleura.nn.Variable;
import org.pleura.nn.ZeroPadding2D;

/** One file of {@code src/test/resources/keras}: what Keras computed. Its README has the format. */
public final class KerasCase {
  private static final Path FOLDER = Path.of("src/test/resources/keras");

  private final Map<String, float[]> arrays = new HashMap<>();
  private final Map<String, int[]> shapes = new HashMap<>();
  private final List<Map<String, String>> lines = new ArrayList<>();

  private KerasCase() {}

  /** The names of all files, sorted. */
  public static List<String> names() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".txt"))
          .map(name -> name.substring(0, name.length() - 4))
          .sorted()
          .toList();
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }

  public static KerasCase read(String name) {
    KerasCase read = new KerasCase();
    try {
      for (String line : Files.readAllLines(FOLDER.resolve(name + ".txt"))) {
        int colon = line.indexOf(':');
        if (line.startsWith("#")) {
          continue;
        } else if (colon < 0) {
          read.lines.add(words(line));
        } else {
          read.array(line.substring(0, colon), line.substring(colon + 1).trim());
        }
      }
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
    return read;
  }

  private static Map<String, String> words(String line) {
    String[] words = line.split(" ");
    Map<String, String> values = new LinkedHashMap<>();
    values.put("kind", words[0]);
    for (int i = 1; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      if (equals < 0) {
        values.put("word" + i, words[i]);
      } else {
        values.put(words[i].substring(0, equals), words[i].substring(equals + 1));
      }
    }
    return values;
  }

  private void array(String head, String body) {
    String[] words = head.split(" ");
    shapes.put(words[0], Arrays.stream(words[1].split("x")).mapToInt(Integer::parseInt).toArray());
    String[] numbers = body.split(" ");
    float[] values = new float[numbers.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.parseFloat(numbers[i]);
    }
    arrays.put(words[0], values);
  }

  public boolean has(String name) {
    return arrays.containsKey(name);
  }

  public float[] array(String name) {
    float[] found = arrays.get(name);
    if (found == null) {
      throw new IllegalArgumentException(name + " is not one of " + arrays.keySet());
    }
    return found;
  }

  /** The values of one image of a batch. */
  public float[] row(String name, int image) {
    float[] all = array(name);
    int size = all.length / shapes.get(name)[0];
    return Arrays.copyOfRange(all, image * size, (image + 1) * size);
  }

  public int rows(String name) {
    return shapes.get(name)[0];
  }

  public Map<String, String> line(String kind) {
    return lines.stream().filter(line -> line.get("kind").equals(kind)).findFirst().orElseThrow();
  }

  public boolean hasLine(String kind) {
    return lines.stream().anyMatch(line -> line.get("kind").equals(kind));
  }

  public boolean isTraining() {
    return line("mode").get("word1").equals("training");
  }

  /** The network, as it is. */
  public Graph graph() {
    Map<String, String> input = line("input");
    return Graph.of(input.get("word1"), new Shape(sizes(input.get("word2"))), nodes());
  }

  /** The network with a layer that does nothing at the end, so that its logits are its output. */
  public Graph graphWithLinearEnd() {
    Map<String, String> input = line("input");
    List<Graph.Node> nodes = new ArrayList<>(nodes());
    String last = nodes.get(nodes.size() - 1).name();
    nodes.add(new Graph.Node("end", new Activation(ActivationFunction.LINEAR), List.of(last)));
    return Graph.of(input.get("word1"), new Shape(sizes(input.get("word2"))), nodes);
  }

  private List<Graph.Node> nodes() {
    List<Graph.Node> nodes = new ArrayList<>();
    for (Map<String, String> line : lines) {
      if (line.get("kind").equals("layer")) {
        List<String> inputs = Arrays.asList(line.get("inputs").split(","));
        nodes.add(new Graph.Node(line.get("word1"), layer(line), inputs));
      }
    }
    return nodes;
  }

  public Map<String, Integer> dropoutSeeds() {
    Map<String, Integer> seeds = new HashMap<>();
    for (Map<String, String> line : lines) {
      if ("Dropout".equals(line.get("class"))) {
        seeds.put(line.get("word1"), Integer.parseInt(line.get("seed")));
      }
    }
    return seeds;
  }

  /** All weights under {@code prefix}, in the order of the graph. */
  public float[] weights(Graph graph, String prefix) {
    float[] weights = new float[graph.parameterCount()];
    for (Variable variable : graph.variables()) {
      float[] values = array(prefix + "/" + variable.path());
      System.arraycopy(values, 0, weights, variable.offset(), variable.size());
    }
    return weights;
  }

  private static List<Integer> sizes(String text) {
    return Arrays.stream(text.split("x")).map(Integer::parseInt).toList();
  }

  private static Extent extent(String text) {
    return new Extent(sizes(text).get(0), sizes(text).get(1));
  }

  private static Padding padding(Map<String, String> line) {
    return line.get("padding").equals("same") ? Padding.SAME : Padding.VALID;
  }

  private static Layer layer(Map<String, String> line) {
    return switch (line.get("class")) {
      case "Conv2D" ->
          new Conv2D(
              Integer.parseInt(line.get("filters")),
              extent(line.get("kernel_size")),
              extent(line.get("strides")),
              padding(line),
              extent(line.get("dilation_rate")),
              Boolean.parseBoolean(line.get("use_bias")),
              function(line));
      case "DepthwiseConv2D" ->
          new DepthwiseConv2D(
              Integer.parseInt(line.get("depth_multiplier")),
              extent(line.get("kernel_size")),
              extent(line.get("strides")),
              padding(line),
              extent(line.get("dilation_rate")),
              Boolean.parseBoolean(line.get("use_bias")),
              function(line));
      case "MaxPooling2D" ->
          new MaxPooling2D(
              extent(line.get("pool_size")), extent(line.get("strides")), padding(line));
      case "AveragePooling2D" ->
          new AveragePooling2D(
              extent(line.get("pool_size")), extent(line.get("strides")), padding(line));
      case "GlobalAveragePooling2D" -> new GlobalAveragePooling2D();
      case "GlobalMaxPooling2D" -> new GlobalMaxPooling2D();
      case "Dense" ->
          new Dense(
              Integer.parseInt(line.get("units")),
              Boolean.parseBoolean(line.get("use_bias")),
              function(line));
      case "Dropout" -> new Dropout(Double.parseDouble(line.get("rate")));
      case "BatchNormalization" ->
          new BatchNormalization(
              Double.parseDouble(line.get("momentum")),
              Double.parseDouble(line.get("epsilon")),
              Boolean.parseBoolean(line.get("center")),
              Boolean.parseBoolean(line.get("scale")));
      case "Rescaling" ->
          new Rescaling(
              Double.parseDouble(line.get("scale")), Double.parseDouble(line.get("offset")));
      case "Normalization" -> new Normalization();
      case "Activation" -> new Activation(function(line));
      case "Flatten" -> new Flatten();
      case "Add" -> new Add();
      case "Concatenate" -> new Concatenate();
      case "ZeroPadding2D" -> zeroPadding(line.get("padding").split("[x,]"));
      default -> throw new IllegalArgumentException("no layer for " + line);
    };
  }

  private static ZeroPadding2D zeroPadding(String[] sizes) {
    return new ZeroPadding2D(
        Integer.parseInt(sizes[0]),
        Integer.parseInt(sizes[1]),
        Integer.parseInt(sizes[2]),
        Integer.parseInt(sizes[3]));
  }

  private static ActivationFunction function(Map<String, String> line) {
    float slope = Float.parseFloat(line.getOrDefault("negative_slope", "0"));
    String cap = line.getOrDefault("max_value", "none");
    return switch (line.get("activation")) {
      case "linear" -> ActivationFunction.LINEAR;
      case "relu" ->
          new ActivationFunction.Relu(
              cap.equals("none") ? Float.POSITIVE_INFINITY : Float.parseFloat(cap), slope);
      case "leaky_relu" ->
          new ActivationFunction.Relu(
              Float.POSITIVE_INFINITY, line.containsKey("negative_slope") ? slope : 0.2f);
      case "elu" -> new ActivationFunction.Elu(Float.parseFloat(line.getOrDefault("alpha", "1")));
      case "sigmoid" -> ActivationFunction.SIGMOID;
      case "tanh" -> ActivationFunction.TANH;
      case "softmax" -> ActivationFunction.SOFTMAX;
      default -> throw new IllegalArgumentException("no function for " + line);
    };
  }
}
