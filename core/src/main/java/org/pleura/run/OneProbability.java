package org.pleura.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.pleura.nn.Activation;
import org.pleura.nn.ActivationFunction;
import org.pleura.nn.Dense;
import org.pleura.nn.Graph;
import org.pleura.nn.Layer;
import org.pleura.nn.Network;

/**
 * The one probability, by a sigmoid, that is asked for here, from networks that say it in other
 * words: as a logit, or as two probabilities by a softmax. Of the softmax of two numbers the second
 * is the sigmoid of their difference, {@code exp(b) / (exp(a) + exp(b)) = 1 / (1 + exp(-(b - a)))},
 * so the last layer's kernel and bias become those of the second unit less those of the first.
 */
final class OneProbability {

  private OneProbability() {}

  /**
   * A network with one sigmoid that says the same.
   *
   * @param network any
   * @return the network itself if it is one; empty if its output is neither a logit nor two
   *     probabilities of the last dense layer
   */
  static Optional<Network> of(Network network) {
    Graph graph = network.graph();
    if (graph.endsInSigmoid()
        && graph.shapeOf(graph.output().name()).dimensions().equals(List.of(1))) {
      return Optional.of(network);
    }
    return End.of(graph)
        .filter(
            end ->
                (end.dense.units() == 1 && isLinear(end.function))
                    || (end.dense.units() == 2 && end.function.equals(ActivationFunction.SOFTMAX)))
        .map(
            end ->
                end.dense.units() == 1
                    ? end.withOne(network.weights())
                    : end.withOne(end.differences(network.weights(), 1)));
  }

  /**
   * A network whose logit is one of several. Of several probabilities that each have a sigmoid it
   * says that one, and of two that share a softmax, too; where more share one, it says the sigmoid
   * of its number before the softmax, which is not its probability.
   *
   * @param network any
   * @param unit which of its outputs, from 0
   * @return empty if the network's end is not a dense layer of several units with a sigmoid or a
   *     softmax
   */
  static Optional<Network> of(Network network, int unit) {
    return End.of(network.graph())
        .filter(end -> end.dense.units() > 1)
        .filter(
            end ->
                end.function.equals(ActivationFunction.SOFTMAX)
                    || end.function.equals(ActivationFunction.SIGMOID))
        .map(
            end ->
                end.dense.units() == 2 && end.function.equals(ActivationFunction.SOFTMAX)
                    ? end.withOne(end.differences(network.weights(), unit))
                    : end.withOne(end.column(network.weights(), unit)));
  }

  /** The last dense layer, and the function that follows it, as its own or as a layer. */
  private static final class End {
    private final Graph graph;
    private final List<Graph.Node> before;
    private final Graph.Node node;
    private final Dense dense;
    private final ActivationFunction function;

    private End(Graph graph, List<Graph.Node> before, Graph.Node node, Dense dense) {
      this.graph = graph;
      this.before = before;
      this.node = node;
      this.dense = dense;
      this.function = function(graph.output().layer());
    }

    static Optional<End> of(Graph graph) {
      List<Graph.Node> nodes = new ArrayList<>(graph.nodes());
      if (graph.output().layer() instanceof Activation && nodes.size() > 1) {
        nodes.remove(nodes.size() - 1);
      }
      Graph.Node end = nodes.remove(nodes.size() - 1);
      boolean own = end.equals(graph.output());
      boolean alone = own || graph.output().inputs().equals(List.of(end.name()));
      return end.layer() instanceof Dense dense && alone && (own || isLinear(dense.activation()))
          ? Optional.of(new End(graph, nodes, end, dense))
          : Optional.empty();
    }

    /** The network with one unit in the end. */
    Network withOne(float[] weights) {
      List<Graph.Node> nodes = new ArrayList<>(before);
      Dense one = new Dense(1, dense.useBias(), ActivationFunction.SIGMOID);
      nodes.add(new Graph.Node(node.name(), one, node.inputs()));
      return Network.of(Graph.of(graph.inputName(), graph.inputShape(), nodes), weights);
    }

    /** One of two units less the other. */
    float[] differences(float[] weights, int unit) {
      float[] one = column(weights, unit);
      float[] other = column(weights, 1 - unit);
      for (int i = start(); i < one.length; i++) {
        one[i] -= other[i];
      }
      return one;
    }

    /** Kernel and bias have their units side by side, and are the last of all weights. */
    float[] column(float[] weights, int unit) {
      int start = start();
      float[] one = Arrays.copyOf(weights, start + (weights.length - start) / dense.units());
      for (int i = start; i < one.length; i++) {
        one[i] = weights[start + dense.units() * (i - start) + unit];
      }
      return one;
    }

    private int start() {
      return graph.variablesOf(node.name()).get(0).offset();
    }
  }

  private static boolean isLinear(ActivationFunction function) {
    return function.equals(ActivationFunction.LINEAR);
  }

  /** The activation a layer ends with; linear for layers without one. */
  static ActivationFunction function(Layer layer) {
    return layer instanceof Activation activation
        ? activation.function()
        : layer instanceof Dense dense ? dense.activation() : ActivationFunction.LINEAR;
  }
}
