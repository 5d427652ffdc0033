package org.pleura.model;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.api.WritableGroup;
import io.jhdf.exceptions.HdfWritingException;
import io.jhdf.object.message.DataLayout;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
   * Writes all arrays of a network, and of its optimiser if there is one.
   *
   * <p>Groups without arrays are left out, which Keras allows: when jHDF 0.13.0 closes a file, it
   * writes its signature behind the array it wrote last, over any group that comes after.
   */
  static void write(Path file, Network network, Optional<Optimization> optimization)
      throws IOException {
    Graph graph = network.graph();
    List<Graph.Node> order = KerasOrder.of(graph);
    List<String> groups =
        KerasOrder.groups(order.stream().map(node -> LayerConfig.className(node.layer())).toList());
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      // In place of jHDF's own words, which name the machine's system.
      hdf.putAttribute("_jHDF", "jHDF");
      WritableGroup layers = hdf.putGroup("layers");
      for (int i = 0; i < order.size(); i++) {
        List<Variable> variables = graph.variablesOf(order.get(i).name());
        if (variables.isEmpty()) {
          continue;
        }
        WritableGroup vars = layers.putGroup(groups.get(i)).putGroup("vars");
        vars.putAttribute("name", order.get(i).name());
        for (int number = 0; number < variables.size(); number++) {
          Variable variable = variables.get(number);
          vars.putDataset(
              String.valueOf(number),
              nested(network.weights(variable), 0, variable.parameter().shape()));
        }
      }
      if (graph.parameterCount() == 0) {
        hdf.putDataset("none", 0f); // so that a last array is there
      }
      if (optimization.isPresent()) {
        write(hdf.putGroup("optimizer").putGroup("vars"), graph, optimization.get());
      }
    } catch (HdfWritingException e) {
      // jHDF wraps a full disk, say, in an exception of its own.
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private static void write(WritableGroup vars, Graph graph, Optimization optimization) {
    OptimizerState state = optimization.state();
    vars.putDataset("0", state.iterations());
    vars.putDataset("1", (float) optimization.optimizer().learningRate());
    int number = 2;
    for (Variable variable : trained(graph)) {
      for (int slot = 0; slot < state.slotCount(); slot++) {
        vars.putDataset(
            String.valueOf(number++),
            nested(state.slot(slot), variable.offset(), variable.parameter().shape()));
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

  /** A flat array as the array of arrays in which jHDF takes several dimensions. */
  private static Object nested(float[] values, int offset, List<Integer> shape) {
    if (shape.size() == 1) {
      return Arrays.copyOfRange(values, offset, offset + shape.get(0));
    }
    List<Integer> inner = shape.subList(1, shape.size());
    int size = inner.stream().reduce(1, Math::multiplyExact);
    int[] dimensions = shape.stream().mapToInt(Integer::intValue).toArray();
    Object outer = Array.newInstance(float.class, dimensions);
    for (int i = 0; i < shape.get(0); i++) {
      Array.set(outer, i, nested(values, offset + i * size, inner));
    }
    return outer;
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
    Graph graph = described.graph();
    // Keras writes arrays as they are: this is what keeps a small hostile file from a large array.
    if (4L * graph.parameterCount() > bytes.length) {
      throw new UnreadableModelException(
          "the layers need "
              + graph.parameterCount()
              + " weights of 4 bytes, but the weights file has only "
              + bytes.length
              + " bytes; the file is cut short or was put together from two models");
    }
    return open(
        bytes,
        hdf -> {
          Group layers = group(hdf, "layers");
          Map<String, String> byName = groupsByLayerName(layers);
          List<String> counted = KerasOrder.groups(described.classNames());
          float[] weights = new float[graph.parameterCount()];
          for (int i = 0; i < graph.nodes().size(); i++) {
            String layer = graph.nodes().get(i).name();
            List<Variable> variables = graph.variablesOf(layer);
            String name = byName.getOrDefault(layer, counted.get(i));
            for (int number = 0; number < variables.size(); number++) {
              Group vars = group(group(layers, name), "vars");
              copy(vars, number, variables.get(number), weights);
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
  static Optional<Optimization> readOptimization(
      byte[] bytes, ModelConfig.Described described, Optimizer optimizer, List<String> notes)
      throws UnreadableModelException {
    if (described.frozen()) {
      notes.add("the state of the optimiser is left out, because layers are frozen");
      return Optional.empty();
    }
    Graph graph = described.graph();
    return open(
        bytes,
        hdf -> {
          Group vars = group(group(hdf, "optimizer"), "vars");
          List<Variable> trained = trained(graph);
          int count = vars.getChildren().size();
          float[][] slots = new float[optimizer.slots()][graph.parameterCount()];
          if (count == 2 + trained.size() * slots.length) {
            int number = 2;
            for (Variable variable : trained) {
              for (float[] slot : slots) {
                copy(vars, number++, variable, slot);
              }
            }
          } else if (count != 2) {
            // Two only: compiled, but not trained yet.
            notes.add(
                "the state of the optimiser is left out: it has "
                    + count
                    + " arrays, not "
                    + (2 + trained.size() * slots.length));
            return Optional.empty();
          }
          return Optional.of(
              new Optimization(optimizer, new OptimizerState(iterations(vars), slots)));
        });
  }

  private static long iterations(Group vars) throws UnreadableModelException {
    if (vars.getChildren().get("0") instanceof Dataset dataset
        && dataset.isScalar()
        && dataset.getData() instanceof Number number) {
      return number.longValue();
    }
    throw new UnreadableModelException(
        "the weights file inside has no number of steps at " + path(vars, "0"));
  }

  private interface Reading<T> {
    T from(HdfFile hdf) throws UnreadableModelException;
  }

  /** jHDF meets a damaged file with whatever exception its parsing runs into. */
  private static <T> T open(byte[] bytes, Reading<T> reading) throws UnreadableModelException {
    Superblock.requireWhole(bytes);
    try (HdfFile hdf = HdfFile.fromBytes(bytes)) {
      return reading.from(hdf);
    } catch (RuntimeException | StackOverflowError damaged) {
      throw new UnreadableModelException(
          "the weights file inside (model.weights.h5) is damaged or uses what Keras does not: "
              + damaged,
          damaged);
    }
  }

  /** Keras has written each layer's name beside its arrays since 3.6; before, only groups count. */
  private static Map<String, String> groupsByLayerName(Group layers) {
    Map<String, String> groups = new HashMap<>();
    for (Map.Entry<String, Node> child : layers.getChildren().entrySet()) {
      if (child.getValue() instanceof Group group
          && group.getChildren().get("vars") instanceof Group vars) {
        Attribute name = vars.getAttributes().get("name");
        if (name != null && name.getData() instanceof String layer) {
          groups.put(layer, child.getKey());
        }
      }
    }
    return groups;
  }

  private static Group group(Group parent, String name) throws UnreadableModelException {
    @Nullable Node child = parent.getChildren().get(name);
    if (child instanceof Group group) {
      return group;
    }
    throw new UnreadableModelException(
        "the weights file inside has no group " + path(parent, name) + "; save the model again");
  }

  private static void copy(Group vars, int number, Variable variable, float[] into)
      throws UnreadableModelException {
    @Nullable Node child = vars.getChildren().get(String.valueOf(number));
    if (!(child instanceof Dataset dataset)) {
      throw new UnreadableModelException(
          "the weights file inside has no array "
              + path(vars, String.valueOf(number))
              + " for "
              + variable.path()
              + "; save the model again");
    }
    int[] expected = variable.parameter().shape().stream().mapToInt(Integer::intValue).toArray();
    boolean floats =
        dataset.getJavaType() == float.class && dataset.getDataType().getSize() == Float.BYTES;
    boolean stored = dataset.getDataLayout() != DataLayout.CHUNKED;
    if (!floats || !stored || !Arrays.equals(dataset.getDimensions(), expected)) {
      throw new UnreadableModelException(
          variable.path()
              + " must be float32 of shape "
              + Arrays.toString(expected)
              + ", stored without compression, but the weights file has "
              + dataset.getJavaType()
              + " ("
              + dataset.getDataLayout()
              + ") of shape "
              + Arrays.toString(dataset.getDimensions()));
    }
    float[] values = (float[]) dataset.getDataFlat();
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new UnreadableModelException(
            variable.path()
                + " holds "
                + value
                + ", as after a training that ran away; take a model saved before that");
      }
    }
    System.arraycopy(values, 0, into, variable.offset(), variable.size());
  }

  private static String path(Group parent, String name) {
    return parent.getPath() + name;
  }
}
