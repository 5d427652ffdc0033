package org.pleura.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TooFewTest {

  /** Wilson's interval of 22 of 28: centre (22 + 1.92) / 31.84 = 0.751, half width 0.146. */
  @Test
  void twentyEightImagesAreFewToChooseOnAndTheDefaultPlanIsToldHowToHoldMoreBack() {
    assertThat(TooFew.toChooseOn("The best configuration is", Plan.standard(), 28))
        .hasValue(
            "The best configuration is chosen on 28 validation images, few enough for chance to"
                + " have a say: with 22 of them called rightly, the interval of the accuracy is"
                + " 0.60 to 0.90; more are held back with --set validationSplit=0.15.");
  }

  /** The lesson's plan holds back 15 % already: only more images would help. */
  @Test
  void whereNoMoreAreHeldBackUsuallyNoAdviceIsGiven() {
    assertThat(TooFew.toChooseOn("The best epoch is", Plan.lesson(), 20).orElseThrow())
        .startsWith("The best epoch is chosen on 20 validation images")
        .endsWith("the interval of the accuracy is 0.58 to 0.92.");
  }

  /**
   * Of 90 images 72: (72 + 1.92) / 93.84 = 0.788, half width 0.083. Of 59 images 47: half width
   * 0.1012; of 60 images 48: 0.0998.
   */
  @Test
  void ninetyImagesAreEnough() {
    assertThat(TooFew.toChooseOn("The best epoch is", Plan.lesson(), 90)).isEmpty();
    assertThat(
            List.of(
                TooFew.toChooseOn("The best epoch is", Plan.lesson(), 59).isPresent(),
                TooFew.toChooseOn("The best epoch is", Plan.lesson(), 60).isPresent()))
        .containsExactly(true, false);
  }

  @Test
  void nothingIsSaidWhereNothingIsHeldBack() {
    assertThat(TooFew.toChooseOn("The best epoch is", Plan.lesson(), 0)).isEmpty();
  }
}
