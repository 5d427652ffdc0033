package org.pleura.prepare;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.pleura.nn.random.Mt19937;

class AugmentationTest {
  private static final float[] NINE = {0, 1, 2, 3, 4, 5, 6, 7, 8};

  @Test
  void keras3DrawsTheseThreeUnderSeed42() {
    Augmentation augmentation = new Augmentation(20, 0, 0, 0.2, true, 0, 0);
    Mt19937 stream = Mt19937.numpy(42);
    assertThat(augmentation.draw(stream).transform())
        .isEqualTo(
            new AffineTransform(
                -5.0183952461055, 0, 0, 1.1802857225639665, 1.092797576724562, false));
    assertThat(augmentation.draw(stream).transform())
        .isEqualTo(
            new AffineTransform(
                -13.760219186551893, 0, 0, 0.8232334448672798, 1.146470458309974, false));
    assertThat(augmentation.draw(stream).transform())
        .isEqualTo(
            new AffineTransform(
                -19.176620228167902, 0, 0, 1.1879639408647977, 1.1329770563201687, true));
  }

  @Test
  void noAugmentationIsTheIdentityAndStillDrawsTwoNumbers() {
    Mt19937 stream = Mt19937.numpy(42);
    Variation variation = Augmentation.none().draw(stream);
    assertThat(variation.isIdentity()).isTrue();
    assertThat(variation.apply(NINE, 3, 3)).isEqualTo(NINE).isNotSameAs(NINE);
    // The third number of seed 42.
    assertThat(stream.nextDouble()).isEqualTo(0.7319939418114051);
  }

  @Test
  void aQuarterTurnIsCounterClockwise() {
    assertThat(new AffineTransform(90, 0, 0, 1, 1, false).apply(NINE, 3, 3))
        .containsExactly(new float[] {2, 5, 8, 1, 4, 7, 0, 3, 6}, within(1e-6f));
  }

  @Test
  void aFlipReversesColumns() {
    assertThat(new AffineTransform(0, 0, 0, 1, 1, true).apply(NINE, 3, 3))
        .containsExactly(2, 1, 0, 5, 4, 3, 8, 7, 6);
  }

  @Test
  void aHeightShiftMovesColumnsAndTheEdgeIsRepeated() {
    // A third of 3 rows is 1 column: each pixel takes the one to its right, the last its own.
    assertThat(new AffineTransform(0, 1 / 3.0, 0, 1, 1, false).apply(NINE, 3, 3))
        .containsExactly(1, 2, 2, 4, 5, 5, 7, 8, 8);
    assertThat(new AffineTransform(0, 0, 1 / 3.0, 1, 1, false).apply(NINE, 3, 3))
        .containsExactly(3, 4, 5, 6, 7, 8, 6, 7, 8);
  }

  @Test
  void aZoomOfOneHalfMagnifiesAboutTheCentre() {
    // Columns -1, 0, 1 from the centre are read at -0.5, 0, 0.5: 0.5, 1, 1.5.
    assertThat(new AffineTransform(0, 0, 0, 0.5, 1, false).apply(NINE, 3, 3))
        .containsExactly(0.5f, 1, 1.5f, 3.5f, 4, 4.5f, 6.5f, 7, 7.5f);
  }

  @Test
  void thePixelsAreThoseOfKeras() throws Exception {
    // From tools/oracle/images_oracle.py: three images from each stream of seed 42.
    List<String> rows;
    try (InputStream table =
        AugmentationTest.class.getResourceAsStream("/images/augmentation.csv")) {
      rows = new String(Objects.requireNonNull(table).readAllBytes(), UTF_8).lines().toList();
    }
    assertThat(rows).hasSize(1 + 6 * 3 * 3);
    Mt19937 stream = Mt19937.numpy(42);
    for (int i = 1; i < rows.size(); i++) {
      if (i % 3 == 1) {
        stream = Mt19937.numpy(42);
      }
      String[] row = rows.get(i).split(",");
      Augmentation augmentation =
          new Augmentation(
              Double.parseDouble(row[0]),
              Double.parseDouble(row[1]),
              Double.parseDouble(row[2]),
              Double.parseDouble(row[3]),
              Boolean.parseBoolean(row[4]),
              0,
              0);
      int height = Integer.parseInt(row[5]);
      int width = Integer.parseInt(row[6]);
      float[] image = new float[height * width];
      for (int k = 0; k < image.length; k++) {
        image[k] = (float) (k * 7919 % 251) / 3f;
      }
      double[] expected =
          Arrays.stream(row[7].split(" ")).mapToDouble(Double::parseDouble).toArray();
      float[] made = augmentation.draw(stream).apply(image, height, width);
      for (int k = 0; k < made.length; k++) {
        assertThat((double) made[k]).as(rows.get(i)).isCloseTo(expected[k], within(2e-5));
      }
    }
  }

  @Test
  void rangesOutsideTheirBoundsAreRefused() {
    assertThatThrownBy(() -> new Augmentation(-1, 0, 0, 0, false, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 to 180 degrees, not -1");
    assertThatThrownBy(() -> new Augmentation(0, 5, 0, 0, false, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("width shift range");
    assertThatThrownBy(() -> new Augmentation(0, 0, 0, Double.NaN, false, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("zoom range");
    assertThatThrownBy(() -> new Augmentation(0, 0, 0, 0, false, 1, 0))
        .hasMessageContaining("contrast range is a part, 0 to below 1, not 1");
    assertThatThrownBy(() -> new Augmentation(0, 0, 0, 0, false, 0, -1))
        .hasMessageContaining("brightness range is 0 or more, not -1");
  }

  /**
   * The first four numbers of seed 42 are 0.3745, 0.9507, 0.7320 and 0.5987; two are for the flips.
   * Contrast 1 - 0.2 + 0.4 * 0.7320 = 1.0928, brightness -0.5 + 0.5987 = 0.0987.
   */
  @Test
  void contrastAndBrightnessAreDrawnAfterAllThatKerasDraws() {
    Variation variation = new Augmentation(0, 0, 0, 0, false, 0.2, 0.5).draw(Mt19937.numpy(42));
    assertThat(variation.transform()).isEqualTo(AffineTransform.IDENTITY);
    assertThat(variation.isIdentity()).isFalse();
    assertThat(variation.contrast()).isCloseTo(1.0928, within(5e-5));
    assertThat(variation.brightness()).isCloseTo(0.0987, within(5e-5));
    float[] varied = new Variation(AffineTransform.IDENTITY, 2, -1).apply(NINE, 3, 3);
    assertThat(varied).containsExactly(-1, 1, 3, 5, 7, 9, 11, 13, 15);
  }

  @Test
  void aPictureOfAnotherSizeIsRefused() {
    assertThatThrownBy(() -> AffineTransform.IDENTITY.apply(NINE, 3, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 x 4 has not 9 pixels");
  }
}
