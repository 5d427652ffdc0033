package org.pleura.audit;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.pleura.evaluate.Estimate;
import org.pleura.explain.SaliencyMethod;
import org.pleura.nn.Network;

/**
 * Does a map depend on what the labels say? A twin of the network has learned the same images with
 * their labels shuffled, by heart, since there is nothing else to learn (Adebayo et al., Sanity
 * Checks for Saliency Maps, NeurIPS 2018). Its maps of images neither has learned from must be as
 * unlike the original's as maps of different images. What stays shows what any network sees in the
 * image.
 */
public final class LabelRandomization {
  /** The share of the shuffled labels that the twin must know, as in the paper. */
  public static final double LEARNED = 0.95;

  private static final String RULE =
      String.format(
          Locale.ROOT,
          "the map of a twin that has learned %.0f %% of shuffled labels is as unlike the original as"
              + " maps of different images are: rank correlation of the cells, SSIM and overlap of"
              + " the strongest 20 %% are at most %.1f above, with their intervals; and the maps"
              + " are not identical",
          100 * LEARNED,
          Likenesses.MARGIN);

  private LabelRandomization() {}

  /** How alike the original's map and the twin's are. */
  static Changed of(SaliencyMethod method, Network twin, float[] image, ComparedMap original) {
    return Changed.of(original, ComparedMap.of(method.explain(twin, image)));
  }

  /**
   * Judges a method.
   *
   * @param images how each image's map has changed
   * @param unrelated how alike the original maps of different images are
   * @param learned the share of the shuffled labels that the twin knows, 0 to 1
   * @return the finding
   */
  public static Finding judge(List<Changed> images, List<Likeness> unrelated, double learned) {
    List<Likeness> likenesses = images.stream().map(Changed::likeness).toList();
    Map<String, Estimate> figures = Likenesses.figures(likenesses, "shuffled labels");
    figures.putAll(Likenesses.figures(unrelated, "different images"));
    if (learned < LEARNED) {
      String why =
          String.format(
              Locale.ROOT,
              "the twin has learned only %.1f %% of the shuffled labels",
              100 * learned);
      return new Finding(Check.LABELS, Verdict.CANNOT_TELL, why, RULE, figures);
    }
    Finding finding = Likenesses.unlike(Check.LABELS, RULE, likenesses, unrelated, figures);
    return Changed.identical(images, "a twin that has learned shuffled labels")
        .map(why -> new Finding(Check.LABELS, Verdict.FAIL, why, RULE, finding.figures()))
        .orElse(finding);
  }
}
