package org.pleura.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import org.pleura.explain.SaliencyMethod;

/**
 * Several methods compared over many images: how far each pair agrees, and on which images they
 * disagree most. That two methods agree does not make them right.
 *
 * @param methods two or more
 * @param pairs the first method with each later one, then the second, and so on
 * @param ranked the images from the wildest disagreement to the closest agreement; where it is
 *     equal, in the order in which they came
 * @param unranked the images of which the agreement is undefined, in the order in which they came
 */
public record Comparison(
    List<SaliencyMethod> methods,
    List<MethodAgreement> pairs,
    List<Ranked> ranked,
    List<Unranked> unranked) {
  /** Copies the lists. */
  public Comparison {
    methods = List.copyOf(methods);
    pairs = List.copyOf(pairs);
    ranked = List.copyOf(ranked);
    unranked = List.copyOf(unranked);
  }

  /**
   * An image and how far the methods agree on it.
   *
   * @param image its place among the images, from 0
   * @param agreement as {@link ImageAgreement#overall()}, -1 to 1
   */
  public record Ranked(int image, double agreement) {}

  /**
   * An image of which that cannot be said.
   *
   * @param image its place among the images, from 0
   * @param reason in one sentence without a full stop
   */
  public record Unranked(int image, String reason) {}

  /**
   * Compares methods.
   *
   * @param methods two or more
   * @param images how far they agree on each image, its maps in the methods' order; one or more
   * @return the means and the ranking
   * @throws IllegalArgumentException if there are fewer than two methods or no images, or an image
   *     has not one map of each method
   */
  public static Comparison of(List<SaliencyMethod> methods, List<ImageAgreement> images) {
    if (methods.size() < 2 || images.isEmpty()) {
      throw new IllegalArgumentException(
          "a comparison needs two methods or more and an image, but there are "
              + methods.size()
              + " methods and "
              + images.size()
              + " images");
    }
    List<Ranked> ranked = new ArrayList<>();
    List<Unranked> unranked = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      ImageAgreement image = images.get(i);
      if (image.maps().size() != methods.size()) {
        throw new IllegalArgumentException(
            "image "
                + i
                + " should have a map of each of "
                + methods.size()
                + " methods, but has "
                + image.maps().size());
      }
      OptionalDouble agreement = image.overall();
      if (agreement.isPresent()) {
        ranked.add(new Ranked(i, agreement.getAsDouble()));
      } else {
        unranked.add(new Unranked(i, image.whyNone()));
      }
    }
    ranked.sort(Comparator.comparingDouble(Ranked::agreement));
    List<MethodAgreement> pairs = new ArrayList<>();
    for (int a = 0; a < methods.size(); a++) {
      for (int b = a + 1; b < methods.size(); b++) {
        pairs.add(MethodAgreement.of(methods, a, b, pairs.size(), images));
      }
    }
    return new Comparison(methods, pairs, ranked, unranked);
  }
}
