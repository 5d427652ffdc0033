package org.pleura.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EvidenceColoursTest {
  private static int red(int rgb) {
    return rgb >> 16 & 0xff;
  }

  private static int green(int rgb) {
    return rgb >> 8 & 0xff;
  }

  private static int blue(int rgb) {
    return rgb & 0xff;
  }

  @Test
  void withoutEvidenceAPixelIsGrayAndBrighterWhereTheXRayIs() {
    int before = -1;
    for (int gray = 0; gray <= 255; gray += 15) {
      int rgb = EvidenceColours.rgb(gray, 0);
      assertThat(red(rgb)).isBetween(green(rgb) - 1, green(rgb) + 1);
      assertThat(blue(rgb)).isBetween(green(rgb) - 1, green(rgb) + 1);
      assertThat(green(rgb)).isGreaterThan(before);
      before = green(rgb);
    }
  }

  @Test
  void forIsOrangeAndAgainstIsBlueAndBothGrowWithTheEvidence() {
    int warmth = 0;
    int cold = 0;
    for (double evidence = 0.2; evidence <= 1; evidence += 0.2) {
      int pro = EvidenceColours.rgb(128, evidence);
      int contra = EvidenceColours.rgb(128, -evidence);
      assertThat(red(pro) - blue(pro)).isGreaterThan(warmth);
      assertThat(blue(contra) - red(contra)).isGreaterThan(cold);
      warmth = red(pro) - blue(pro);
      cold = blue(contra) - red(contra);
    }
    assertThat(warmth).isGreaterThan(100);
    assertThat(cold).isGreaterThan(100);
  }

  @Test
  void whatIsBeyondTheScaleHasTheFullColour() {
    assertThat(EvidenceColours.rgb(90, 7)).isEqualTo(EvidenceColours.rgb(90, 1));
    assertThat(EvidenceColours.rgb(90, -7)).isEqualTo(EvidenceColours.rgb(90, -1));
  }

  @Test
  void aMiddleGrayIsTheSrgbOfItsLightness() {
    // Gray 128: L = 22 + 58 * 128 / 255 = 51.11; Y = ((51.11 + 16) / 116)^3 = 0.1937;
    // sRGB = 1.055 * 0.1937^(1/2.4) - 0.055 = 0.4776, 122 of 255.
    assertThat(green(EvidenceColours.rgb(128, 0))).isEqualTo(122);
  }
}
