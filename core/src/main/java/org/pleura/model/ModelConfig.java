package org.pleura.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.pleura.nn.Graph;
import org.pleura.nn.Layer;
import org.pleura.nn.Normalization;
import org.pleura.nn.Shape;

/** A graph as Keras writes it in config.json. */
final class ModelConfig {
  /** More than any network of chest X-rays has, and few enough to check quickly. */
  private static final int MOST_LAYERS = 10_000;

  /** What a DenseNet-201 has ten times over. */
  private static final int MOST_INPUTS = 20_000;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private ModelConfig() {}

  /**
   * What a config.json describes.
   *
   * @param graph the layers in the file's order
   * @param classNames Keras's class of each, which names its group in the weights file
   * @param fileNames what each is called in the file, which names its group in an HDF5 file of
   *     Keras 2; the graph has an underscore where that has a slash, which Keras 3 does not allow
   * @param given the numbers of those layers whose numbers stand among their options, by name
   * @param frozen whether a layer is marked as not to be trained
   * @param notes what was left out because it changes no prediction
   */
  record Described(
      Graph graph,
      List<String> classNames,
      List<String> fileNames,
      Map<String, float[]> given,
      boolean frozen,
      List<String> notes) {
    /**
     * Puts a layer's numbers into their place if they stand among its options.
     *
     * @return whether they do
     */
    boolean fill(Graph.Node node, float[] weights) {
      float[] numbers = given.get(node.name());
      if (numbers != null) {
        int from = graph.variablesOf(node.name()).get(0).offset();
        System.arraycopy(numbers, 0, weights, from, numbers.length);
      }
      return numbers != null;
    }

    /**
     * Refuses to make room for more weights than a file can hold. Keras writes arrays as they are:
     * this is what keeps a small hostile file from a large array.
     */
    void requireRoom(int fileBytes) throws UnreadableModelException {
      if (4L * graph.parameterCount() > fileBytes) {
        throw new UnreadableModelException(
            "the layers need "
                + graph.parameterCount()
                + " weights of 4 bytes, but the HDF5 data have only "
                + fileBytes
                + " bytes; the file is cut short or was put together from two models");
      }
    }
  }

  /** Writes a graph as a functional model, its layers in the graph's order. */
  static ObjectNode write(Graph graph) {
    ObjectNode config = JSON.objectNode().put("name", "functional").put("trainable", true);
    ArrayNode layers = config.putArray("layers");
    layers.add(inputLayer(graph));
    for (Graph.Node node : graph.nodes()) {
      ObjectNode layer = LayerConfig.write(node.name(), node.layer());
      layer.put("name", node.name());
      ArrayNode arguments = JSON.arrayNode();
      for (String input : node.inputs()) {
        arguments.add(tensor(input, graph.shapeOf(input)));
      }
      ObjectNode call = layer.putArray("inbound_nodes").addObject();
      // A layer that joins several gets them as one list.
      call.set("args", node.inputs().size() > 1 ? JSON.arrayNode().add(arguments) : arguments);
      call.putObject("kwargs");
      layers.add(layer);
    }
    config.putArray("input_layers").add(graph.inputName()).add(0).add(0);
    config.putArray("output_layers").add(graph.output().name()).add(0).add(0);
    ObjectNode model = LayerConfig.object("keras.src.models.functional", "Functional", config);
    model.put("registered_name", "Functional");
    model.putObject("build_config").putNull("input_shape");
    return model;
  }

  private static ObjectNode inputLayer(Graph graph) {
    ObjectNode config = JSON.objectNode();
    config.set("batch_shape", batchOf(graph.inputShape()));
    config.put("dtype", "float32").put("sparse", false).put("ragged", false);
    config.put("name", graph.inputName()).put("optional", false);
    ObjectNode layer = LayerConfig.object("keras.layers", "InputLayer", config);
    layer.put("name", graph.inputName()).putArray("inbound_nodes");
    return layer;
  }

  private static ObjectNode tensor(String layer, Shape shape) {
    ObjectNode tensor = JSON.objectNode().put("class_name", "__keras_tensor__");
    ObjectNode config = tensor.putObject("config");
    config.set("shape", batchOf(shape));
    config.put("dtype", "float32").putArray("keras_history").add(layer).add(0).add(0);
    return tensor;
  }

  private static ArrayNode batchOf(Shape shape) {
    ArrayNode batch = JSON.arrayNode().addNull();
    shape.dimensions().forEach(batch::add);
    return batch;
  }

  /**
   * Reads a functional or a sequential model.
   *
   * @throws UnreadableModelException if it is neither, or holds what Pleura does not compute
   */
  static Described read(JsonNode model) throws UnreadableModelException {
    String className = model.path("class_name").asText("nothing");
    LayerConfig.requireOfKeras("the model", model);
    JsonNode config = model.path("config");
    // Before Keras 2.2.5 a sequential model was nothing but its layers.
    JsonNode layers = config.isArray() ? config : config.path("layers");
    if (layers.size() > MOST_LAYERS) {
      throw new UnreadableModelException(
          "the model has " + layers.size() + " layers; Pleura reads at most " + MOST_LAYERS);
    }
    requireKnown(layers);
    Reading reading = new Reading();
    if (className.equals("Functional") || className.equals("Model")) {
      reading.functional(config, layers);
    } else if (className.equals("Sequential")) {
      reading.sequential(config, layers);
    } else {
      throw new UnreadableModelException(
          "the model is a "
              + className
              + "; Pleura reads Functional and Sequential models, because the layers of others are"
              + " known only to their Python code");
    }
    return reading.described();
  }

  /** Names the first layer that is not known, and the classes of the others. */
  private static void requireKnown(JsonNode layers) throws UnreadableModelException {
    List<JsonNode> unknown = new ArrayList<>();
    Set<String> others = new TreeSet<>();
    for (JsonNode layer : layers) {
      LayerConfig.requireOfKeras("layer '" + Reading.nameOf(layer) + "'", layer);
      String className = layer.path("class_name").asText("nothing");
      if (!className.equals("InputLayer") && !LayerConfig.knows(className)) {
        unknown.add(layer);
        others.add(className);
      }
    }
    if (unknown.isEmpty()) {
      return;
    }
    String className = unknown.get(0).path("class_name").asText("nothing");
    others.remove(className);
    UnreadableModelException first = LayerConfig.unknown(Reading.nameOf(unknown.get(0)), className);
    throw others.isEmpty()
        ? first
        : new UnreadableModelException(
            first.getMessage() + "; nor does it " + String.join(", ", others), first);
  }

  /** A graph while it is being read, layer by layer. */
  private static final class Reading {
    private final List<Graph.Node> nodes = new ArrayList<>();
    private final List<String> classNames = new ArrayList<>();
    private final List<String> fileNames = new ArrayList<>();
    private final Map<String, float[]> given = new HashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<String, Shape> shapes = new HashMap<>();
    private String inputName = "";
    private int inputsRead;
    private final Map<String, String> names = new HashMap<>();
    private final List<String> slashes = new ArrayList<>();
    private final List<String> frozen = new ArrayList<>();

    void functional(JsonNode config, JsonNode layers) throws UnreadableModelException {
      for (JsonNode layer : layers) {
        String name = nameOf(layer);
        String className = layer.path("class_name").asText("nothing");
        if (className.equals("InputLayer")) {
          input(name, layer.path("config"));
        } else {
          layer(name, className, layer.path("config"), inputsOf(name, layer));
        }
      }
      end("input_layers", config, inputName);
      end("output_layers", config, last());
    }

    void sequential(JsonNode config, JsonNode layers) throws UnreadableModelException {
      for (JsonNode layer : layers) {
        String name = nameOf(layer);
        String className = layer.path("class_name").asText("nothing");
        if (className.equals("InputLayer")) {
          input(name, layer.path("config"));
          continue;
        }
        if (inputName.isEmpty()) {
          // Keras 2 says it in the first layer instead of one of its own.
          JsonNode first = batchShape(layer.path("config"));
          shape("input_layer", first.isArray() ? first : config.path("build_input_shape"));
        }
        layer(name, className, layer.path("config"), List.of(last()));
      }
    }

    /** The layer read last, as the file calls it. */
    private String last() {
      return fileNames.isEmpty() ? inputName : fileNames.get(fileNames.size() - 1);
    }

    private static JsonNode batchShape(JsonNode config) {
      return config.has("batch_shape")
          ? config.path("batch_shape")
          : config.path("batch_input_shape");
    }

    private static String nameOf(JsonNode layer) throws UnreadableModelException {
      JsonNode name = layer.has("name") ? layer.path("name") : layer.path("config").path("name");
      if (!name.isTextual() || name.textValue().isEmpty()) {
        throw new UnreadableModelException(
            "a layer of class " + layer.path("class_name").asText("nothing") + " has no name");
      }
      return name.textValue();
    }

    private void input(String name, JsonNode config) throws UnreadableModelException {
      Options options = new Options(name, "InputLayer", config, notes);
      options.ignored("batch_shape", "batch_input_shape", "shape", "batch_size", "optional");
      options.finish();
      shape(name, batchShape(config));
    }

    private void shape(String name, JsonNode batchShape) throws UnreadableModelException {
      if (!batchShape.isArray()) {
        throw withoutShape();
      }
      if (!inputName.isEmpty()) {
        throw new UnreadableModelException(
            "the model has two inputs, '" + inputName + "' and '" + name + "'; Pleura reads one");
      }
      List<Integer> dimensions = new ArrayList<>();
      for (int i = 1; i < batchShape.size(); i++) {
        JsonNode dimension = batchShape.get(i);
        if (!dimension.isInt()) {
          throw new UnreadableModelException(
              "input '"
                  + name
                  + "' has shape "
                  + batchShape.toString().replace("null", "None")
                  + "; Pleura reads inputs of fixed size: give keras.Input a height and a width");
        }
        dimensions.add(dimension.intValue());
      }
      try {
        shapes.put(name, new Shape(dimensions));
      } catch (IllegalArgumentException | ArithmeticException impossible) {
        throw new UnreadableModelException(
            "input '" + name + "': " + impossible.getMessage(), impossible);
      }
      inputName = name;
    }

    private void layer(String name, String className, JsonNode config, List<String> inputs)
        throws UnreadableModelException {
      inputsRead += inputs.size();
      if (inputsRead > MOST_INPUTS) {
        throw new UnreadableModelException(
            "the layers read more than " + MOST_INPUTS + " inputs together, which no network does");
      }
      List<Shape> read = new ArrayList<>();
      for (String input : inputs) {
        Shape shape = shapes.get(input);
        if (shape == null) {
          throw new UnreadableModelException(
              "layer '" + name + "' reads '" + input + "', which is not an earlier layer");
        }
        read.add(shape);
      }
      int rank = read.isEmpty() ? 0 : read.get(0).dimensions().size();
      Layer layer = LayerConfig.read(name, className, config, rank, notes);
      try {
        shapes.put(name, layer.outputShape(read));
      } catch (IllegalArgumentException | ArithmeticException impossible) {
        throw new UnreadableModelException(
            "layer '" + name + "': " + impossible.getMessage(), impossible);
      }
      if (layer instanceof Normalization) {
        int channels = read.get(0).channels();
        LayerConfig.statistics(name, config, channels)
            .ifPresent(numbers -> given.put(here(name), numbers));
      }
      nodes.add(new Graph.Node(here(name), layer, inputs.stream().map(this::here).toList()));
      classNames.add(className);
      fileNames.add(name);
      if (name.contains("/")) {
        slashes.add(name);
      }
      if (!config.path("trainable").asBoolean(true)) {
        frozen.add(name);
      }
    }

    /** A layer's name in the graph: that of the file, or a free one without a slash. */
    private String here(String fileName) {
      return names.computeIfAbsent(
          fileName,
          given -> {
            String name = given.replace('/', '_');
            while (!name.equals(given) && (names.containsValue(name) || shapes.containsKey(name))) {
              name += "_";
            }
            return name;
          });
    }

    private static List<String> inputsOf(String name, JsonNode layer)
        throws UnreadableModelException {
      JsonNode calls = layer.path("inbound_nodes");
      if (calls.size() != 1) {
        throw new UnreadableModelException(
            "layer '"
                + name
                + "' is called "
                + calls.size()
                + " times; Pleura reads layers that are called once");
      }
      JsonNode call = calls.get(0);
      String className = layer.path("class_name").asText("nothing");
      List<String> inputs = new ArrayList<>();
      if (call.isArray()) {
        // Keras 2: ["name", 0, 0, {arguments}], or a list of such.
        for (JsonNode tensor : call.path(0).isArray() ? call : List.of(call)) {
          requireNoArguments(name, className, tensor.path(3));
          inputs.add(read(name, tensor));
        }
        return inputs;
      }
      requireNoArguments(name, className, call.path("kwargs"));
      JsonNode arguments = call.path("args");
      for (JsonNode tensor : arguments.path(0).isArray() ? arguments.path(0) : arguments) {
        inputs.add(read(name, tensor.path("config").path("keras_history")));
      }
      return inputs;
    }

    private static void requireNoArguments(String name, String className, JsonNode arguments)
        throws UnreadableModelException {
      if (LayerConfig.isTrainingOnly(className)) {
        return; // training=True is their default, and a model overrides it
      }
      for (JsonNode value : arguments) {
        // Keras records training=False and mask=None of the call that built the model.
        if (!value.isNull() && !(value.isBoolean() && !value.booleanValue())) {
          throw new UnreadableModelException(
              "layer '"
                  + name
                  + "' is called with arguments of its own, "
                  + arguments
                  + "; Pleura reads calls without");
        }
      }
    }

    /** The layer a tensor comes from: ["name", 0, 0]. */
    private static String read(String name, JsonNode history) throws UnreadableModelException {
      boolean plain =
          history.path(0).isTextual()
              && history.path(1).asInt(-1) == 0
              && history.path(2).asInt(-1) == 0;
      if (!plain) {
        throw new UnreadableModelException(
            "layer '" + name + "' reads something other than the one output of a layer");
      }
      return history.path(0).textValue();
    }

    /** The model's input or output must be the one layer that Pleura takes for it. */
    private static void end(String key, JsonNode config, String expected)
        throws UnreadableModelException {
      JsonNode ends = config.path(key);
      // ["name", 0, 0], or a list of such.
      JsonNode only = ends.path(0).isArray() && ends.size() == 1 ? ends.path(0) : ends;
      if (!only.path(0).isTextual() || !only.path(0).textValue().equals(expected)) {
        throw new UnreadableModelException(
            key
                + " is "
                + ends
                + "; Pleura reads models with one input and one output, which is the last layer ('"
                + expected
                + "')");
      }
    }

    private static UnreadableModelException withoutShape() {
      return new UnreadableModelException(
          "the model has no input of known shape; build it in Keras (begin with keras.Input, or call"
              + " it once) before saving it");
    }

    private void requireAllLeadToTheOutput() throws UnreadableModelException {
      Set<String> leading = new HashSet<>();
      for (int i = nodes.size() - 1; i >= 0; i--) {
        Graph.Node node = nodes.get(i);
        if (i < nodes.size() - 1 && !leading.contains(node.name())) {
          throw new UnreadableModelException(
              "layer '"
                  + node.name()
                  + "' does not lead to the output, so Keras would not keep it");
        }
        leading.addAll(node.inputs());
      }
    }

    Described described() throws UnreadableModelException {
      Shape input = shapes.get(inputName);
      if (input == null) {
        throw withoutShape();
      }
      requireAllLeadToTheOutput();
      try {
        Graph graph = Graph.of(here(inputName), input, nodes);
        Effort.check(graph);
        if (!frozen.isEmpty()) {
          notes.add(
              "layers are frozen (trainable = false), "
                  + frozen.size()
                  + " of "
                  + nodes.size()
                  + ", '"
                  + frozen.get(0)
                  + "' the first, which further training will not respect");
        }
        if (!slashes.isEmpty()) {
          notes.add(
              "slashes in the names of layers, "
                  + slashes.size()
                  + " of "
                  + nodes.size()
                  + ", '"
                  + slashes.get(0)
                  + "' the first, become underscores");
        }
        return new Described(
            graph,
            List.copyOf(classNames),
            List.copyOf(fileNames),
            Map.copyOf(given),
            !frozen.isEmpty(),
            List.copyOf(notes));
      } catch (IllegalArgumentException | ArithmeticException impossible) {
        throw new UnreadableModelException(String.valueOf(impossible.getMessage()), impossible);
      }
    }
  }
}
