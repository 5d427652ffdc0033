package org.pleura.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.pleura.nn.random.Mt19937;

/**
 * Which radiographs serve for what: 15 % to test on, a share of the others to choose on (15 % of
 * them in the lesson), the rest to train on.
 *
 * @param train in the order in which they are trained on before any shuffling
 * @param validation in order
 * @param test in order
 */
public record Split(List<Radiograph> train, List<Radiograph> validation, List<Radiograph> test) {
  /** Of the images the share to test on, and in the lesson of the others the share to choose on. */
  public static final double PART = 0.15;

  /**
   * Copies the lists.
   *
   * @param train to fit the weights to
   * @param validation to choose on
   * @param test to look at once
   */
  public Split {
    train = List.copyOf(train);
    validation = List.copyOf(validation);
    test = List.copyOf(test);
  }

  /**
   * How many of some images the test part gets: 15 %, rounded up. The stratified split comes as
   * near to it in each class as its patients allow.
   *
   * @param images 0 or more
   * @return 0 to {@code images}
   */
  public static int tests(int images) {
    return (int) Math.ceil(PART * images);
  }

  /**
   * The lesson's split: scikit-learn's {@code train_test_split(..., test_size=0.15,
   * random_state=seed)} twice, first to take the test images away, then the validation images from
   * the rest; sizes are rounded up. It does not look at labels or patients, so the classes may be
   * uneven and one patient may be in two parts.
   *
   * @param radiographs all, in the data set's order
   * @param seed 0 to 2^32 - 1
   * @return the parts
   * @throws UnusableDataException if a class has fewer than three images
   */
  public static Split lesson(List<Radiograph> radiographs, long seed) throws UnusableDataException {
    return lesson(radiographs, PART, seed);
  }

  /**
   * The same with another share of the images that are not tested on.
   *
   * @param radiographs all, in the data set's order
   * @param validationSplit above 0 and below 1; 0.15 in the lesson
   * @param seed 0 to 2^32 - 1
   * @return the parts
   * @throws UnusableDataException if a class has fewer than three images
   */
  public static Split lesson(List<Radiograph> radiographs, double validationSplit, long seed)
      throws UnusableDataException {
    checkClassSizes(radiographs);
    int[] first = Mt19937.numpy(seed).permutation(radiographs.size());
    int tests = tests(radiographs.size());
    List<Radiograph> test = picked(radiographs, first, 0, tests);
    List<Radiograph> rest = picked(radiographs, first, tests, first.length);
    int[] second = Mt19937.numpy(seed).permutation(rest.size());
    int validations = (int) Math.ceil(validationSplit * rest.size());
    return new Split(
        picked(rest, second, validations, second.length),
        picked(rest, second, 0, validations),
        test);
  }

  /**
   * The split for everything but the lesson, here with the lesson's shares: each part has nearly
   * the same share of positives, and all images of a patient are in one part. An image without a
   * patient counts as a patient of its own. Patients with many images are placed first, each where
   * most is missing of what he brings.
   *
   * @param radiographs all, in the data set's order
   * @param seed 0 to 2^32 - 1
   * @return the parts, each in random order
   * @throws UnusableDataException if a class has fewer than three images, or so few patients that a
   *     part would be without it
   */
  public static Split stratified(List<Radiograph> radiographs, long seed)
      throws UnusableDataException {
    return stratified(radiographs, PART, Groups.byPatient(radiographs), seed);
  }

  /**
   * The same, with each group in one part only: {@link #stratified(List, long)} where the groups
   * are the patients.
   *
   * @param radiographs all, in the data set's order
   * @param validationSplit of the images that are not tested on, the share to choose on; above 0
   *     and below 1
   * @param groups which of them belong together
   * @param seed 0 to 2^32 - 1
   * @return the parts, each in random order
   * @throws UnusableDataException if a class has fewer than three images, or so few groups that a
   *     part would be without it
   */
  public static Split stratified(
      List<Radiograph> radiographs, double validationSplit, Groups groups, long seed)
      throws UnusableDataException {
    checkClassSizes(radiographs);
    Part[] parts = Part.values();
    double[][] wanted = new double[parts.length][2];
    for (int part = 0; part < parts.length; part++) {
      for (int label = 0; label <= 1; label++) {
        wanted[part][label] = share(parts[part], validationSplit, radiographs, label);
      }
    }
    List<List<Radiograph>> dealt = Dealing.of(radiographs, wanted, groups, seed);
    Split split = new Split(dealt.get(0), dealt.get(1), dealt.get(2));
    requireBothClasses(split);
    return split;
  }

  /**
   * The split of data whose test part is given: of the others, a share of each class is the
   * validation part, and each group is in one part only.
   *
   * @param others all that are not to be tested on, in the data set's order
   * @param test the test part
   * @param validationSplit of the others, the share to choose on
   * @param groups which of the others belong together
   * @param seed 0 to 2^32 - 1
   * @return the parts, training and validation in random order
   * @throws UnusableDataException if the others are so few, or so few groups, that a part would be
   *     without a class
   */
  static Split withTest(
      List<Radiograph> others,
      List<Radiograph> test,
      double validationSplit,
      Groups groups,
      long seed)
      throws UnusableDataException {
    double[][] wanted = new double[2][2];
    for (int label = 0; label <= 1; label++) {
      int count = count(others, label);
      if (count < 2) {
        throw new UnusableDataException(
            "Training and validation need an image of each class, so two at least, but beside the"
                + " test images there are "
                + count
                + " of label "
                + label
                + "; add images.");
      }
      wanted[1][label] = Math.ceil(validationSplit * count);
      wanted[0][label] = count - wanted[1][label];
    }
    List<List<Radiograph>> dealt = Dealing.of(others, wanted, groups, seed);
    Split split = new Split(dealt.get(0), dealt.get(1), test);
    requireBothClasses(split);
    return split;
  }

  private static void requireBothClasses(Split split) throws UnusableDataException {
    for (Part part : Part.values()) {
      if (count(split.part(part), 0) == 0 || count(split.part(part), 1) == 0) {
        throw new UnusableDataException(
            "Training, validation and test need images of both classes, and no patient may be in"
                + " two of them, but the patients are too few for that: the part '"
                + part.word()
                + "' would have only one class; add patients.");
      }
    }
  }

  /**
   * Refuses a split in which one patient is in two parts. What is not known is not refused.
   *
   * @throws UnusableDataException if there is such a patient; the message names the first, and two
   *     of his images
   */
  public void requirePatientsApart() throws UnusableDataException {
    Map<String, Radiograph> firsts = new HashMap<>();
    Map<String, Part> parts = new HashMap<>();
    for (Part part : Part.values()) {
      for (Radiograph radiograph : part(part)) {
        if (radiograph.patient().isEmpty()) {
          continue;
        }
        String patient = radiograph.patient().get();
        Radiograph first = firsts.putIfAbsent(patient, radiograph);
        Part other = parts.putIfAbsent(patient, part);
        if (first != null && other != null && other != part) {
          throw new UnusableDataException(
              "No patient may be in two parts, but patient %s is in %s (%s) and in %s (%s); divide the images by patient, with --set split=stratified."
                  .formatted(patient, other.word(), first.name(), part.word(), radiograph.name()));
        }
      }
    }
  }

  /**
   * The radiographs of one part.
   *
   * @param part which
   * @return in order
   */
  public List<Radiograph> part(Part part) {
    return switch (part) {
      case TRAIN -> train;
      case VALIDATION -> validation;
      case TEST -> test;
    };
  }

  private static void checkClassSizes(List<Radiograph> radiographs) throws UnusableDataException {
    Map<String, Integer> sizes = new TreeMap<>();
    radiographs.forEach(r -> sizes.merge(r.className(), 1, Integer::sum));
    for (Map.Entry<String, Integer> size : sizes.entrySet()) {
      if (size.getValue() < Part.values().length) {
        throw new UnusableDataException(
            "Training, validation and test need an image of each class, so three at least, but '%s' has %d; add images."
                .formatted(size.getKey(), size.getValue()));
      }
    }
    if (sizes.size() < 2) {
      throw new UnusableDataException(
          "Training, validation and test need images of two classes, but there are only those of "
              + sizes.keySet()
              + ".");
    }
  }

  private static List<Radiograph> picked(List<Radiograph> from, int[] order, int start, int end) {
    List<Radiograph> picked = new ArrayList<>();
    for (int i = start; i < end; i++) {
      picked.add(from.get(order[i]));
    }
    return picked;
  }

  private static int share(
      Part part, double validationSplit, List<Radiograph> radiographs, int label) {
    int count = count(radiographs, label);
    int test = tests(count);
    int validation = (int) Math.ceil(validationSplit * (count - test));
    return switch (part) {
      case TEST -> test;
      case VALIDATION -> validation;
      case TRAIN -> count - test - validation;
    };
  }

  private static int count(List<Radiograph> radiographs, int label) {
    return (int) radiographs.stream().filter(r -> r.label() == label).count();
  }
}
