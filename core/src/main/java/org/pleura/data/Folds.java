package org.pleura.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pleura.nn.random.Mt19937;

/**
 * Radiographs dealt to folds of nearly equal size, each with nearly the same share of positives and
 * each group in one fold only. Each fold is the test part once.
 *
 * @param folds two or more, each in random order
 */
public record Folds(List<List<Radiograph>> folds) {
  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if there are fewer than two
   */
  public Folds {
    folds = folds.stream().map(List::copyOf).toList();
    if (folds.size() < 2) {
      throw new IllegalArgumentException("there are two folds or more, but not " + folds.size());
    }
  }

  /**
   * Deals radiographs to folds. Large groups are placed first, each where most is missing of what
   * it brings.
   *
   * @param radiographs all, in the data set's order
   * @param groups which of them belong together
   * @param count how many folds, 2 or more
   * @param seed 0 to 2^32 - 1
   * @return the folds
   * @throws UnusableDataException if the groups are so few that a fold would be without a class
   */
  public static Folds stratified(List<Radiograph> radiographs, Groups groups, int count, long seed)
      throws UnusableDataException {
    int[] order = Mt19937.numpy(seed).permutation(radiographs.size());
    List<Radiograph> shuffled = new ArrayList<>();
    for (int index : order) {
      shuffled.add(radiographs.get(index));
    }
    double[] wanted = new double[2];
    radiographs.forEach(radiograph -> wanted[radiograph.label()] += 1.0 / count);
    double[][] missing = new double[count][];
    for (int fold = 0; fold < count; fold++) {
      missing[fold] = wanted.clone();
    }
    Map<String, Integer> places = new HashMap<>();
    for (List<Radiograph> group : groups.largestFirst(shuffled)) {
      int best = 0;
      for (int fold = 1; fold < count; fold++) {
        if (need(group, missing[fold], wanted) > need(group, missing[best], wanted)) {
          best = fold;
        }
      }
      for (Radiograph radiograph : group) {
        places.put(radiograph.name(), best);
        missing[best][radiograph.label()]--;
      }
    }
    List<List<Radiograph>> folds = new ArrayList<>();
    for (int fold = 0; fold < count; fold++) {
      int here = fold;
      List<Radiograph> members =
          shuffled.stream()
              .filter(radiograph -> places.getOrDefault(radiograph.name(), -1) == here)
              .toList();
      requireBoth(members, fold, count);
      folds.add(members);
    }
    return new Folds(folds);
  }

  /** How much of what a group brings is still missing, as the mean over its images. */
  private static double need(List<Radiograph> group, double[] missing, double[] wanted) {
    double need = 0;
    for (Radiograph radiograph : group) {
      need += missing[radiograph.label()] / wanted[radiograph.label()];
    }
    return need / group.size();
  }

  private static void requireBoth(List<Radiograph> members, int fold, int count)
      throws UnusableDataException {
    for (int label = 0; label <= 1; label++) {
      int wanted = label;
      if (members.stream().noneMatch(radiograph -> radiograph.label() == wanted)) {
        throw new UnusableDataException(
            "Each of "
                + count
                + " folds needs images of both classes, and no patient may be in two folds, but"
                + " fold "
                + (fold + 1)
                + " would have none of label "
                + label
                + "; add patients, or ask for fewer folds.");
      }
    }
  }

  /**
   * The split in which one fold is the test part, the next one (after the last the first) the
   * validation part, and all others are trained on.
   *
   * @param test which fold, from 0
   * @return the parts
   * @throws IllegalStateException if there are only two folds, so that none is left to train on
   * @throws IndexOutOfBoundsException if there is no such fold
   */
  public Split split(int test) {
    if (folds.size() < 3) {
      throw new IllegalStateException(
          "a split needs a fold each for test, validation and training, but there are only 2");
    }
    int validation = (test + 1) % folds.size();
    List<Radiograph> train = new ArrayList<>();
    for (int fold = 0; fold < folds.size(); fold++) {
      if (fold != test && fold != validation) {
        train.addAll(folds.get(fold));
      }
    }
    return new Split(train, folds.get(validation), folds.get(test));
  }

  /**
   * The split in which one fold is the test part; of each class in the others, 15 % are the
   * validation part, and the rest is trained on. Two folds are enough.
   *
   * @param test which fold, from 0
   * @param groups which of the radiographs belong together; none is in two parts
   * @param seed of the choice of the validation part, 0 to 2^32 - 1
   * @return the parts
   * @throws UnusableDataException if the other folds are so few images, or so few groups, that a
   *     part would be without a class
   * @throws IndexOutOfBoundsException if there is no such fold
   */
  public Split split(int test, Groups groups, long seed) throws UnusableDataException {
    List<Radiograph> tested = folds.get(test);
    List<Radiograph> others = new ArrayList<>();
    for (int fold = 0; fold < folds.size(); fold++) {
      if (fold != test) {
        others.addAll(folds.get(fold));
      }
    }
    return Split.withTest(others, tested, groups, seed);
  }
}
