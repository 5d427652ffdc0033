package org.pleura.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class HeatmapTest {
  @Test
  void aCellOfTheLessonsMapIs64PixelsWide() {
    Heatmap map = Heatmap.of("GradCAM++", "conv2d_6", new float[16], 4, 4, 256, 256);
    assertThat(map.cellHeight()).isEqualTo(64);
    assertThat(map.cellWidth()).isEqualTo(64);
    assertThat(Heatmap.of("m", "l", new float[6], 2, 3, 10, 20).cellWidth())
        .isCloseTo(6.67, within(0.01));
  }

  @Test
  void valuesReachFromZeroToAlmostOneHoweverFaintTheCells() {
    // (2e-6 - 1e-6) / (2e-6 - 1e-6 + 1e-7) = 1 / 1.1
    Heatmap faint = Heatmap.of("m", "l", new float[] {1e-6f, 2e-6f}, 1, 2, 1, 2);
    assertThat(faint.at(0, 0)).isZero();
    assertThat(faint.at(0, 1)).isCloseTo(1 / 1.1f, within(1e-6f));
    assertThat(faint.mass()).isCloseTo(3e-6, within(1e-12));
    Heatmap strong = Heatmap.of("m", "l", new float[] {1, 2}, 1, 2, 1, 2);
    assertThat(strong.at(0, 1)).isCloseTo(1, within(1e-6f));
    assertThat(strong.mass()).isEqualTo(3);
  }

  @Test
  void aConstantMapIsZeroEverywhere() {
    Heatmap map = Heatmap.of("m", "l", new float[] {3, 3, 3, 3}, 2, 2, 8, 8);
    assertThat(map.values()).containsOnly(0f);
    assertThat(map.cells()).containsOnly(3f);
    assertThat(map.mass()).isEqualTo(12);
  }

  @Test
  void aMapDoesNotChangeWithTheArraysItGivesOrGot() {
    float[] cells = {1, 2};
    Heatmap map = Heatmap.of("m", "l", cells, 1, 2, 1, 2);
    cells[0] = 9;
    map.cells()[1] = 9;
    map.values()[0] = 9;
    assertThat(map.cells()).containsExactly(1, 2);
    assertThat(map.at(0, 0)).isZero();
  }

  @Test
  void aCellThatIsNotANumberIsRefused() {
    assertThatThrownBy(() -> Heatmap.of("GradCAM++", "conv2d", new float[] {Float.NaN}, 1, 1, 2, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("GradCAM++ at layer 'conv2d' made a cell of NaN, not a finite number");
  }
}
