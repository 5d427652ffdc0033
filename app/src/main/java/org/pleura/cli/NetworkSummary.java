package org.pleura.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.pleura.nn.Graph;
import org.pleura.nn.Shape;

/** The table of a network's layers, their output shapes and numbers of weights, as Keras has it. */
final class NetworkSummary {

  private static final String ROW = "%-50s %-20s %8s";

  private NetworkSummary() {}

  /** The rows: layer with its class, output shape with the batch axis, number of weights. */
  static List<List<String>> rows(Graph graph) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of(graph.inputName() + " (InputLayer)", batch(graph.inputShape()), "0"));
    for (Graph.Node node : graph.nodes()) {
      int weights =
          graph.variablesOf(node.name()).stream().mapToInt(variable -> variable.size()).sum();
      rows.add(
          List.of(
              node.name() + " (" + node.layer().className() + ")",
              batch(graph.shapeOf(node.name())),
              grouped(weights)));
    }
    return rows;
  }

  /** The totals, one line each. */
  static List<String> totals(Graph graph) {
    int all = graph.parameterCount();
    int trainable = graph.trainableParameterCount();
    return List.of(
        "Total params: " + sized(all),
        "Trainable params: " + sized(trainable),
        "Non-trainable params: " + sized(all - trainable));
  }

  static List<String> lines(Graph graph) {
    List<String> lines = new ArrayList<>();
    lines.add(String.format(Locale.ROOT, ROW, "Layer (type)", "Output Shape", "Param #"));
    for (List<String> row : rows(graph)) {
      lines.add(String.format(Locale.ROOT, ROW, row.toArray()));
    }
    lines.addAll(totals(graph));
    return lines;
  }

  private static String batch(Shape shape) {
    return shape.toString().replaceFirst("\\(", "(None, ");
  }

  private static String sized(int weights) {
    double bytes = 4.0 * weights;
    String size =
        bytes < 1024
            ? String.format(Locale.ROOT, "%.2f B", bytes)
            : bytes < 1024 * 1024
                ? String.format(Locale.ROOT, "%.2f KB", bytes / 1024)
                : String.format(Locale.ROOT, "%.2f MB", bytes / 1024 / 1024);
    return grouped(weights) + " (" + size + ")";
  }

  private static String grouped(int number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
