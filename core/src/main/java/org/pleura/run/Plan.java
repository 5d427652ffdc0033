package org.pleura.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.pleura.data.Groups;
import org.pleura.data.Radiograph;
import org.pleura.data.Split;
import org.pleura.data.UnusableDataException;
import org.pleura.nn.Graph;
import org.pleura.prepare.Augmentation;
import org.pleura.prepare.Preparation;

/**
 * Everything a run is asked to do. A plan, a data set and nothing else decide what comes out, to
 * the bit. As a file it is JSON in which every value may be left out that is as in {@link
 * #lesson()}; see {@link PlanFile}.
 *
 * @param name the plan's name, part of the name of its runs: letters, digits, dots and hyphens
 * @param seed of the split, the initial weights, dropout, the order of the images and augmentation;
 *     0 to 4,294,967,295
 * @param positiveClass the class folder with label 1; null to choose it by the folders' names
 * @param preparation how an image becomes the network's input
 * @param split how the data are divided into parts
 * @param validationSplit of the images that are not tested on, the share to choose on and to fit
 *     the temperature to, above 0 and below 1; the default plan chooses nothing and keeps it small
 * @param augmentation how training images are varied
 * @param network the layers
 * @param training the loop
 * @param explanation the pictures that show where the network looked
 */
public record Plan(
    String name,
    long seed,
    @Nullable String positiveClass,
    Preparation preparation,
    SplitRule split,
    double validationSplit,
    Augmentation augmentation,
    NetworkPlan network,
    Training training,
    Explained explanation) {

  public Plan {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9.-]*")) {
      throw new IllegalArgumentException(
          "a plan's name has letters, digits, dots and hyphens, but it is '" + name + "'");
    }
    if (seed < 0 || seed > 0xffffffffL) {
      throw new IllegalArgumentException(
          "the seed must be 0 to 4294967295, as NumPy's, but it is " + seed);
    }
    if (!(validationSplit > 0 && validationSplit < 1)) {
      throw new IllegalArgumentException(
          "validationSplit must be above 0 and below 1, but it is " + validationSplit);
    }
  }

  /** How the data are divided into parts. */
  public enum SplitRule {
    /** As the lesson does it: at random, whatever the class and the patient. */
    @JsonProperty("lesson")
    LESSON,
    /** Each part with the same share of both classes, each patient in one part only. */
    @JsonProperty("stratified")
    STRATIFIED
  }

  /** How the learning rate changes from epoch to epoch. */
  public enum Schedule {
    /** Not at all. */
    @JsonProperty("constant")
    CONSTANT,
    /** It rises for three epochs, then falls along half a cosine to a hundredth. */
    @JsonProperty("cosine")
    COSINE
  }

  /**
   * The loop: Adam on the binary cross-entropy of the logit.
   *
   * @param epochs how often to go on
   * @param batchSize images per step
   * @param stepsPerEpoch steps after which an epoch ends; null for as many as show every image once
   * @param learningRate Adam's
   * @param schedule how it changes
   * @param weightDecay of AdamW; 0 for Adam
   * @param labelSmoothing how far the truths are moved towards one half, 0 to below 1
   * @param averagedEpochs the last epochs over whose weights a mean is taken and kept; null to keep
   *     the weights of the epoch with the smallest validation loss
   * @param patience epochs without a better validation loss after which training stops; null for
   *     never
   * @param phantomShare drawn radiographs that each epoch shows among the training images, for each
   *     radiograph; 0 for none, up to 10. They show effusions and none, so they are left out where
   *     the class looked for is another finding
   */
  public record Training(
      int epochs,
      int batchSize,
      @Nullable Integer stepsPerEpoch,
      double learningRate,
      Schedule schedule,
      double weightDecay,
      double labelSmoothing,
      @Nullable Integer averagedEpochs,
      @Nullable Integer patience,
      double phantomShare) {

    public Training {
      positive("epochs", epochs);
      positive("batchSize", batchSize);
      positive("stepsPerEpoch", stepsPerEpoch);
      positive("patience", patience);
      if (!(learningRate > 0 && Double.isFinite(learningRate))) {
        throw new IllegalArgumentException(
            "learningRate must be above 0, but it is " + learningRate);
      }
      positive("averagedEpochs", averagedEpochs);
      if (!(weightDecay >= 0 && Double.isFinite(weightDecay))) {
        throw new IllegalArgumentException(
            "weightDecay must be 0 or more, but it is " + weightDecay);
      }
      if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
        throw new IllegalArgumentException(
            "labelSmoothing must be 0 or more and below 1, but it is " + labelSmoothing);
      }
      if (!(phantomShare >= 0 && phantomShare <= 10)) {
        throw new IllegalArgumentException(
            "phantomShare must be 0 to 10, but it is " + phantomShare);
      }
      if (averagedEpochs != null && patience != null) {
        throw new IllegalArgumentException(
            "averagedEpochs are the last of all epochs, so patience, which ends a training early,"
                + " cannot stand beside them; set one of the two to null");
      }
    }

    /**
     * How many phantoms an epoch shows.
     *
     * @param radiographs how many radiographs it shows
     * @param positiveClass the name of the class looked for
     * @return the share of the radiographs, rounded; 0 if the class is not called effusion or
     *     pleural effusion
     */
    public int phantoms(int radiographs, String positiveClass) {
      return isEffusion(positiveClass) ? (int) Math.round(phantomShare * radiographs) : 0;
    }

    /** What phantoms show, by its name; no fluid elsewhere, and nothing that is not there. */
    static boolean isEffusion(String className) {
      String words = className.toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", " ").strip();
      return words.matches("(pleural )?effusions?");
    }

    private static void positive(String name, @Nullable Integer value) {
      if (value != null && value < 1) {
        throw new IllegalArgumentException(name + " must be 1 or more, but it is " + value);
      }
    }
  }

  /**
   * The pictures that show where the network looked.
   *
   * @param images how many of the test images, from the first
   */
  public record Explained(int images) {

    public Explained {
      if (images < 0) {
        throw new IllegalArgumentException("images must be 0 or more, but it is " + images);
      }
    }
  }

  /**
   * The lesson's plan, weaknesses included.
   *
   * @return the plan named {@code lesson}
   */
  public static Plan lesson() {
    return new Plan(
        "lesson",
        42,
        null,
        Preparation.standardised(256, 256),
        SplitRule.LESSON,
        Split.PART,
        Augmentation.none(),
        new ConvolutionalNetwork(
            List.of("8@3", "8@3", "12@3", "12@3", "20@5", "20@5", "50@5"),
            0,
            List.of(128, 32),
            0.6),
        new Training(10, 32, 15, 0.001, Schedule.CONSTANT, 0, 0, null, null, 0),
        new Explained(10));
  }

  /**
   * What a careful practitioner would do with some hundred radiographs of each class. What was
   * tried, by cross-validation, and what was not: docs/experiments.md.
   *
   * @return the plan named {@code default}
   */
  public static Plan standard() {
    return new Plan(
        "default",
        42,
        null,
        Preparation.standardised(128, 128),
        SplitRule.STRATIFIED,
        0.05,
        new Augmentation(7, 0.06, 0.06, 0.1, false, 0.2, 0.2),
        new ResidualNetwork(List.of(16, 32, 64, 128), 5, 2, 2, 0.3),
        new Training(28, 48, null, 0.003, Schedule.COSINE, 0.02, 0.1, 8, null, 0.5),
        new Explained(10));
  }

  /**
   * The same plan with another seed.
   *
   * @param other the seed
   * @return the plan
   */
  public Plan withSeed(long other) {
    return new Plan(
        name,
        other,
        positiveClass,
        preparation,
        split,
        validationSplit,
        augmentation,
        network,
        training,
        explanation);
  }

  /**
   * The layers, for images of the plan's size.
   *
   * @return the graph
   * @throws PlanException if the images are too small for so many poolings
   */
  public Graph graph() throws PlanException {
    return graph(network);
  }

  /** The layers of one tower, which are trained by themselves. */
  Graph towerGraph() throws PlanException {
    return graph(network.tower());
  }

  private Graph graph(NetworkPlan layers) throws PlanException {
    try {
      return layers.graph(preparation.height(), preparation.width());
    } catch (IllegalArgumentException e) {
      throw new PlanException(
          "the plan's network does not fit images of "
              + preparation.height()
              + " x "
              + preparation.width()
              + ": "
              + e.getMessage()
              + ".");
    }
  }

  /**
   * Divides radiographs as the plan says.
   *
   * @param radiographs in the data set's order
   * @return the parts
   * @throws UnusableDataException if there are too few of a class
   */
  public Split divide(List<Radiograph> radiographs) throws UnusableDataException {
    return divide(radiographs, Groups.byPatient(radiographs));
  }

  /**
   * Divides radiographs as the plan says.
   *
   * @param radiographs in the data set's order
   * @param groups which of them belong together; the lesson's rule does not look at them
   * @return the parts
   * @throws UnusableDataException if there are too few of a class
   */
  public Split divide(List<Radiograph> radiographs, Groups groups) throws UnusableDataException {
    return switch (split) {
      case LESSON -> Split.lesson(radiographs, validationSplit, seed);
      case STRATIFIED -> Split.stratified(radiographs, validationSplit, groups, seed);
    };
  }
}
