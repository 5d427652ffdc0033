package org.pleura.audit;

import java.util.List;
import java.util.OptionalDouble;

/**
 * How alike two maps are, by several measures, since each has its bias (Hedström et al., 2024,
 * arXiv 2405.02383). Undefined is what a measure cannot say of a constant map, or of the cells of
 * maps that have different ones.
 *
 * @param cells rank correlation of the raw cells, -1 to 1
 * @param maps rank correlation of the maps as pictures, -1 to 1
 * @param ssim structural similarity of the pictures, -1 to 1
 * @param overlap intersection over union of the strongest 20 % of the pictures, 0 to 1
 * @param gradients Pearson's correlation of the pictures' histograms of oriented gradients, -1 to 1
 */
public record Likeness(
    OptionalDouble cells,
    OptionalDouble maps,
    OptionalDouble ssim,
    OptionalDouble overlap,
    OptionalDouble gradients) {

  /** Of maps of which at least one is constant. */
  static final Likeness UNDEFINED =
      new Likeness(
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty());

  /** A measure by its name. */
  public enum Measure {
    /** {@link Likeness#cells()}. */
    CELLS("rank correlation of the cells"),
    /** {@link Likeness#maps()}. */
    MAPS("rank correlation of the maps"),
    /** {@link Likeness#ssim()}. */
    SSIM("SSIM"),
    /** {@link Likeness#overlap()}. */
    OVERLAP("overlap of the strongest 20 %"),
    /** {@link Likeness#gradients()}. */
    GRADIENTS("HOG similarity");

    private final String words;

    Measure(String words) {
      this.words = words;
    }

    /**
     * The measure's name.
     *
     * @return for people
     */
    public String words() {
      return words;
    }

    /**
     * The measure of two maps.
     *
     * @param likeness of the maps
     * @return as it says
     */
    public OptionalDouble of(Likeness likeness) {
      return switch (this) {
        case CELLS -> likeness.cells();
        case MAPS -> likeness.maps();
        case SSIM -> likeness.ssim();
        case OVERLAP -> likeness.overlap();
        case GRADIENTS -> likeness.gradients();
      };
    }
  }

  /** Of each measure the higher value. */
  Likeness orHigher(Likeness other) {
    return new Likeness(
        higher(cells, other.cells),
        higher(maps, other.maps),
        higher(ssim, other.ssim),
        higher(overlap, other.overlap),
        higher(gradients, other.gradients));
  }

  private static OptionalDouble higher(OptionalDouble a, OptionalDouble b) {
    return a.isPresent() && b.isPresent()
        ? OptionalDouble.of(Math.max(a.getAsDouble(), b.getAsDouble()))
        : a.isPresent() ? a : b;
  }

  /** The means of several, each undefined if it is in one of them. */
  static Likeness mean(List<Likeness> all) {
    return new Likeness(
        mean(all, Measure.CELLS),
        mean(all, Measure.MAPS),
        mean(all, Measure.SSIM),
        mean(all, Measure.OVERLAP),
        mean(all, Measure.GRADIENTS));
  }

  private static OptionalDouble mean(List<Likeness> all, Measure measure) {
    return all.stream().allMatch(one -> measure.of(one).isPresent())
        ? all.stream().mapToDouble(one -> measure.of(one).orElseThrow()).average()
        : OptionalDouble.empty();
  }
}
