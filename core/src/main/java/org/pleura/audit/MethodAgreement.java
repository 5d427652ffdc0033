package org.pleura.audit;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.pleura.audit.Likeness.Measure;
import org.pleura.evaluate.Estimate;
import org.pleura.explain.SaliencyMethod;

/**
 * How far two methods agree over many images, by each measure of {@link Likeness}.
 *
 * @param first one method
 * @param second the other
 * @param means of each measure, in the measures' order
 */
public record MethodAgreement(
    SaliencyMethod first, SaliencyMethod second, Map<Measure, Mean> means) {
  /** Copies the map. */
  public MethodAgreement {
    means = Collections.unmodifiableMap(new EnumMap<>(means));
  }

  /**
   * A measure's mean over the images.
   *
   * @param estimate the mean with its interval, or the reason for having none: the cells of the two
   *     methods differ, or a map is constant in more than half of the images
   * @param images over how many of them; the others have a constant map
   */
  public record Mean(Estimate estimate, int images) {}

  /**
   * Takes the means over the images.
   *
   * @param first place of the one method among the maps of each image
   * @param second place of the other
   * @param pair place of the two among the pairs of each image
   */
  static MethodAgreement of(
      List<SaliencyMethod> methods, int first, int second, int pair, List<ImageAgreement> images) {
    Map<Measure, Mean> means = new EnumMap<>(Measure.class);
    for (Measure measure : Measure.values()) {
      List<OptionalDouble> values =
          images.stream().map(image -> measure.of(image.pairs().get(pair))).toList();
      int defined = (int) values.stream().filter(OptionalDouble::isPresent).count();
      means.put(measure, new Mean(mean(measure, values, first, second, images), defined));
    }
    return new MethodAgreement(methods.get(first), methods.get(second), means);
  }

  private static Estimate mean(
      Measure measure,
      List<OptionalDouble> values,
      int first,
      int second,
      List<ImageAgreement> images) {
    for (int i = 0; i < values.size(); i++) {
      ImageAgreement image = images.get(i);
      boolean constant = image.maps().get(first).constant() || image.maps().get(second).constant();
      if (measure == Measure.CELLS && values.get(i).isEmpty() && !constant) {
        // A method has the same cells in all images.
        return new Estimate.Undefined(image.whyUndefined(measure, first, second));
      }
    }
    return Likenesses.mean(values);
  }
}
