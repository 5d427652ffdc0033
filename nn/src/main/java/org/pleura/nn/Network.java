package org.pleura.nn;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A graph and its weights. Immutable and safe for use by any number of threads.
 *
 * <p>It keeps what it computes with: the packed weights and, for each thread that ever asked at the
 * same time as others, arrays for the values of one image; the same again for each layer that a
 * trace began with.
 *
 * <p>Images go in as {@code float[height * width * channels]} in Keras's order.
 */
public final class Network {
  private final Graph graph;
  private final float[] weights;
  private final Program inference;

  /** By the layer from which on they trace; each is made when it is first asked for. */
  private final Map<String, Program> tracing = new ConcurrentHashMap<>();

  private Network(Graph graph, float[] weights) {
    this.graph = graph;
    this.weights = weights;
    this.inference = Program.forInference(graph, weights);
  }

  /**
   * Puts weights into a graph.
   *
   * @param graph the graph
   * @param weights all arrays one after the other, as {@link Graph#variables()} orders them; copied
   * @return the network
   * @throws IllegalArgumentException if their number is not the graph's
   */
  public static Network of(Graph graph, float[] weights) {
    if (weights.length != graph.parameterCount()) {
      throw new IllegalArgumentException(
          "the graph has " + graph.parameterCount() + " weights, not " + weights.length);
    }
    return new Network(graph, weights.clone());
  }

  /**
   * What the network is made of.
   *
   * @return the graph
   */
  public Graph graph() {
    return graph;
  }

  /**
   * All weights one after the other, as {@link Graph#variables()} orders them.
   *
   * @return a copy
   */
  public float[] weights() {
    return weights.clone();
  }

  /**
   * One array in Keras's layout.
   *
   * @param variable which
   * @return a copy
   */
  public float[] weights(Variable variable) {
    return Arrays.copyOfRange(weights, variable.offset(), variable.offset() + variable.size());
  }

  /**
   * The SHA-256 of all arrays' little-endian float32 bytes in order: two networks with equal
   * fingerprints are the same to the bit.
   *
   * @return 64 hexadecimal digits
   */
  public String fingerprint() {
    ByteBuffer bytes = ByteBuffer.allocate(weights.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(weights);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  /**
   * The output for one image, after the last layer's activation.
   *
   * @param image the input in Keras's order
   * @return the output in Keras's order
   * @throws IllegalArgumentException if the image has another size
   */
  public float[] predict(float[] image) {
    return Program.activated(graph, logits(image));
  }

  /**
   * The output for one image before the last layer's activation; a sigmoid of it is a probability.
   *
   * @param image the input in Keras's order
   * @return the logits
   * @throws IllegalArgumentException if the image has another size
   */
  public float[] logits(float[] image) {
    checkSize(image);
    return inference.logits(Input.of(image));
  }

  /**
   * The logits of many images, shared out among threads.
   *
   * @param images the inputs, each asked for its pixels once
   * @param workers the threads
   * @return one array for each image
   */
  public float[][] logits(List<? extends Input> images, Workers workers) {
    float[][] logits = new float[images.size()][];
    workers.run(images.size(), (worker, i) -> logits[i] = inference.logits(images.get(i)));
    return logits;
  }

  /**
   * Everything every layer makes of one image, and with it the gradients with respect to any of it.
   *
   * @param image the input in Keras's order
   * @return the trace
   * @throws IllegalArgumentException if the image has another size
   */
  public Trace trace(float[] image) {
    return trace(image, graph.inputName());
  }

  /**
   * As {@link #trace(float[])}, but only from a layer on: what comes before it is neither kept nor
   * gone back, and costs what it costs in a prediction. The numbers are the same, to the bit.
   *
   * @param image the input in Keras's order
   * @param from the first layer that is asked about
   * @return the trace
   * @throws IllegalArgumentException if the image has another size, or there is no such layer
   */
  public Trace trace(float[] image, String from) {
    checkSize(image);
    graph.shapeOf(from);
    Program program =
        tracing.computeIfAbsent(from, layer -> Program.forTracing(graph, weights, layer));
    return new Trace(graph, program, image, from);
  }

  private void checkSize(float[] image) {
    if (image.length != graph.inputShape().size()) {
      throw new IllegalArgumentException(
          "the network reads images of "
              + graph.inputShape()
              + ", that is "
              + graph.inputShape().size()
              + " numbers, not "
              + image.length);
    }
  }
}
