package org.pleura.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PleuraTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream messages = new ByteArrayOutputStream();

  private int pleura(String... arguments) {
    return Pleura.run(new Screen(printer(out), printer(messages), OptionalInt.empty()), arguments);
  }

  private static PrintStream printer(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  @Test
  void helpGoesToStandardOutputAndIsNoError() {
    assertThat(pleura("--help")).isEqualTo(0);
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("Usage: pleura");
    assertThat(messages.size()).isZero();
  }

  @Test
  void anUnknownWordIsNamed() {
    assertThat(pleura("lessson")).isEqualTo(2);
    assertThat(messages.toString(StandardCharsets.UTF_8)).contains("lessson");
  }
}
