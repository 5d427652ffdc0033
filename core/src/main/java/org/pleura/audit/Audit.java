package org.pleura.audit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.pleura.explain.Heatmap;
import org.pleura.explain.SaliencyMethod;
import org.pleura.nn.Network;

/**
 * The checks of one network. What is the same for all methods is a {@link Subject} of each image;
 * then, for each method, {@link #original} is asked of every image; then, when the maps of all
 * images are known, {@link #of} of every image; then {@link #findings}. Images may be asked about
 * by several threads.
 *
 * @param network under audit
 * @param checks what is asked
 * @param twins trained otherwise; present if a check needs them
 * @param findings where the finding is in each image of which that is known, by the image's index
 */
public record Audit(
    Network network, Set<Check> checks, Optional<Twins> twins, Map<Integer, boolean[]> findings) {
  /** With the maps of how many other images a map is compared. */
  private static final int OTHERS = 3;

  /**
   * Checks that what is asked can be asked.
   *
   * @throws IllegalArgumentException if a check needs twins and there are none
   */
  public Audit {
    checks = Collections.unmodifiableSet(EnumSet.copyOf(checks));
    findings = Collections.unmodifiableMap(new TreeMap<>(findings));
    for (Check check : checks) {
      if (check.needsTraining() && twins.isEmpty()) {
        throw new IllegalArgumentException("the check '" + check.word() + "' needs twins");
      }
    }
  }

  /**
   * What was found of one image and method: empty where it was not asked, or cannot be of this
   * image.
   *
   * @param unrelated how alike the map and those of other images are
   * @param weights by making the weights random
   * @param labels by a twin with shuffled labels
   * @param faithfulness by hiding and showing pixels in the map's order
   * @param localization by asking whether the map points at the finding
   * @param stability by changing the image a little
   * @param response by moving the prediction
   * @param shortcut by asking whether the map of a network that goes by a marker points at it
   * @param repeatability by training with other seeds
   */
  public record OfImage(
      Likeness unrelated,
      Optional<WeightRandomization.OfImage> weights,
      Optional<Changed> labels,
      Optional<Faithfulness.OfImage> faithfulness,
      Optional<Localization.OfImage> localization,
      Optional<Likeness> stability,
      Optional<Response.OfImage> response,
      Optional<Localization.OfImage> shortcut,
      Optional<Likeness> repeatability) {}

  /**
   * What there is to know of an image before a method is asked.
   *
   * @param image the network's input
   * @param index which of the images it is, from 0
   * @param marker the corner where a marker is to be painted, if it is
   * @return the same for all methods
   */
  public Subject subject(float[] image, int index, OptionalInt marker) {
    return Subject.of(network, checks, image, index, findings, marker);
  }

  /**
   * A method's map of one image.
   *
   * @param method the method
   * @param image the network's input
   * @return the map as it is compared
   */
  public ComparedMap original(SaliencyMethod method, float[] image) {
    return ComparedMap.of(method.explain(network, image));
  }

  /**
   * Looks at one image.
   *
   * @param method the method
   * @param image the network's input
   * @param subject what is known of the image
   * @param originals the method's maps of all images
   * @return what was found
   */
  public OfImage of(
      SaliencyMethod method, float[] image, Subject subject, List<ComparedMap> originals) {
    ComparedMap original = originals.get(subject.index());
    Likeness unrelated = unrelated(originals, subject.index());
    // Two checks need the map itself, and some methods take long to draw it.
    Optional<Heatmap> map =
        checks.contains(Check.FAITHFULNESS) || checks.contains(Check.LOCALIZATION)
            ? Optional.of(method.explain(network, image))
            : Optional.empty();
    return new OfImage(
        unrelated,
        asked(
            Check.WEIGHTS,
            () ->
                Optional.of(
                    WeightRandomization.of(
                        method,
                        network,
                        image,
                        original,
                        subject.index(),
                        WeightRandomization.isStaged(subject.index(), originals.size()),
                        unrelated))),
        asked(
            Check.LABELS,
            () ->
                twin()
                    .shuffled()
                    .map(twin -> LabelRandomization.of(method, twin, image, original))),
        asked(
            Check.FAITHFULNESS,
            () ->
                Faithfulness.of(
                    network, image, map.orElseThrow(), subject.faithfulness().orElseThrow())),
        asked(
            Check.LOCALIZATION,
            () -> subject.finding().map(target -> target.pointedAt(map.orElseThrow()))),
        asked(
            Check.STABILITY, () -> Stability.of(method, network, image, original, subject.still())),
        asked(Check.RESPONSE, () -> response(method, image, subject.amount(), original)),
        asked(
            Check.SHORTCUT, () -> subject.marker().map(target -> shortcut(method, image, target))),
        asked(
            Check.REPEATABILITY,
            () -> Repeatability.of(method, network, twin().others(), image, original)));
  }

  private <T> Optional<T> asked(Check check, Supplier<Optional<T>> question) {
    return checks.contains(check) ? question.get() : Optional.empty();
  }

  private Twins twin() {
    return twins.orElseThrow();
  }

  private Optional<Response.OfImage> response(
      SaliencyMethod method, float[] image, OptionalDouble amount, ComparedMap original) {
    return amount.isPresent()
        ? Response.of(method, network, image, original, (float) amount.getAsDouble())
        : Optional.empty();
  }

  private Localization.OfImage shortcut(
      SaliencyMethod method, float[] image, Subject.Target marker) {
    float[] painted = PlantedShortcut.painted(image, marker.mask());
    return marker.pointedAt(method.explain(twin().marked().orElseThrow(), painted));
  }

  private static Likeness unrelated(List<ComparedMap> originals, int index) {
    List<Likeness> all = new ArrayList<>();
    for (int k = 1; k <= Math.min(OTHERS, originals.size() - 1); k++) {
      all.add(originals.get(index).likeness(originals.get((index + k) % originals.size())));
    }
    return all.isEmpty() ? Likeness.UNDEFINED : Likeness.mean(all);
  }

  /**
   * Judges a method.
   *
   * @param images what was found of each image
   * @return one finding for each check, in the checks' order
   */
  public List<Finding> findings(List<OfImage> images) {
    return checks.stream().map(check -> finding(check, images)).toList();
  }

  private Finding finding(Check check, List<OfImage> images) {
    List<Likeness> unrelated = images.stream().map(OfImage::unrelated).toList();
    return switch (check) {
      case WEIGHTS ->
          WeightRandomization.judge(
              present(images, OfImage::weights), WeightRandomization.stages(network.graph()));
      case LABELS ->
          LabelRandomization.judge(
              present(images, OfImage::labels), unrelated, twin().learnedShuffled());
      case FAITHFULNESS -> Faithfulness.judge(present(images, OfImage::faithfulness));
      case LOCALIZATION -> Localization.judge(present(images, OfImage::localization));
      case STABILITY ->
          Stability.judge(
              present(images, OfImage::stability), unrelated(images, OfImage::stability));
      case RESPONSE -> Response.judge(present(images, OfImage::response));
      case SHORTCUT ->
          PlantedShortcut.judge(present(images, OfImage::shortcut), twin().learnedMarker());
      case REPEATABILITY ->
          Repeatability.judge(
              present(images, OfImage::repeatability),
              unrelated(images, OfImage::repeatability),
              twin().others().size() + 1,
              twin().trainings());
    };
  }

  /** How alike the maps of different images are, of the images of which something was found. */
  private static <T> List<Likeness> unrelated(
      List<OfImage> images, Function<OfImage, Optional<T>> what) {
    return images.stream()
        .filter(image -> what.apply(image).isPresent())
        .map(OfImage::unrelated)
        .toList();
  }

  private static <T> List<T> present(List<OfImage> images, Function<OfImage, Optional<T>> what) {
    return images.stream().map(what).flatMap(Optional::stream).toList();
  }
}
