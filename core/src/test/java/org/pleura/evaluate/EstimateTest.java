package org.pleura.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EstimateTest {

  private static String text(double value, double low, double high, int decimals) {
    return new Estimate.Known(value, low, high, "any").text(decimals);
  }

  @Test
  void anIntervalIsRoundedButNeverToNothing() {
    assertThat(text(0.8, 0.714, 0.866, 2)).isEqualTo("0.80 (0.71 to 0.87)");
    // 0.996 and 1 are both 1.00; with a third decimal they are told apart.
    assertThat(text(1, 0.996, 1, 2)).isEqualTo("1.000 (0.996 to 1.000)");
    // 0.12341 to 0.12344 needs five.
    assertThat(text(0.12342, 0.12341, 0.12344, 2)).isEqualTo("0.12342 (0.12341 to 0.12344)");
  }

  @Test
  void anIntervalThatIsOneNumberStaysOne() {
    assertThat(text(0.5, 0.5, 0.5, 2)).isEqualTo("0.50 (0.50 to 0.50)");
    // Narrower than any digits that are shown.
    assertThat(text(0.5, 0.5, 0.5 + 1e-12, 2)).isEqualTo("0.500000 (0.500000 to 0.500000)");
  }

  @Test
  void ofTwoIntervalsThatByPatientIsToldWhereThereIsOne() {
    Estimate byPatient = new Estimate.Known(0.8, 0.6, 0.9, "bootstrap of patients");
    Estimate independent = new Estimate.Known(0.8, 0.7, 0.9, "DeLong");
    Estimate none = new Estimate.Undefined("no patients");
    assertThat(Evaluation.told(byPatient, independent)).isSameAs(byPatient);
    assertThat(Evaluation.told(none, independent)).isSameAs(independent);
    assertThat(Evaluation.told(none, none)).isSameAs(none);
  }
}
