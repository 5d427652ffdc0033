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
import org.pleura.nn.Shape;
import org.pleura.nn.Variable;

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
    Shape output = graph.shapeOf(graph.output().name());
    if (output.equals(Shape.of(1)) && graph.endsInSigmoid()) {
      return Optional.of(network);
    }
    List<Graph.Node> nodes = new ArrayList<>(graph.nodes());
    ActivationFunction last = function(graph.output().layer());
    if (graph.output().layer() instanceof Activation && nodes.size() > 1) {
      nodes.remove(nodes.size() - 1);
    }
    Graph.Node end = nodes.remove(nodes.size() - 1);
    boolean alone =
        end.equals(graph.output()) || graph.output().inputs().equals(List.of(end.name()));
    if (!(end.layer() instanceof Dense dense) || !alone) {
      return Optional.empty();
    }
    boolean inner = !end.equals(graph.output()) && !isLinear(dense.activation());
    boolean logit = dense.units() == 1 && isLinear(last) && !inner;
    boolean pair = dense.units() == 2 && last.equals(ActivationFunction.SOFTMAX) && !inner;
    if (!logit && !pair) {
      return Optional.empty();
    }
    Dense one = new Dense(1, dense.useBias(), ActivationFunction.SIGMOID);
    nodes.add(new Graph.Node(end.name(), one, end.inputs()));
    float[] weights = network.weights();
    return Optional.of(
        Network.of(
            Graph.of(graph.inputName(), graph.inputShape(), nodes),
            pair ? differences(weights, graph.variablesOf(end.name())) : weights));
  }

  private static boolean isLinear(ActivationFunction function) {
    return function.equals(ActivationFunction.LINEAR);
  }

  private static ActivationFunction function(Layer layer) {
    return layer instanceof Activation activation
        ? activation.function()
        : layer instanceof Dense dense ? dense.activation() : ActivationFunction.LINEAR;
  }

  /** Kernel and bias have their two units side by side, and are the last of all weights. */
  private static float[] differences(float[] weights, List<Variable> ofTheEnd) {
    int before = ofTheEnd.get(0).offset();
    float[] changed = Arrays.copyOf(weights, before + (weights.length - before) / 2);
    for (int i = before; i < changed.length; i++) {
      int pair = before + 2 * (i - before);
      changed[i] = weights[pair + 1] - weights[pair];
    }
    return changed;
  }
}
