package org.pleura.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.pleura.evaluate.Estimate;
import org.pleura.explain.SaliencyMethod;
import org.pleura.nn.Network;
import org.pleura.nn.train.BinaryCrossentropy;

/**
 * Does another training tell the same story? The same plan is trained with other seeds, and where
 * the networks give an image the same class, their maps are compared with each other (Arun et al.,
 * Radiology: Artificial Intelligence 3, 2021, e200267, who take an SSIM of 0.5 as the line).
 */
public final class Repeatability {
  /** The fewest trainings, this one included, that have learned something. */
  public static final int FEWEST_TRAININGS = 3;

  private static final double LEAST = 0.5;

  private static final String RULE =
      String.format(
          Locale.ROOT,
          "the maps of trainings with other seeds that agree on an image's class have an SSIM of at"
              + " least %.1f, and above that of different images' maps, with their intervals",
          LEAST);

  private Repeatability() {}

  /**
   * How alike the maps of all pairs of trainings are.
   *
   * @param method who draws them
   * @param network the trained network
   * @param others trained with other seeds
   * @param image their input
   * @param original the trained network's map
   * @return the means over the pairs that say the same of the image; empty if there is none
   */
  static Optional<Likeness> of(
      SaliencyMethod method,
      Network network,
      List<Network> others,
      float[] image,
      ComparedMap original) {
    List<ComparedMap> maps = new ArrayList<>(List.of(original));
    List<Boolean> positive = new ArrayList<>(List.of(isPositive(network, image)));
    for (Network other : others) {
      maps.add(ComparedMap.of(method.explain(other, image)));
      positive.add(isPositive(other, image));
    }
    List<Likeness> pairs = new ArrayList<>();
    for (int a = 0; a < maps.size(); a++) {
      for (int b = a + 1; b < maps.size(); b++) {
        if (positive.get(a).equals(positive.get(b))) {
          pairs.add(maps.get(a).likeness(maps.get(b)));
        }
      }
    }
    return pairs.isEmpty() ? Optional.empty() : Optional.of(Likeness.mean(pairs));
  }

  private static boolean isPositive(Network network, float[] image) {
    return BinaryCrossentropy.probability(network.logits(image)[0]) > 0.5;
  }

  /**
   * Judges a method.
   *
   * @param images what {@link #of} found of each image, where it found something
   * @param unrelated how alike the maps of different images are, of the same images
   * @param trainings how many have learned something, this one included
   * @param asked how many there were
   * @return the finding
   */
  public static Finding judge(
      List<Likeness> images, List<Likeness> unrelated, int trainings, int asked) {
    Map<String, Estimate> figures =
        new LinkedHashMap<>(Likenesses.figures(images, "between trainings"));
    if (trainings < FEWEST_TRAININGS) {
      return new Finding(
          Check.REPEATABILITY,
          Verdict.CANNOT_TELL,
          String.format(
              Locale.ROOT,
              "only %d of %d trainings learned more than the majority class; it takes %d",
              trainings,
              asked,
              FEWEST_TRAININGS),
          RULE,
          figures);
    }
    return Likenesses.alike(
        Check.REPEATABILITY, RULE, Likeness.Measure.SSIM, LEAST, images, unrelated, figures);
  }
}
