package org.pleura.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of a loss with respect to all weights, over a mini-batch.
 *
 * <p>Images are independent of each other, so each is done from end to end by one thread, in groups
 * of {@value #GROUP}; a group's gradients are summed image by image, and the groups' sums in their
 * order, so the number of threads cannot change a bit. Where the graph has batch normalisation, the
 * images wait for each other at it; up to the last of them they need no groups and are shared out
 * one by one, so that no thread waits long for another.
 *
 * <p>One object serves one training, one call at a time; its buffers are made once.
 */
public final class Backpropagation implements AutoCloseable {
  /** Images whose gradients are summed by one thread. Part of the result's definition. */
  static final int GROUP = 4;

  /** The derivative of the loss, asked for once for each image. */
  @FunctionalInterface
  public interface LossGradient {
    /**
     * Writes the derivative of the mini-batch's loss with respect to one image's logits.
     *
     * @param image the image's place in the mini-batch
     * @param logits what the network made of it, before the last activation
     * @param gradient receives one number for each logit
     */
    void of(int image, float[] logits, float[] gradient);
  }

  private enum Task {
    LOAD,
    FORWARD,
    GATHER,
    LOSS,
    GATHER_GRADIENT,
    BACKWARD
  }

  private record Step(Task task, int operator) {
    boolean meets() {
      return task == Task.GATHER || task == Task.GATHER_GRADIENT;
    }
  }

  private final Graph graph;
  private final Program program;
  private final Workers workers;
  private final int batchSize;
  private final List<List<Step>> phases = new ArrayList<>();
  private final boolean imagesMeet;
  private final ImageState[] images;
  private final Scratch[] scratches;
  private final float[][] groupGradients;

  /**
   * Prepares a training.
   *
   * @param graph the network's graph
   * @param dropoutSeeds a seed for each Dropout layer, by name
   * @param batchSize the largest mini-batch
   * @param threads how many threads
   * @throws IllegalArgumentException if a Dropout layer has no seed, or there is no image or thread
   */
  public Backpropagation(
      Graph graph, Map<String, Integer> dropoutSeeds, int batchSize, int threads) {
    this(graph, dropoutSeeds, batchSize, threads, Kernels.preferred());
  }

  Backpropagation(
      Graph graph, Map<String, Integer> dropoutSeeds, int batchSize, int threads, Kernels kernels) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("a mini-batch has at least one image, not " + batchSize);
    }
    this.graph = graph;
    this.program = new Program(graph, Program.Purpose.TRAINING, kernels, dropoutSeeds);
    this.batchSize = batchSize;
    this.workers = new Workers(threads);
    plan();
    this.imagesMeet = phases.size() > 1;
    this.images = new ImageState[imagesMeet ? batchSize : threads];
    Arrays.setAll(images, i -> program.newImageState());
    this.scratches = new Scratch[threads];
    Arrays.setAll(scratches, i -> program.newScratch());
    this.groupGradients = new float[(batchSize + GROUP - 1) / GROUP][graph.parameterCount()];
  }

  /**
   * Cuts the way forward and back into phases, at the end of which the images meet. A batch
   * normalisation gathers its sums as soon as it can, and goes on only when somebody needs what it
   * makes: so several meet at once, where a block's first convolution and its shortcut read the
   * same maps, and those are read while they are in a near cache.
   */
  private void plan() {
    List<Operator> operators = program.operators();
    // By the value that they make, on the way back by the one they read.
    Map<Integer, Integer> putOff = new LinkedHashMap<>();
    Phases plan = new Phases();
    plan.add(Task.LOAD, -1);
    for (int i = 0; i < operators.size(); i++) {
      for (int input : operators.get(i).inputs) {
        plan.addMet(Task.FORWARD, putOff.remove(input));
      }
      if (operators.get(i) instanceof BatchNormalizationOperator) {
        plan.add(Task.GATHER, i);
        putOff.put(operators.get(i).output, i);
      } else {
        plan.add(Task.FORWARD, i);
      }
    }
    putOff.values().forEach(last -> plan.addMet(Task.FORWARD, last));
    putOff.clear();
    plan.add(Task.LOSS, -1);
    for (int i = operators.size() - 1; i >= 0; i--) {
      Operator operator = operators.get(i);
      plan.addMet(Task.BACKWARD, putOff.remove(operator.output));
      if (operator instanceof BatchNormalizationOperator) {
        plan.add(Task.GATHER_GRADIENT, i);
        if (operator.onlyReader) {
          putOff.put(operator.inputs[0], i);
        } else { // the order in which readers add to a gradient is the operators'
          plan.addMet(Task.BACKWARD, i);
        }
      } else {
        program.madeAgainFor(i).ifPresent(maker -> plan.add(Task.FORWARD, maker));
        plan.add(Task.BACKWARD, i);
      }
    }
    putOff.values().forEach(first -> plan.addMet(Task.BACKWARD, first));
    phases.addAll(plan.ended());
  }

  /** Phases in the making. */
  private static final class Phases {
    private final List<List<Step>> phases = new ArrayList<>();
    private List<Step> phase = new ArrayList<>();

    void add(Task task, int operator) {
      phase.add(new Step(task, operator));
    }

    /** A step of a batch normalisation, if there is one, after the images have met at it. */
    void addMet(Task task, @Nullable Integer operator) {
      if (operator == null) {
        return;
      }
      if (phase.stream().anyMatch(step -> step.meets() && step.operator() == operator)) {
        phases.add(phase);
        phase = new ArrayList<>();
      }
      add(task, operator);
    }

    List<List<Step>> ended() {
      phases.add(phase);
      return phases;
    }
  }

  /**
   * The gradient over one mini-batch. The moving statistics of batch normalisation are updated in
   * {@code weights}.
   *
   * @param weights all weights, as {@link Graph#variables()} orders them
   * @param batch the images
   * @param batchNumber how many mini-batches came before; dropout masks depend on it
   * @param loss the derivative of the loss
   * @param gradient receives the gradient in the order of the weights; 0 for moving statistics
   * @return each image's logits
   * @throws IllegalArgumentException if the mini-batch is empty or larger than announced, or there
   *     is not one weight and one gradient for each of the graph's
   * @throws RuntimeException what an image or the loss threw
   */
  public float[][] run(
      float[] weights,
      List<? extends Input> batch,
      long batchNumber,
      LossGradient loss,
      float[] gradient) {
    int count = batch.size();
    if (count < 1 || count > batchSize) {
      throw new IllegalArgumentException(
          "a mini-batch has 1 to " + batchSize + " images, not " + count);
    }
    if (weights.length != graph.parameterCount() || gradient.length != weights.length) {
      throw new IllegalArgumentException(
          "the graph has "
              + graph.parameterCount()
              + " weights, and each has a gradient, not "
              + weights.length
              + " and "
              + gradient.length);
    }
    program.pack(weights);
    for (Operator operator : program.operators()) {
      if (operator instanceof DropoutOperator dropout) {
        dropout.startBatch(batchNumber);
      }
    }
    int groups = (count + GROUP - 1) / GROUP;
    for (int g = 0; g < groups; g++) {
      Arrays.fill(groupGradients[g], 0f);
    }
    Arrays.fill(gradient, 0f);
    float[][] logits = new float[count][];
    try {
      for (List<Step> phase : phases) {
        int size = goesBack(phase) ? GROUP : 1;
        workers.run(
            (count + size - 1) / size,
            (worker, piece) -> runPiece(phase, piece, size, worker, batch, loss, logits));
        phase.forEach(step -> meet(step, count, weights, gradient));
      }
    } catch (RuntimeException | Error failure) {
      // The next mini-batch must not find the sums of half a group.
      Arrays.setAll(scratches, i -> program.newScratch());
      throw failure;
    }
    for (int g = 0; g < groups; g++) {
      float[] part = groupGradients[g];
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] += part[i];
      }
    }
    return logits;
  }

  private static boolean goesBack(List<Step> phase) {
    return phase.stream().anyMatch(step -> step.task() == Task.BACKWARD);
  }

  private void runPiece(
      List<Step> phase,
      int piece,
      int size,
      int worker,
      List<? extends Input> batch,
      LossGradient loss,
      float[][] logits) {
    Scratch scratch = scratches[worker];
    int end = Math.min(batch.size(), (piece + 1) * size);
    for (int i = piece * size; i < end; i++) {
      ImageState image = images[imagesMeet ? i : worker];
      program.lend(image, scratch);
      for (Step step : phase) {
        runStep(step, image, i, scratch, batch, loss, logits);
      }
    }
    for (Step step : phase) {
      if (step.task() == Task.BACKWARD) {
        program.operators().get(step.operator()).finishGroup(scratch, groupGradients[piece]);
      }
    }
  }

  private void runStep(
      Step step,
      ImageState image,
      int index,
      Scratch scratch,
      List<? extends Input> batch,
      LossGradient loss,
      float[][] logits) {
    switch (step.task()) {
      case LOAD -> program.load(image, batch.get(index), index);
      case FORWARD -> program.operators().get(step.operator()).forward(image, scratch);
      case GATHER -> normalization(step).gather(image);
      case LOSS -> {
        logits[index] = program.logits(image);
        float[] gradient = new float[logits[index].length];
        loss.of(index, logits[index], gradient);
        program.startBackward(image, gradient);
      }
      case GATHER_GRADIENT -> normalization(step).gatherGradient(image, scratch);
      case BACKWARD -> program.operators().get(step.operator()).backward(image, scratch);
    }
  }

  private BatchNormalizationOperator normalization(Step step) {
    return (BatchNormalizationOperator) program.operators().get(step.operator());
  }

  private void meet(Step step, int count, float[] weights, float[] gradient) {
    if (step.task() == Task.GATHER) {
      normalization(step).combine(images, count);
      normalization(step).updateMovingStatistics(weights);
    } else if (step.task() == Task.GATHER_GRADIENT) {
      normalization(step).combineGradient(images, gradient);
    }
  }

  /**
   * The graph this was made for.
   *
   * @return the graph
   */
  public Graph graph() {
    return graph;
  }

  /** Ends the threads. */
  @Override
  public void close() {
    workers.close();
  }
}
