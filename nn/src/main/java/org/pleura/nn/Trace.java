package org.pleura.nn;

/**
 * One image's way through a network, from some layer on: what each layer made of it, and the
 * derivative of the output with respect to any of it. Dropout and batch normalisation behave as
 * outside training.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class Trace {
  private final Graph graph;
  private final String from;
  private final Program.Run run;

  Trace(Graph graph, Program program, float[] image, String from) {
    this.graph = graph;
    this.from = from;
    this.run = new Program.Run(program, image);
  }

  /**
   * What a layer made, after its activation.
   *
   * @param layer name of the layer
   * @return the values in Keras's order, (height, width, channels) or (units)
   * @throws IllegalArgumentException if there is no such layer, and the message says which there
   *     are; or if it comes before the one that the trace begins with
   */
  public float[] output(String layer) {
    requireTraced(graph.indexOf(layer), layer);
    return layer.equals(graph.output().name())
        ? Program.activated(graph, logits())
        : run.value(layer);
  }

  /**
   * The network's output before its last activation.
   *
   * @return the logits
   */
  public float[] logits() {
    return run.value(graph.output().name());
  }

  /**
   * The derivative of a weighted sum of the logits with respect to what a layer made.
   *
   * @param layer name of the layer, or of the input
   * @param seed the weight of each logit; {@code {1}} for a single logit
   * @return the gradient in the layout of {@link #output}
   * @throws IllegalArgumentException as {@link #output}, or if there is not one weight for each
   *     logit
   */
  public float[] gradientOfLogits(String layer, float... seed) {
    graph.shapeOf(layer);
    requireTraced(layer.equals(graph.inputName()) ? -1 : graph.indexOf(layer), layer);
    int logits = graph.shapeOf(graph.output().name()).size();
    if (seed.length != logits) {
      throw new IllegalArgumentException(
          "the network makes " + logits + " logits, so the seed has as many, not " + seed.length);
    }
    return run.gradientOfLogits(layer, seed);
  }

  private void requireTraced(int index, String layer) {
    int first = from.equals(graph.inputName()) ? -1 : graph.indexOf(from);
    if (index < first) {
      throw new IllegalArgumentException(
          "the trace begins at '" + from + "', and '" + layer + "' comes before it");
    }
  }
}
