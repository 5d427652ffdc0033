package org.pleura.audit;

import java.util.OptionalDouble;

/**
 * How alike two maps of one method are: Spearman's rank correlation of their cells, or of the
 * amounts of their cells if that is higher, so that a map whose signs have turned is not taken for
 * another one (Adebayo et al., NeurIPS 2018, use both).
 */
final class MapAgreement {
  /** Cells of two maps brought to a largest amount of 1 may differ by this and be identical. */
  private static final float IDENTICAL = 1e-6f;

  private MapAgreement() {}

  /** From -1 to 1; empty if a map is constant. */
  static OptionalDouble of(float[] a, float[] b) {
    OptionalDouble signed = MapSimilarity.spearman(a, b);
    OptionalDouble amounts = MapSimilarity.spearman(amounts(a), amounts(b));
    if (signed.isEmpty() || amounts.isEmpty()) {
      return signed;
    }
    return OptionalDouble.of(Math.max(signed.getAsDouble(), amounts.getAsDouble()));
  }

  /** Whether two maps are the same up to a factor. */
  static boolean identical(float[] a, float[] b) {
    float most = largest(a);
    float other = largest(b);
    if (most == 0 || other == 0) {
      return most == other;
    }
    for (int i = 0; i < a.length; i++) {
      if (Math.abs(a[i] / most - b[i] / other) > IDENTICAL) {
        return false;
      }
    }
    return true;
  }

  private static float[] amounts(float[] cells) {
    float[] amounts = new float[cells.length];
    for (int i = 0; i < cells.length; i++) {
      amounts[i] = Math.abs(cells[i]);
    }
    return amounts;
  }

  private static float largest(float[] cells) {
    float most = 0;
    for (float cell : cells) {
      most = Math.max(most, Math.abs(cell));
    }
    return most;
  }
}
