package org.pleura.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pleura.report.RoundedProbability.words;

import org.junit.jupiter.api.Test;

class RoundedProbabilityTest {

  @Test
  void noProbabilityIsRoundedIntoCertainty() {
    // 0.99951 to three digits is 1.000, 0.99949 is 0.999.
    assertThat(words(0.99951, 3)).isEqualTo("> 0.999");
    assertThat(words(0.99949, 3)).isEqualTo("0.999");
    assertThat(words(0.00049, 3)).isEqualTo("< 0.001");
    assertThat(words(0.00051, 3)).isEqualTo("0.001");
    assertThat(words(0.99951, 4)).isEqualTo("0.9995");
    assertThat(words(0.1234, 3)).isEqualTo("0.123");
  }

  /** In 32 bits 1 / (1 + exp(-20)) is 1. */
  @Test
  void whatIsOneOrZeroForWantOfBitsIsToldAlike() {
    assertThat(words(1, 4)).isEqualTo("> 0.9999");
    assertThat(words(0, 4)).isEqualTo("< 0.0001");
  }
}
