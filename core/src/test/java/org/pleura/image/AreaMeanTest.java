package org.pleura.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class AreaMeanTest {
  @Test
  void threePixelsMakeTwoCells() {
    GrayImage image = GrayImage.of(3, 1, new byte[] {10, 20, 40});
    // Each cell is 1.5 pixels: (10 + 20 / 2) / 1.5 and (20 / 2 + 40) / 1.5
    assertThat(AreaMean.of(image, 2, 1)).containsExactly(20 / 1.5f, 50 / 1.5f);
  }

  @Test
  void onePixelFillsAllCells() {
    assertThat(AreaMean.of(GrayImage.of(1, 1, new byte[] {(byte) 200}), 2, 2))
        .containsExactly(200, 200, 200, 200);
  }

  @Test
  void anySizeIsTheSumOfOverlaps() {
    Random random = new Random(4);
    for (int round = 0; round < 40; round++) {
      int width = 1 + random.nextInt(40);
      int height = 1 + random.nextInt(40);
      byte[] samples = new byte[width * height];
      random.nextBytes(samples);
      GrayImage image = GrayImage.of(width, height, samples);
      int columns = 1 + random.nextInt(12);
      int rows = 1 + random.nextInt(12);
      float[] means = AreaMean.of(image, columns, rows);
      for (int i = 0; i < means.length; i++) {
        assertThat(means[i])
            .isCloseTo((float) slow(image, columns, rows, i % columns, i / columns), within(1e-3f));
      }
    }
  }

  private static double slow(GrayImage image, int columns, int rows, int column, int row) {
    double width = (double) image.width() / columns;
    double height = (double) image.height() / rows;
    double sum = 0;
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        double across = overlap(x, column * width, (column + 1) * width);
        sum += across * overlap(y, row * height, (row + 1) * height) * image.at(y, x);
      }
    }
    return sum / (width * height);
  }

  private static double overlap(int pixel, double from, double to) {
    return Math.max(0, Math.min(pixel + 1, to) - Math.max(pixel, from));
  }
}
