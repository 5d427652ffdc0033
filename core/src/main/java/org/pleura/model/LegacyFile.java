package org.pleura.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.Group;
import io.jhdf.api.WritableGroup;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.pleura.nn.DepthwiseConv2D;
import org.pleura.nn.Graph;
import org.pleura.nn.Network;
import org.pleura.nn.Variable;

/**
 * A model as one HDF5 file, as Keras 2 kept it and Keras 3 still can: the layers as JSON in the
 * attribute {@code model_config}, and the arrays of a layer in the group {@code
 * model_weights/LAYER}, whose attribute {@code weight_names} says where and in which order.
 */
final class LegacyFile {
  /** What is written is what Keras 2 wrote, for Keras 3 reads that too. */
  private static final String KERAS_VERSION = "2.15.0";

  /** jHDF 0.13.0 writes a broken file if a group's name has 255 bytes or more. */
  private static final int LONGEST_NAME = 200;

  private static final JsonMapper MAPPER = new JsonMapper();

  private LegacyFile() {}

  /**
   * The layers of a network as they are written.
   *
   * @throws IllegalArgumentException if they do not fit into an attribute
   */
  static String config(Graph graph) {
    for (Graph.Node node : graph.nodes()) {
      int bytes = node.name().getBytes(StandardCharsets.UTF_8).length;
      if (bytes > LONGEST_NAME || node.name().equals(".") || node.name().equals("..")) {
        throw new IllegalArgumentException(
            "a layer's name in an HDF5 file has at most "
                + LONGEST_NAME
                + " bytes and is no dot, but one is '"
                + node.name()
                + "'; write a .keras file");
      }
    }
    String config = LegacyConfig.write(graph).toString();
    int size = config.getBytes(StandardCharsets.UTF_8).length;
    if (size > Hdf5.MOST_ATTRIBUTE) {
      throw new IllegalArgumentException(
          "the description of the layers takes "
              + size
              + " bytes, but an HDF5 file can hold "
              + Hdf5.MOST_ATTRIBUTE
              + " there; write a .keras file, which has no such limit");
    }
    return config;
  }

  /** Puts a network. */
  static void put(WritableHdfFile hdf, String config, Network network) {
    Graph graph = network.graph();
    hdf.putAttribute("backend", "tensorflow");
    hdf.putAttribute("keras_version", KERAS_VERSION);
    hdf.putAttribute("model_config", config);
    List<Graph.Node> order =
        KerasOrder.of(graph).stream()
            .filter(node -> !graph.variablesOf(node.name()).isEmpty())
            .toList();
    WritableGroup all = hdf.putGroup("model_weights");
    all.putAttribute("backend", "tensorflow");
    all.putAttribute("keras_version", KERAS_VERSION);
    if (order.isEmpty()) {
      all.putDataset("none", 0f); // so that a last array is there
      return;
    }
    Hdf5.putTexts(all, "layer_names", order.stream().map(Graph.Node::name).toList());
    float[] weights = network.weights();
    for (Graph.Node node : order) {
      WritableGroup layer = all.putGroup(node.name());
      List<Variable> variables = graph.variablesOf(node.name());
      Hdf5.putTexts(
          layer,
          "weight_names",
          variables.stream().map(variable -> node.name() + "/" + name(node, variable)).toList());
      WritableGroup arrays = layer.putGroup(node.name());
      for (Variable variable : variables) {
        Hdf5.put(arrays, name(node, variable), variable, weights);
      }
    }
  }

  private static String name(Graph.Node node, Variable variable) {
    String name = variable.parameter().name();
    boolean depthwise = node.layer() instanceof DepthwiseConv2D && name.equals("kernel");
    return (depthwise ? "depthwise_kernel" : name) + ":0";
  }

  /**
   * Reads a model that Keras 2 or 3 saved.
   *
   * @param bytes the file
   * @throws UnreadableModelException if it is damaged, or holds what Pleura does not compute
   */
  static SavedModel read(byte[] bytes) throws UnreadableModelException {
    return Hdf5.open(bytes, hdf -> read(hdf, bytes.length));
  }

  private static SavedModel read(HdfFile hdf, int length) throws UnreadableModelException {
    Optional<String> config = Hdf5.text(hdf, "model_config");
    if (config.isEmpty()) {
      throw new UnreadableModelException(
          "the HDF5 data have no attribute model_config, so they hold weights at most; save the"
              + " whole model, with model.save");
    }
    String version = Hdf5.text(hdf, "keras_version").orElse("");
    if (!version.startsWith("2.") && !version.startsWith("3.")) {
      throw new UnreadableModelException(
          "expected a model saved by Keras 2 or 3, but keras_version is '" + version + "'");
    }
    ModelConfig.Described described = ModelConfig.read(json(config.get()));
    described.requireRoom(length);
    Graph graph = described.graph();
    float[] weights = new float[graph.parameterCount()];
    for (int i = 0; i < graph.nodes().size(); i++) {
      Graph.Node node = graph.nodes().get(i);
      List<Variable> variables = graph.variablesOf(node.name());
      if (!described.fill(node, weights) && !variables.isEmpty()) {
        Group all = Hdf5.group(hdf, "model_weights");
        Group layer = groupAt(all, described.fileNames().get(i).split("/", -1));
        read(layer, node, variables, weights);
      }
    }
    List<String> notes = new ArrayList<>(described.notes());
    if (hdf.getChildren().containsKey("optimizer_weights")) {
      notes.add("the state of its optimiser is left out: Pleura reads it from .keras files only");
    }
    return new SavedModel(Network.of(graph, weights), Optional.empty(), version, notes);
  }

  private static void read(Group layer, Graph.Node node, List<Variable> variables, float[] weights)
      throws UnreadableModelException {
    List<String> names = Hdf5.texts(layer, "weight_names");
    if (names.size() != variables.size()) {
      throw new UnreadableModelException(
          "layer '"
              + node.name()
              + "' ("
              + node.layer().className()
              + ") needs "
              + variables.stream().map(variable -> variable.parameter().name()).toList()
              + ", but the HDF5 data have "
              + names);
    }
    for (int i = 0; i < names.size(); i++) {
      String[] steps = names.get(i).split("/", -1);
      Group group = groupAt(layer, Arrays.copyOf(steps, steps.length - 1));
      Hdf5.copy(group, steps[steps.length - 1], variables.get(i), weights);
    }
  }

  private static Group groupAt(Group parent, String... path) throws UnreadableModelException {
    Group group = parent;
    for (String name : path) {
      group = Hdf5.group(group, name);
    }
    return group;
  }

  private static JsonNode json(String config) throws UnreadableModelException {
    try {
      return MAPPER.readTree(config);
    } catch (JsonProcessingException broken) {
      throw new UnreadableModelException(
          "attribute model_config is not JSON: " + broken.getOriginalMessage(), broken);
    }
  }
}
