package org.pleura.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class MapSimilarityTest {
  @Test
  void theRankCorrelationByHand() {
    // Ranks 0 1 2 3 and 1 0 3 2: sum of (x - 1.5)(y - 1.5) = .75 + .75 + .75 + .75 = 3 of 5.
    assertThat(MapSimilarity.spearman(new float[] {1, 2, 3, 4}, new float[] {5, 1, 9, 7}))
        .hasValue(0.6);
    // Ties share the mean of their ranks: 0.5 0.5 2 against 0 1 2: 1.5 / sqrt(1.5 * 2) = 0.866.
    assertThat(MapSimilarity.spearman(new float[] {3, 3, 8}, new float[] {1, 2, 3}).orElseThrow())
        .isCloseTo(Math.sqrt(0.75), within(1e-12));
  }

  @Test
  void aConstantMapHasNoRankCorrelation() {
    assertThat(MapSimilarity.spearman(new float[] {2, 2, 2}, new float[] {1, 2, 3})).isEmpty();
    assertThat(MapSimilarity.spearman(new float[] {1, 2, 3}, new float[3])).isEmpty();
  }

  @Test
  void anyMonotoneChangeOfAMapLeavesItsRankCorrelation() {
    Random random = new Random(2);
    for (int trial = 0; trial < 50; trial++) {
      float[] a = new float[40];
      float[] b = new float[40];
      float[] changed = new float[40];
      for (int i = 0; i < a.length; i++) {
        a[i] = random.nextInt(12);
        b[i] = random.nextFloat();
        changed[i] = a[i] * a[i] * a[i] - 5;
      }
      double before = MapSimilarity.spearman(a, b).orElseThrow();
      assertThat(MapSimilarity.spearman(changed, b).orElseThrow()).isEqualTo(before);
      assertThat(MapSimilarity.spearman(b, a).orElseThrow()).isCloseTo(before, within(1e-12));
      assertThat(before).isBetween(-1.0, 1.0);
    }
  }
}
