package org.pleura.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.pleura.image.GrayImage;

class PreparationTest {
  @Test
  void fourPixelsAreStandardisedByHand() {
    // Mean (0 + 2 + 4 + 10) / 4 = 4; variance (16 + 4 + 0 + 36) / 4 = 14; sd 3.7416574
    float[] result =
        Preparation.standardised(2, 2).apply(GrayImage.of(2, 2, new byte[] {0, 2, 4, 10}));
    assertThat(result)
        .containsExactly(new float[] {-1.0690450f, -0.5345225f, 0f, 1.6035675f}, within(1e-7f));
  }

  @Test
  void anyImageComesOutWithMeanZeroAndDeviationOne() {
    Random random = new Random(1);
    for (int i = 0; i < 50; i++) {
      int width = 2 + random.nextInt(90);
      int height = 2 + random.nextInt(90);
      byte[] samples = new byte[width * height];
      for (int k = 0; k < samples.length; k++) {
        samples[k] = (byte) (100 + random.nextGaussian() * 20);
      }
      float[] result = Preparation.standardised(40, 56).apply(GrayImage.of(width, height, samples));
      assertThat(result).hasSize(40 * 56);
      double sum = 0;
      double squares = 0;
      for (float z : result) {
        sum += z;
        squares += (double) z * z;
      }
      assertThat(sum / result.length).isCloseTo(0, within(1e-6));
      assertThat(squares / result.length).isCloseTo(1, within(1e-6));
    }
  }

  @Test
  void theLargestInputIsStillExact() {
    // Half 0 and half 255: mean 127.5, deviation 127.5, so exactly -1 and 1.
    byte[] samples = new byte[2048 * 2048];
    java.util.Arrays.fill(samples, 0, samples.length / 2, (byte) 255);
    float[] result = Preparation.standardised(2048, 2048).apply(GrayImage.of(2048, 2048, samples));
    assertThat(result[0]).isEqualTo(1f);
    assertThat(result[result.length - 1]).isEqualTo(-1f);
  }

  @Test
  void aConstantImageIsRefused() {
    byte[] samples = new byte[100];
    java.util.Arrays.fill(samples, (byte) 200);
    assertThatThrownBy(() -> Preparation.standardised(5, 4).apply(GrayImage.of(10, 10, samples)))
        .isInstanceOf(ConstantImageException.class)
        .hasMessageContaining("every pixel of this one is 200 at 4 x 5");
  }

  @Test
  void sizesOutsideTheirBoundsAreRefused() {
    assertThatThrownBy(() -> Preparation.standardised(0, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not 0 x 4");
    assertThatThrownBy(() -> Preparation.standardised(4, 2049))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
