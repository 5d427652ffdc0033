package org.pleura.explain;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pleura.nn.Conv2D;
import org.pleura.nn.DepthwiseConv2D;
import org.pleura.nn.Graph;
import org.pleura.nn.Layer;
import org.pleura.nn.Network;
import org.pleura.nn.Shape;
import org.pleura.nn.Trace;

/**
 * The layer a method explains a network by: what it made of one image, and how the logit would
 * change with it.
 */
public final class ExplainedLayer {
  private final Graph graph;
  private final String name;
  private final Shape shape;
  private final Trace trace;

  private ExplainedLayer(Graph graph, String name, Shape shape, Trace trace) {
    this.graph = graph;
    this.name = name;
    this.shape = shape;
    this.trace = trace;
  }

  /**
   * Runs an image through a network and stops at a layer, the {@linkplain #usual usual} one if none
   * is named.
   */
  static ExplainedLayer of(Network network, float[] image, Optional<String> layer) {
    Graph graph = network.graph();
    requireOneLogit(graph);
    String name = layer.orElseGet(() -> usual(graph));
    Shape shape = graph.shapeOf(name);
    if (!shape.isMaps() || name.equals(graph.inputName())) {
      throw new IllegalArgumentException(
          "a class activation map needs a layer that makes feature maps (height, width, channels),"
              + " but '"
              + name
              + "' makes "
              + shape
              + "; usually it is '"
              + usual(graph)
              + "'");
    }
    return new ExplainedLayer(graph, name, shape, network.trace(image, name));
  }

  /**
   * The layer that is explained where none is named: the last convolution, as in the lesson, if all
   * that the network says of an image goes through it. Where some goes past it, as past the last
   * convolution of a residual block or of one tower among several, it is the last layer of feature
   * maps that everything goes through.
   *
   * @param graph what to search, from its end
   * @return the layer's name
   * @throws IllegalArgumentException if there is no convolution
   */
  public static String usual(Graph graph) {
    String convolution = lastConvolution(graph);
    if (everythingGoesThrough(graph, convolution)) {
      return convolution;
    }
    List<Graph.Node> nodes = graph.nodes();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      String name = nodes.get(i).name();
      if (graph.shapeOf(name).isMaps() && everythingGoesThrough(graph, name)) {
        return name;
      }
    }
    return convolution;
  }

  private static String lastConvolution(Graph graph) {
    List<Graph.Node> nodes = graph.nodes();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Layer layer = nodes.get(i).layer();
      if (layer instanceof Conv2D || layer instanceof DepthwiseConv2D) {
        return nodes.get(i).name();
      }
    }
    throw new IllegalArgumentException(
        "the network has no convolution, and so no feature maps to explain");
  }

  /** Whether the output cannot be reached from the input without a layer. */
  private static boolean everythingGoesThrough(Graph graph, String layer) {
    Set<String> reached = new HashSet<>(Set.of(graph.inputName()));
    for (Graph.Node node : graph.nodes()) {
      if (!node.name().equals(layer) && node.inputs().stream().anyMatch(reached::contains)) {
        reached.add(node.name());
      }
    }
    return !reached.contains(graph.output().name());
  }

  /** Refuses an image that is not of the network's size; the controls do not ask the network. */
  static Shape inputOf(Network network, float[] image) {
    Shape input = network.graph().inputShape();
    if (image.length != input.size()) {
      throw new IllegalArgumentException(
          "the network reads images of " + input + ", but " + image.length + " numbers came");
    }
    return input;
  }

  /** Refuses a network that does not end in one unit with a sigmoid. */
  static void requireOneLogit(Graph graph) {
    boolean sigmoid = graph.endsInSigmoid();
    Shape shape = graph.shapeOf(graph.output().name());
    if (!sigmoid || shape.size() != 1) {
      throw new IllegalArgumentException(
          "an explanation is of a network that ends in one unit with a sigmoid, but '"
              + graph.output().name()
              + "' makes "
              + shape
              + (sigmoid ? "" : " without a sigmoid"));
    }
  }

  /** The feature maps A after the layer's activation, in the order (row, column, channel). */
  float[] maps() {
    return trace.output(name);
  }

  /** The derivative of the logit with respect to each number of the feature maps. */
  float[] gradient() {
    return trace.gradientOfLogits(name, 1);
  }

  float probability() {
    return trace.output(graph.output().name())[0];
  }

  int channels() {
    return shape.channels();
  }

  int cells() {
    return shape.height() * shape.width();
  }

  String name() {
    return name;
  }

  int rows() {
    return shape.height();
  }

  int columns() {
    return shape.width();
  }

  Heatmap positive(String title, float[] cells) {
    Shape input = graph.inputShape();
    return Heatmap.of(title, name, cells, rows(), columns(), input.height(), input.width());
  }

  Heatmap signed(String title, float[] cells) {
    Shape input = graph.inputShape();
    return Heatmap.signed(title, name, cells, rows(), columns(), input.height(), input.width());
  }
}
