package org.pleura.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
    double[] wanted = new double[2];
    radiographs.forEach(radiograph -> wanted[radiograph.label()] += 1.0 / count);
    double[][] ofEach = new double[count][];
    Arrays.fill(ofEach, wanted);
    List<List<Radiograph>> folds = Dealing.of(radiographs, ofEach, groups, seed);
    for (int fold = 0; fold < count; fold++) {
      requireBoth(folds.get(fold), fold, count);
    }
    return new Folds(folds);
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
   * The split in which one fold is the test part; of each class in the others, a share is the
   * validation part, and the rest is trained on. Two folds are enough.
   *
   * @param test which fold, from 0
   * @param validationSplit of the images of the other folds, the share to choose on; above 0 and
   *     below 1
   * @param groups which of the radiographs belong together; none is in two parts
   * @param seed of the choice of the validation part, 0 to 2^32 - 1
   * @return the parts
   * @throws UnusableDataException if the other folds are so few images, or so few groups, that a
   *     part would be without a class
   * @throws IndexOutOfBoundsException if there is no such fold
   */
  public Split split(int test, double validationSplit, Groups groups, long seed)
      throws UnusableDataException {
    List<Radiograph> tested = folds.get(test);
    List<Radiograph> others = new ArrayList<>();
    for (int fold = 0; fold < folds.size(); fold++) {
      if (fold != test) {
        others.addAll(folds.get(fold));
      }
    }
    return Split.withTest(others, tested, validationSplit, groups, seed);
  }
}
