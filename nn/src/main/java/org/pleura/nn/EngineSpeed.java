package org.pleura.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * How fast this machine trains a network, layer by layer, beside how fast its arithmetic could be:
 * one thread, one image, warm, each time the least of many. The least, because what disturbs a
 * measurement on a shared machine only ever adds to it.
 *
 * @param peak multiply-adds a second of one core at most, by a loop that does nothing else, with
 *     the kernels that run: without the Vector API that is one number at a time
 * @param vectorized whether the kernels with the Vector API run
 * @param layers in the order of computation
 * @param finishing seconds that an image's share takes of packing the weights for a mini-batch of
 *     32 and of adding the partial sums of groups up
 */
public record EngineSpeed(
    double peak, boolean vectorized, List<LayerSpeed> layers, double finishing) {
  private static final int BATCH = 32;

  /** Of the loop that measures the peak: long enough that waking the threads does not count. */
  private static final int ROUNDS = 400_000;

  /** Calls after which the loop is surely compiled. */
  private static final int WARM_CALLS = 100;

  /**
   * One layer, or what is computed as one.
   *
   * @param name of the layer; of two done together both
   * @param forward seconds
   * @param backward seconds for all its gradients
   * @param forwardMultiplyAdds how many the layer's definition needs
   * @param backwardMultiplyAdds the same for its gradients: as many for the weights, and as many
   *     for the input unless that is the image
   */
  public record LayerSpeed(
      String name,
      double forward,
      double backward,
      long forwardMultiplyAdds,
      long backwardMultiplyAdds) {}

  /** Copies the list. */
  public EngineSpeed {
    layers = List.copyOf(layers);
  }

  /**
   * Measures. Takes as long as asked and a little more; other work on the machine disturbs it.
   *
   * @param graph a network without batch normalisation, whose images would have to wait for each
   *     other
   * @param seconds how long the layers are run, above 0; after less than 2 the JVM is not warm
   * @return the speeds
   * @throws IllegalArgumentException if the network has batch normalisation, or no time is given
   */
  public static EngineSpeed measure(Graph graph, double seconds) {
    if (!(seconds > 0)) {
      throw new IllegalArgumentException("measuring needs more than 0 seconds, not " + seconds);
    }
    for (Graph.Node node : graph.nodes()) {
      if (node.layer() instanceof BatchNormalization) {
        throw new IllegalArgumentException(
            "layers are timed one image at a time, but '" + node.name() + "' needs a mini-batch");
      }
    }
    Kernels kernels = Kernels.preferred();
    double peak = peakTogether(1, seconds / 4);
    Map<String, Integer> seeds = new HashMap<>();
    for (Graph.Node node : graph.nodes()) {
      if (node.layer() instanceof Dropout) {
        seeds.put(node.name(), 1);
      }
    }
    Program program = new Program(graph, Program.Purpose.TRAINING, kernels, seeds);
    Random random = new Random(1);
    float[] weights = numbers(random, graph.parameterCount(), 0.05f);
    float[] pixels = numbers(random, graph.inputShape().size(), 1f);
    float[] gradient = new float[weights.length];
    float[] seed = new float[program.outputSize()];
    Arrays.fill(seed, 0.1f);
    program.pack(weights);
    ImageState image = program.newImageState();
    Scratch scratch = program.newScratch();
    List<Operator> operators = program.operators();
    double[] forward = never(operators.size());
    double[] backward = never(operators.size());
    double[] finish = never(operators.size());
    double pack = Double.POSITIVE_INFINITY;
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (System.nanoTime() < end) {
      long packing = System.nanoTime();
      program.pack(weights);
      pack = Math.min(pack, (System.nanoTime() - packing) * 1e-9);
      for (int i = 0; i < Backpropagation.GROUP; i++) {
        program.load(image, Input.of(pixels), i);
        for (int k = 0; k < forward.length; k++) {
          long start = System.nanoTime();
          operators.get(k).forward(image, scratch);
          forward[k] = Math.min(forward[k], (System.nanoTime() - start) * 1e-9);
        }
        program.startBackward(image, seed);
        for (int k = backward.length - 1; k >= 0; k--) {
          long start = System.nanoTime();
          operators.get(k).backward(image, scratch);
          backward[k] = Math.min(backward[k], (System.nanoTime() - start) * 1e-9);
        }
      }
      for (int k = 0; k < finish.length; k++) {
        long start = System.nanoTime();
        operators.get(k).finishGroup(scratch, gradient);
        finish[k] = Math.min(finish[k], (System.nanoTime() - start) * 1e-9);
      }
    }
    List<LayerSpeed> layers = new ArrayList<>();
    for (int k = 0; k < forward.length; k++) {
      Operator operator = operators.get(k);
      long needed = operator.multiplyAdds();
      layers.add(
          new LayerSpeed(
              String.join(", ", operator.layers),
              forward[k],
              backward[k],
              needed,
              needed * (operator.needsInputGradient ? 2 : 1)));
    }
    double finishing = Arrays.stream(finish).sum() / Backpropagation.GROUP + pack / BATCH;
    return new EngineSpeed(peak, !(kernels instanceof ScalarKernels), layers, finishing);
  }

  /**
   * Multiply-adds a second of several threads together at most, by a loop that does nothing else.
   * Cores that share something (power, or each other) do less together than one alone would
   * promise.
   *
   * @param threads how many, 1 or more
   * @param seconds how long it is tried
   * @return the most that was seen, of all together
   */
  public static double peakTogether(int threads, double seconds) {
    Kernels kernels = Kernels.preferred();
    float[] sums = new float[threads];
    double best = 0;
    try (Workers workers = new Workers(threads)) {
      long end = System.nanoTime() + (long) (seconds * 1e9);
      for (int call = 0; call < WARM_CALLS || System.nanoTime() < end; call++) {
        long start = System.nanoTime();
        workers.run(threads, (worker, piece) -> sums[piece] += kernels.chains(ROUNDS));
        double multiplyAdds = (double) threads * ROUNDS * kernels.chainWidth();
        best = Math.max(best, multiplyAdds / (System.nanoTime() - start) * 1e9);
      }
    }
    // The sum is finite; asking keeps the loop from being thrown away.
    return Float.isNaN(sums[0]) ? 0 : best;
  }

  private static float[] numbers(Random random, int count, float scale) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = scale * (float) random.nextGaussian();
    }
    return numbers;
  }

  private static double[] never(int count) {
    double[] times = new double[count];
    Arrays.fill(times, Double.POSITIVE_INFINITY);
    return times;
  }

  /**
   * The whole way forward.
   *
   * @return seconds for one image
   */
  public double forward() {
    return layers.stream().mapToDouble(LayerSpeed::forward).sum();
  }

  /**
   * The whole way back.
   *
   * @return seconds for one image
   */
  public double backward() {
    return layers.stream().mapToDouble(LayerSpeed::backward).sum();
  }

  /**
   * One image's part of the layers' work in a training step: forward, backward and its share of
   * what they do once for several. Not in it: the loss, adding groups up, and the optimiser.
   *
   * @return seconds
   */
  public double step() {
    return forward() + backward() + finishing;
  }

  /**
   * Which share of the peak an amount of work reaches.
   *
   * @param multiplyAdds how many
   * @param seconds in which time
   * @return 0 to 1
   */
  public double share(long multiplyAdds, double seconds) {
    return multiplyAdds / seconds / peak;
  }

  /**
   * Multiply-adds that the definition of one image's training step needs.
   *
   * @return forward and backward
   */
  public long stepMultiplyAdds() {
    return layers.stream()
        .mapToLong(layer -> layer.forwardMultiplyAdds() + layer.backwardMultiplyAdds())
        .sum();
  }
}
