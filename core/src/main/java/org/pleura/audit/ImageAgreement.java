package org.pleura.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.pleura.explain.Heatmap;

/**
 * How far the maps that several methods make of one image agree: how alike those of each pair are,
 * where for and against are a difference ({@link ComparedMap#likenessWithSigns}). The maps
 * themselves are not kept.
 *
 * @param maps what is known of each method's map
 * @param pairs of each pair of methods the likeness of their maps: the first with the second, the
 *     third and so on, then the second with the third and so on
 */
public record ImageAgreement(List<MapTraits> maps, List<Likeness> pairs) {
  /** Copies the lists. */
  public ImageAgreement {
    maps = List.copyOf(maps);
    pairs = List.copyOf(pairs);
  }

  /**
   * What is known of a map when it is no longer there.
   *
   * @param method who made it, for people
   * @param layer that was explained
   * @param rows of cells
   * @param columns of cells
   * @param constant whether it is the same everywhere, so that nothing can be like it
   * @param strongest as {@link Heatmap#strongest()}
   */
  public record MapTraits(
      String method, String layer, int rows, int columns, boolean constant, double strongest) {}

  /**
   * Compares the maps of one image.
   *
   * @param maps one for each method, two or more, of an image of 7 x 7 pixels or more
   * @return how far they agree
   * @throws IllegalArgumentException if there are fewer than two maps, or the image is smaller
   */
  public static ImageAgreement of(List<Heatmap> maps) {
    if (maps.size() < 2) {
      throw new IllegalArgumentException(
          "it takes two maps or more to compare, but there are " + maps.size());
    }
    List<ComparedMap> compared = maps.stream().map(ComparedMap::of).toList();
    List<MapTraits> traits = new ArrayList<>();
    List<Likeness> pairs = new ArrayList<>();
    for (int a = 0; a < maps.size(); a++) {
      Heatmap map = maps.get(a);
      traits.add(
          new MapTraits(
              map.method(),
              map.layer(),
              map.rows(),
              map.columns(),
              compared.get(a).isConstant(),
              map.strongest()));
      for (int b = a + 1; b < maps.size(); b++) {
        pairs.add(compared.get(a).likenessWithSigns(compared.get(b)));
      }
    }
    return new ImageAgreement(traits, pairs);
  }

  /**
   * One number for the image: the mean over the pairs of the rank correlation of their maps.
   *
   * @return -1 to 1, 1 where all methods order the pixels alike; empty if a map is constant
   */
  public OptionalDouble overall() {
    return Likeness.mean(pairs).maps();
  }

  /**
   * Why there is no {@link #overall()} number.
   *
   * @return the reason, in one sentence without a full stop; empty text if there is a number
   */
  public String whyNone() {
    return constant(maps.stream());
  }

  /**
   * Why a measure cannot be taken of a pair of maps.
   *
   * @param measure that is undefined
   * @param first place of the one among the maps
   * @param second place of the other
   * @return the reason, in one sentence without a full stop
   */
  public String whyUndefined(Likeness.Measure measure, int first, int second) {
    MapTraits a = maps.get(first);
    MapTraits b = maps.get(second);
    if (a.constant() || b.constant()) {
      return constant(Stream.of(a, b));
    }
    return measure == Likeness.Measure.CELLS
        ? "their cells differ: %d x %d and %d x %d"
            .formatted(a.rows(), a.columns(), b.rows(), b.columns())
        : "a map has no gradients";
  }

  private static String constant(Stream<MapTraits> maps) {
    List<String> names = maps.filter(MapTraits::constant).map(MapTraits::method).toList();
    return switch (names.size()) {
      case 0 -> "";
      case 1 -> "the map of " + names.get(0) + " is the same everywhere";
      default -> "the maps of " + String.join(" and ", names) + " are the same everywhere";
    };
  }
}
