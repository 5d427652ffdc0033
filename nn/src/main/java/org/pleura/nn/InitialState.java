package org.pleura.nn;

import java.util.LinkedHashMap;
import java.util.Map;
import org.pleura.nn.random.Mt19937;
import org.pleura.nn.random.Philox;

/**
 * A network before training, as Keras makes it after {@code keras.utils.set_random_seed}: every
 * layer that needs random numbers takes a seed from Python's stream when it is constructed, Glorot
 * initialisers turn theirs into weights, Dropout keeps its own for the masks.
 *
 * @param network the network
 * @param dropoutSeeds the seed of each Dropout layer, by its name
 */
public record InitialState(Network network, Map<String, Integer> dropoutSeeds) {
  private static final int LARGEST_SEED = 1_000_000_000;

  /** Copies the map. */
  public InitialState {
    dropoutSeeds = Map.copyOf(dropoutSeeds);
  }

  /**
   * Draws the start of a training.
   *
   * @param graph the layers, in the order in which Keras would construct them
   * @param python Python's stream; each initialiser and each Dropout layer draws once from it
   * @return weights and dropout seeds, equal to Keras's bit by bit
   */
  public static InitialState draw(Graph graph, Mt19937 python) {
    float[] weights = new float[graph.parameterCount()];
    Map<String, Integer> dropoutSeeds = new LinkedHashMap<>();
    for (Graph.Node node : graph.nodes()) {
      if (node.layer() instanceof Dropout) {
        dropoutSeeds.put(node.name(), python.randint(1, LARGEST_SEED));
      }
      for (Variable variable : graph.variablesOf(node.name())) {
        float[] values = new float[variable.size()];
        Parameter.Start start = variable.parameter().start();
        if (start instanceof Parameter.Start.GlorotUniform glorot) {
          glorotUniform(glorot, python.randint(1, LARGEST_SEED), values);
        } else if (start instanceof Parameter.Start.Constant constant) {
          java.util.Arrays.fill(values, constant.value());
        }
        System.arraycopy(values, 0, weights, variable.offset(), values.length);
      }
    }
    return new InitialState(Network.of(graph, weights), dropoutSeeds);
  }

  private static void glorotUniform(Parameter.Start.GlorotUniform glorot, int seed, float[] into) {
    double scale = 1.0 / Math.max(1.0, (glorot.fanIn() + glorot.fanOut()) / 2.0);
    float limit = (float) Math.sqrt(3.0 * scale);
    Philox.stateless(seed, 0).uniform(0, into);
    // Keras's order of operations in float32: u * (high - low) + low, without a fused multiply-add.
    float range = limit - -limit;
    for (int i = 0; i < into.length; i++) {
      into[i] = into[i] * range + -limit;
    }
  }
}
