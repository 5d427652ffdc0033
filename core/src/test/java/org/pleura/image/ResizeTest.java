package org.pleura.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Vectors made with OpenCV 4.6, 4.14 and 5.0. */
class ResizeTest {
  private static GrayImage image(int[][] rows) {
    byte[] samples = new byte[rows.length * rows[0].length];
    int i = 0;
    for (int[] row : rows) {
      for (int sample : row) {
        samples[i++] = (byte) sample;
      }
    }
    return GrayImage.of(rows[0].length, rows.length, samples);
  }

  private static int[] row(GrayImage image, int row) {
    int[] samples = new int[image.width()];
    for (int column = 0; column < samples.length; column++) {
      samples[column] = image.at(row, column);
    }
    return samples;
  }

  private static String sha256(GrayImage image) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(image.pixels()));
  }

  /** 512 x 512, the i-th sample is 7919 i mod 251. */
  private static GrayImage pattern() {
    byte[] samples = new byte[512 * 512];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) (i * 7919L % 251);
    }
    return GrayImage.of(512, 512, samples);
  }

  @Test
  void halvingTakesTheRoundedMeanOfEachBlock() {
    // (0 + 11 + 40 + 51 + 2) / 4 = 26; (22 + 33 + 62 + 73 + 2) / 4 = 48
    GrayImage a =
        image(
            new int[][] {
              {0, 11, 22, 33}, {40, 51, 62, 73}, {80, 91, 102, 113}, {120, 131, 142, 153}
            });
    assertThat(Resize.linear(a, 2, 2)).isEqualTo(image(new int[][] {{26, 48}, {106, 128}}));
    GrayImage b =
        image(new int[][] {{0, 1, 255, 255}, {1, 0, 255, 254}, {1, 1, 10, 20}, {1, 0, 30, 43}});
    assertThat(Resize.linear(b, 2, 2)).isEqualTo(image(new int[][] {{1, 255}, {1, 26}}));
  }

  @Test
  void threeByThreeToTwoByTwoAndFiveByFive() {
    GrayImage image = image(new int[][] {{10, 20, 30}, {40, 50, 60}, {70, 80, 255}});
    assertThat(Resize.linear(image, 2, 2)).isEqualTo(image(new int[][] {{20, 35}, {65, 173}}));
    GrayImage five = Resize.linear(image, 5, 5);
    assertThat(row(five, 0)).containsExactly(10, 14, 20, 26, 30);
    assertThat(row(five, 4)).containsExactly(70, 74, 80, 185, 255);
  }

  @Test
  void fiveByFiveToThreeByThree() {
    int[][] rows = new int[5][5];
    for (int r = 0; r < 5; r++) {
      for (int c = 0; c < 5; c++) {
        rows[r][c] = 10 * (5 * r + c);
      }
    }
    assertThat(Resize.linear(image(rows), 3, 3))
        .isEqualTo(image(new int[][] {{20, 37, 53}, {103, 120, 137}, {187, 203, 220}}));
  }

  @Test
  void aPatternOf512HalvedAsOpenCvDoes() throws Exception {
    GrayImage half = Resize.linear(pattern(), 256, 256);
    assertThat(row(half, 0)).startsWith(69, 94, 119, 144, 169, 131);
    assertThat(sha256(half))
        .isEqualTo("9f2d1d39d732e8426e6240c9d0a776980b08ab5b000997a312358d26a4ce6514");
  }

  @Test
  void aPatternOf512To224AsOpenCvDoes() throws Exception {
    GrayImage image = Resize.linear(pattern(), 224, 224);
    assertThat(row(image, 0)).startsWith(65, 83, 117, 156, 195, 72);
    assertThat(sha256(image))
        .isEqualTo("68497b0d11806c8be2f59da371a25d81d34408f135b61764522bb0baaf3cf9f2");
  }

  @Test
  void theSameSizeIsTheSamePicture() {
    assertThat(Resize.linear(pattern(), 512, 512)).isEqualTo(pattern());
  }

  @Test
  void aConstantPictureStaysConstantInEverySize() {
    // The two weights of each axis may add to 2047 or 2049 of 2048, but rounding hides it.
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      int gray = random.nextInt(256);
      int width = 1 + random.nextInt(40);
      int height = 1 + random.nextInt(40);
      byte[] samples = new byte[width * height];
      java.util.Arrays.fill(samples, (byte) gray);
      GrayImage result =
          Resize.linear(
              GrayImage.of(width, height, samples), 1 + random.nextInt(60), 1 + random.nextInt(60));
      for (byte sample : result.pixels()) {
        assertThat(sample & 0xff).isEqualTo(gray);
      }
    }
  }

  @Test
  void everySizeStaysWithinOneOfExactInterpolation() {
    Random random = new Random(2);
    for (int i = 0; i < 200; i++) {
      int width = 1 + random.nextInt(30);
      int height = 1 + random.nextInt(30);
      byte[] samples = new byte[width * height];
      random.nextBytes(samples);
      GrayImage image = GrayImage.of(width, height, samples);
      int newWidth = 1 + random.nextInt(60);
      int newHeight = 1 + random.nextInt(60);
      GrayImage result = Resize.linear(image, newWidth, newHeight);
      for (int row = 0; row < newHeight; row++) {
        for (int column = 0; column < newWidth; column++) {
          double y = (row + 0.5) * height / newHeight - 0.5;
          double x = (column + 0.5) * width / newWidth - 0.5;
          assertThat((double) result.at(row, column))
              .isBetween(exact(image, y, x) - 1.5, exact(image, y, x) + 1.5);
        }
      }
    }
  }

  private static double exact(GrayImage image, double y, double x) {
    double row = Math.min(Math.max(y, 0), image.height() - 1);
    double column = Math.min(Math.max(x, 0), image.width() - 1);
    int r = (int) row;
    int c = (int) column;
    int below = Math.min(r + 1, image.height() - 1);
    int right = Math.min(c + 1, image.width() - 1);
    double upper = image.at(r, c) * (1 - (column - c)) + image.at(r, right) * (column - c);
    double lower = image.at(below, c) * (1 - (column - c)) + image.at(below, right) * (column - c);
    return upper * (1 - (row - r)) + lower * (row - r);
  }

  @Test
  void aSizeOfZeroIsRefused() {
    assertThatThrownBy(() -> Resize.linear(pattern(), 0, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 x 10");
  }
}
