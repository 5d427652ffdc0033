package org.pleura.model;

import io.jhdf.WritableHdfFile;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.api.WritableGroup;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pleura.nn.Graph;
import org.pleura.nn.Network;
import org.pleura.nn.Variable;
import org.pleura.nn.train.Optimizer;
import org.pleura.nn.train.OptimizerState;

/**
 * The HDF5 file in a {@code .keras} file: the arrays of layer n under {@code layers/GROUP/vars/0},
 * {@code 1} and so on, where GROUP counts layers by class (see {@link KerasOrder#groups}) and its
 * {@code vars} carries the layer's name.
 */
final class WeightsFile {
  private WeightsFile() {}

  /**
   * Puts all arrays of a network, and of its optimiser if there is one. Groups without arrays are
   * left out, which Keras allows.
   */
  static void put(WritableHdfFile hdf, Network network, Optional<Optimization> optimization) {
    Graph graph = network.graph();
    List<Graph.Node> order = KerasOrder.of(graph);
    List<String> groups =
        KerasOrder.groups(order.stream().map(node -> LayerConfig.className(node.layer())).toList());
    float[] weights = network.weights();
    WritableGroup layers = hdf.putGroup("layers");
    for (int i = 0; i < order.size(); i++) {
      List<Variable> variables = graph.variablesOf(order.get(i).name());
      if (variables.isEmpty()) {
        continue;
      }
      WritableGroup vars = layers.putGroup(groups.get(i)).putGroup("vars");
      vars.putAttribute("name", order.get(i).name());
      for (int number = 0; number < variables.size(); number++) {
        Hdf5.put(vars, String.valueOf(number), variables.get(number), weights);
      }
    }
    if (graph.parameterCount() == 0) {
      hdf.putDataset("none", 0f); // so that a last array is there
    }
    if (optimization.isPresent()) {
      put(hdf.putGroup("optimizer").putGroup("vars"), graph, optimization.get());
    }
  }

  private static void put(WritableGroup vars, Graph graph, Optimization optimization) {
    OptimizerState state = optimization.state();
    vars.putDataset("0", state.iterations());
    vars.putDataset("1", (float) optimization.optimizer().learningRate());
    int number = 2;
    for (Variable variable : trained(graph)) {
      for (int slot = 0; slot < state.slotCount(); slot++) {
        Hdf5.put(vars, String.valueOf(number++), variable, state.slot(slot));
      }
    }
  }

  /** The variables an optimiser moves, in the order in which Keras numbers them. */
  private static List<Variable> trained(Graph graph) {
    return KerasOrder.of(graph).stream()
        .flatMap(node -> graph.variablesOf(node.name()).stream())
        .filter(variable -> variable.parameter().trainable())
        .toList();
  }

  /**
   * Reads the arrays of a graph.
   *
   * @param bytes the HDF5 file
   * @param described the graph they belong to
   * @return all weights in the graph's order
   * @throws UnreadableModelException if the file is damaged, or an array is missing or of another
   *     shape
   */
  static float[] read(byte[] bytes, ModelConfig.Described described)
      throws UnreadableModelException {
    described.requireRoom(bytes.length);
    Graph graph = described.graph();
    return Hdf5.open(
        bytes,
        hdf -> {
          Group layers = Hdf5.group(hdf, "layers");
          Map<String, String> byName = groupsByLayerName(layers);
          List<String> counted = KerasOrder.groups(described.classNames());
          float[] weights = new float[graph.parameterCount()];
          for (int i = 0; i < graph.nodes().size(); i++) {
            Graph.Node node = graph.nodes().get(i);
            String layer = node.name();
            List<Variable> variables =
                described.fill(node, weights) ? List.of() : graph.variablesOf(layer);
            String name = byName.getOrDefault(layer, counted.get(i));
            for (int number = 0; number < variables.size(); number++) {
              Group vars = Hdf5.group(Hdf5.group(layers, name), "vars");
              Hdf5.copy(vars, String.valueOf(number), variables.get(number), weights);
            }
          }
          return weights;
        });
  }

  /**
   * Reads what an optimiser remembers.
   *
   * @param notes receives why it is left out
   * @return the state, or empty if the file has none that fits
   * @throws UnreadableModelException if the file is damaged
   */
  static Optional<OptimizerState> readOptimizerState(
      byte[] bytes, ModelConfig.Described described, Optimizer optimizer, List<String> notes)
      throws UnreadableModelException {
    if (described.frozen()) {
      notes.add("the state of its optimiser is left out, because layers are frozen");
      return Optional.empty();
    }
    Graph graph = described.graph();
    return Hdf5.open(
        bytes,
        hdf -> {
          if (!hdf.getChildren().containsKey("optimizer")) {
            notes.add("the state of its optimiser is not in the file");
            return Optional.empty();
          }
          Group vars = Hdf5.group(Hdf5.group(hdf, "optimizer"), "vars");
          List<Variable> trained = trained(graph);
          int count = vars.getChildren().size();
          float[][] slots = new float[optimizer.slots()][graph.parameterCount()];
          if (count == 2 + trained.size() * slots.length) {
            int number = 2;
            for (Variable variable : trained) {
              for (float[] slot : slots) {
                Hdf5.copy(vars, String.valueOf(number++), variable, slot);
              }
            }
          } else if (count != 2) {
            // Two only: compiled, but not trained yet.
            notes.add(
                "the state of its optimiser is left out: it has "
                    + count
                    + " arrays, not "
                    + (2 + trained.size() * slots.length));
            return Optional.empty();
          }
          long iterations =
              Hdf5.wholeNumber(vars.getChildren().get("0"), "the steps of the optimiser");
          if (iterations < 0) {
            throw new UnreadableModelException(
                "the optimiser has done " + iterations + " steps, which cannot be");
          }
          return Optional.of(new OptimizerState(iterations, slots));
        });
  }

  /** Keras has written each layer's name beside its arrays since 3.6; before, only groups count. */
  private static Map<String, String> groupsByLayerName(Group layers)
      throws UnreadableModelException {
    Map<String, String> groups = new HashMap<>();
    for (Map.Entry<String, Node> child : layers.getChildren().entrySet()) {
      if (child.getValue() instanceof Group group
          && group.getChildren().get("vars") instanceof Group vars) {
        Hdf5.text(vars, "name").ifPresent(layer -> groups.put(layer, child.getKey()));
      }
    }
    return groups;
  }
}
