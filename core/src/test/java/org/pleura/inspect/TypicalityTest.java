package org.pleura.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TypicalityTest {
  private static final int SIDE = 64;

  /** A ramp from left to right, brighter or darker and with more or less contrast. */
  private static float[] ramp(float contrast, float brightness) {
    float[] image = new float[SIDE * SIDE];
    for (int i = 0; i < image.length; i++) {
      image[i] = contrast * (i % SIDE) + brightness;
    }
    return image;
  }

  private static List<float[]> ramps(int count) {
    List<float[]> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      images.add(ramp(1 + i, 3 * i));
    }
    return images;
  }

  @Test
  void neitherContrastNorBrightnessMatters() {
    Typicality usual = Typicality.of(ramps(20), SIDE, SIDE);
    assertThat(usual.least()).isCloseTo(1, within(1e-6));
    assertThat(usual.of(ramp(0.1f, -40))).isCloseTo(1, within(1e-6));
  }

  @Test
  void aNegativeIsTheOppositeAndAnotherDirectionIsUnrelated() {
    Typicality usual = Typicality.of(ramps(20), SIDE, SIDE);
    assertThat(usual.of(ramp(-1, 0))).isCloseTo(-1, within(1e-6));
    float[] downwards = new float[SIDE * SIDE];
    for (int i = 0; i < downwards.length; i++) {
      downwards[i] = i / SIDE;
    }
    assertThat(usual.of(downwards)).isCloseTo(0, within(1e-6));
  }

  @Test
  void anImageOfOneGrayIsLikeNothing() {
    assertThat(Typicality.of(ramps(20), SIDE, SIDE).of(new float[SIDE * SIDE])).isZero();
  }

  @Test
  void oneInAHundredMayBeOdd() {
    // Of 200 images two are turned; the third from below is the least that is usual.
    List<float[]> images = ramps(198);
    images.add(ramp(-1, 0));
    images.add(ramp(-2, 5));
    assertThat(Typicality.of(images, SIDE, SIDE).least()).isCloseTo(1, within(1e-6));
  }

  @Test
  void whatWasKeptSaysTheSame() {
    Typicality usual = Typicality.of(ramps(20), SIDE, SIDE);
    double[] mean = usual.mean();
    Typicality kept = Typicality.of(mean, usual.least(), usual.height(), usual.width());
    float[] image = ramp(1, 0);
    image[7] = 900;
    assertThat(kept.of(image)).isEqualTo(usual.of(image));
    assertThat(kept.least()).isEqualTo(usual.least());
    assertThatThrownBy(() -> Typicality.of(new double[9], 0, SIDE, SIDE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("9 blocks");
  }

  @Test
  void tooFewImagesHaveNoUsualRange() {
    assertThatThrownBy(() -> Typicality.of(ramps(19), SIDE, SIDE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("what is usual is learnt from 20 images or more, not 19");
  }
}
