package org.pleura.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.pleura.nn.Concatenate;
import org.pleura.nn.Graph;
import org.pleura.nn.Shape;

/** The table of a network's layers, their output shapes and numbers of weights, as Keras has it. */
public final class NetworkSummary {

  private static final String ROW = "%-50s %-20s %8s";

  private NetworkSummary() {}

  /**
   * The rows: layer with its class, output shape with the batch axis, number of weights. Of several
   * towers, which stand one after the other before they are concatenated, the first is listed.
   */
  public static List<List<String>> rows(Graph graph, int towers) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of(graph.inputName() + " (InputLayer)", batch(graph.inputShape()), "0"));
    List<Graph.Node> nodes = graph.nodes();
    int inTowers = 0;
    while (towers > 1 && !(nodes.get(inTowers).layer() instanceof Concatenate)) {
      inTowers++;
    }
    int inOne = inTowers / towers;
    for (Graph.Node node : nodes.subList(0, inOne)) {
      rows.add(row(graph, node));
    }
    if (towers > 1) {
      List<Graph.Node> others = nodes.subList(inOne, inTowers);
      String which = others.get(0).name() + " to " + others.get(others.size() - 1).name();
      int weights = others.stream().mapToInt(node -> weights(graph, node)).sum();
      rows.add(List.of((towers - 1) + " more such towers: " + which, "", grouped(weights)));
    }
    for (Graph.Node node : nodes.subList(inTowers, nodes.size())) {
      rows.add(row(graph, node));
    }
    return rows;
  }

  private static List<String> row(Graph graph, Graph.Node node) {
    return List.of(
        node.name() + " (" + node.layer().className() + ")",
        batch(graph.shapeOf(node.name())),
        grouped(weights(graph, node)));
  }

  private static int weights(Graph graph, Graph.Node node) {
    return graph.variablesOf(node.name()).stream().mapToInt(variable -> variable.size()).sum();
  }

  /**
   * The totals.
   *
   * @param graph the network
   * @return all weights, those that are trained, and the others, one line each
   */
  public static List<String> totals(Graph graph) {
    int all = graph.parameterCount();
    int trainable = graph.trainableParameterCount();
    return List.of(
        "Total params: " + sized(all),
        "Trainable params: " + sized(trainable),
        "Non-trainable params: " + sized(all - trainable));
  }

  /**
   * The table as text.
   *
   * @param graph the network
   * @param towers as in {@link #rows}
   * @return head, rows and totals
   */
  public static List<String> lines(Graph graph, int towers) {
    List<String> lines = new ArrayList<>();
    lines.add(String.format(Locale.ROOT, ROW, "Layer (type)", "Output Shape", "Param #"));
    for (List<String> row : rows(graph, towers)) {
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
