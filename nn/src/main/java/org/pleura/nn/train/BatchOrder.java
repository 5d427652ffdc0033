package org.pleura.nn.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pleura.nn.Input;
import org.pleura.nn.random.Mt19937;

/**
 * Which images come when, as Keras 3 decides it for {@code fit(datagen.flow(x, y, batch_size))}.
 *
 * <p>NumPy's stream gives a permutation of the images, which is cut into mini-batches; Python's
 * stream shuffles the mini-batches of each epoch, so the short one at the permutation's end comes
 * anywhere. Before the first epoch Keras draws a permutation, looks at its first two mini-batches
 * and throws them away, augmentation draws included; after each epoch it draws a new permutation.
 *
 * <p>With fewer steps than mini-batches an epoch here uses the first ones of its order and drops
 * the others, which is what the lesson's authors saw in Keras 2. Keras 3 keeps the left-over
 * mini-batch and gives it to the next epoch as its only one; nobody who asks for 15 steps wants
 * that.
 */
final class BatchOrder {
  private static final int DISCARDED = 2;

  private final TrainingSet images;
  private final int batchSize;
  private final int steps;
  private final Mt19937 numpy;
  private final Mt19937 python;
  private int[] permutation;

  BatchOrder(TrainingSet images, TrainingPlan plan, Mt19937 numpy, Mt19937 python) {
    this.images = images;
    this.batchSize = Math.min(plan.batchSize(), images.size());
    this.steps = Math.min(plan.stepsPerEpoch().orElse(Integer.MAX_VALUE), batches());
    this.numpy = numpy;
    this.python = python;
    this.permutation = numpy.permutation(images.size());
    for (int batch = 0; batch < Math.min(DISCARDED, batches()); batch++) {
      draw(members(batch));
    }
    this.permutation = numpy.permutation(images.size());
  }

  private int batches() {
    return (images.size() + batchSize - 1) / batchSize;
  }

  /** Mini-batches of an epoch. */
  int steps() {
    return steps;
  }

  /** The mini-batches of the next epoch, in order. */
  List<int[]> startEpoch() {
    int[] order = new int[batches()];
    Arrays.setAll(order, i -> i);
    python.shuffle(order);
    List<int[]> epoch = new ArrayList<>();
    for (int step = 0; step < steps; step++) {
      epoch.add(members(order[step]));
    }
    return epoch;
  }

  private int[] members(int batch) {
    int from = batch * batchSize;
    return Arrays.copyOfRange(permutation, from, Math.min(permutation.length, from + batchSize));
  }

  /** Draws what a mini-batch's images need. To be called for each of an epoch, in order. */
  List<Input> draw(int[] members) {
    List<Input> inputs = new ArrayList<>();
    for (int member : members) {
      inputs.add(images.draw(member, numpy));
    }
    return inputs;
  }

  void endEpoch() {
    permutation = numpy.permutation(images.size());
  }

  /** Draws all that an epoch would draw, without doing anything with it. */
  void skipEpoch() {
    startEpoch().forEach(this::draw);
    endEpoch();
  }
}
