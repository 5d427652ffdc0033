package org.pleura.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pleura.nn.Graph;
import org.pleura.nn.Layer;

/**
 * The order in which Keras keeps the layers of a functional model, whatever the order in which they
 * were made: by the length of the longest way to the output, longest first, and among equals by a
 * walk from the output to the input that follows each layer's inputs in order. Keras numbers the
 * groups of a weights file and the variables of an optimiser in it.
 */
final class KerasOrder {
  private KerasOrder() {}

  /**
   * Sorts the layers.
   *
   * @return the nodes in Keras's order, without those that do not lead to the output
   */
  static List<Graph.Node> of(Graph graph) {
    List<Graph.Node> nodes = graph.nodes();
    Map<String, Integer> distance = new HashMap<>();
    distance.put(graph.output().name(), 0);
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Integer own = distance.get(nodes.get(i).name());
      if (own != null) {
        for (String input : nodes.get(i).inputs()) {
          distance.merge(input, own + 1, Math::max);
        }
      }
    }
    List<Graph.Node> walked = walk(graph);
    // The sort is stable: among equals the walk decides.
    walked.sort(
        Comparator.comparing((Graph.Node node) -> distance.getOrDefault(node.name(), 0))
            .reversed());
    return walked;
  }

  private static List<Graph.Node> walk(Graph graph) {
    Map<String, Graph.Node> met = new LinkedHashMap<>();
    Deque<String> ahead = new ArrayDeque<>();
    ahead.push(graph.output().name());
    while (!ahead.isEmpty()) {
      String name = ahead.pop();
      if (name.equals(graph.inputName()) || met.containsKey(name)) {
        continue;
      }
      Graph.Node node = graph.nodes().get(graph.indexOf(name));
      met.put(name, node);
      for (int i = node.inputs().size() - 1; i >= 0; i--) {
        ahead.push(node.inputs().get(i));
      }
    }
    return new ArrayList<>(met.values());
  }

  /**
   * The names of the groups of a weights file: Keras's name for the class, numbered per class from
   * the second on.
   *
   * @param classNames the classes of the layers in Keras's order
   * @return for example conv2d, max_pooling2d, conv2d_1
   */
  static List<String> groups(List<String> classNames) {
    Map<String, Integer> used = new HashMap<>();
    List<String> groups = new ArrayList<>();
    for (String className : classNames) {
      String name = Layer.nameOf(className);
      int before = used.merge(name, 1, Integer::sum) - 1;
      groups.add(before == 0 ? name : name + "_" + before);
    }
    return groups;
  }
}
