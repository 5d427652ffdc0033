package org.pleura.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.pleura.explain.Heatmap;

class ComparedMapTest {
  /** 4 x 4 cells of an image of 16 x 16. */
  private static ComparedMap map(float... cells) {
    return ComparedMap.of(Heatmap.signed("m", "l", cells, 4, 4, 16, 16));
  }

  private static final float[] CELLS = {-3, -1, 0, 2, 5, 1, 1, 0, 0, 0, 4, 7, -2, 0, 0, 1};

  private static float[] times(float factor) {
    float[] cells = CELLS.clone();
    for (int i = 0; i < cells.length; i++) {
      cells[i] *= factor;
    }
    return cells;
  }

  @Test
  void aMapWhoseSignsHaveTurnedIsNotAnotherMap() {
    assertThat(MapSimilarity.spearman(CELLS, times(-1)).orElseThrow()).isCloseTo(-1, within(1e-12));
    Likeness turned = map(CELLS).likeness(map(times(-1)));
    assertThat(turned.cells().orElseThrow()).isCloseTo(1, within(1e-12));
    assertThat(turned.ssim().orElseThrow()).isCloseTo(1, within(1e-12));
    assertThat(turned.overlap().orElseThrow()).isCloseTo(1, within(1e-12));
  }

  @Test
  void onlyAFactorMakesNoDifferenceToBeingIdentical() {
    assertThat(map(CELLS).isIdentical(map(times(2)))).isTrue();
    assertThat(map(CELLS).isIdentical(map(times(-1)))).isFalse();
    assertThat(map(new float[16]).isIdentical(map(new float[16]))).isFalse();
    assertThat(map(new float[16]).isIdentical(map(CELLS))).isFalse();
  }

  @Test
  void aConstantMapIsLikeNothing() {
    assertThat(map(CELLS).likeness(map(new float[16]))).isEqualTo(Likeness.UNDEFINED);
    assertThat(map(new float[16]).likeness(map(new float[16]))).isEqualTo(Likeness.UNDEFINED);
  }

  @Test
  void theCellsOfMapsOfOtherLayersCannotBeCompared() {
    ComparedMap finer =
        ComparedMap.of(Heatmap.signed("m", "l", new float[] {1, 2, 3, 4}, 2, 2, 16, 16));
    Likeness likeness = map(CELLS).likeness(finer);
    assertThat(likeness.cells()).isEmpty();
    assertThat(likeness.maps()).isPresent();
    assertThat(likeness.ssim()).isPresent();
  }

  @Test
  void aFineMapIsAveragedToSixtyFourCellsAndACoarseOneIsLeftAlone() {
    float[] pixels = new float[128 * 128];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i / 128 < 2 && i % 128 < 2 ? i % 128 + 1 : 0;
    }
    float[] cells = ComparedMap.of(Heatmap.of("m", "l", pixels, 128, 128, 128, 128)).cells();
    // The first cell holds 1 2 / 1 2, the others nothing.
    assertThat(cells).hasSize(64 * 64);
    assertThat(cells[0]).isEqualTo(1.5f);
    assertThat(cells[1]).isZero();
    assertThat(map(CELLS).cells()).isEqualTo(CELLS);
  }

  @Test
  void aChangeIsMeasuredByTheAmountsOfTheCells() {
    float[] cells = new float[16];
    cells[0] = 3;
    cells[1] = -1;
    float[] changed = cells.clone();
    changed[0] = 2;
    changed[5] = 1;
    // Divided by 3 and by 2: 1 -1/3 0 and 1 -1/2 1/2. They differ by 1/6 + 1/2, and their amounts
    // are 4/3 and 2 together: 2/3 over 10/3.
    assertThat(map(cells).change(map(changed)).orElseThrow()).isCloseTo(0.2, within(1e-7));
    float[] stronger = {9, -3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    assertThat(map(cells).change(map(stronger)).orElseThrow()).isCloseTo(0, within(1e-7));
    assertThat(map(new float[16]).change(map(cells))).isEmpty();
  }
}
