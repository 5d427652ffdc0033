package org.pleura.audit;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A map that should have changed.
 *
 * @param likeness to the original
 * @param identical whether it is the original up to a factor
 */
public record Changed(Likeness likeness, boolean identical) {

  static Changed of(ComparedMap original, ComparedMap map) {
    return new Changed(original.likeness(map), original.isIdentical(map));
  }

  /** What is to be said if more than half of the maps are identical, and they are not too few. */
  static Optional<String> identical(List<Changed> maps, String with) {
    long same = maps.stream().filter(Changed::identical).count();
    return 2 * same > maps.size() && maps.size() >= Check.FEWEST_IMAGES
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "with %s the maps of %d of %d images are identical to the original",
                with,
                same,
                maps.size()))
        : Optional.empty();
  }
}
