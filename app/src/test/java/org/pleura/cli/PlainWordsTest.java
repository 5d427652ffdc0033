package org.pleura.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken as it is typed, before libraries are asked. */
class PlainWordsTest {

  private static final Screen SCREEN = new Screen(System.out, System.err, OptionalInt.empty());

  @ParameterizedTest
  @ValueSource(strings = {"predict run a.png", "predict help x", "predict r a=b c@d e-f"})
  void aRunAndImagesAreTakenAsTheyAre(String words) {
    assertThat(PredictCommand.ofPlainWords(SCREEN, words.split(" "))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "predict",
        "predict run",
        "evaluate run a.png",
        "predict run -",
        "predict run -- a.png",
        "predict -v run a.png",
        "predict run a.png --json",
        "predict run @names",
        "predict run @@a.png",
        "predict run \0"
      })
  void whatIsNotPlainIsLeftToTheLibrary(String words) {
    assertThat(PredictCommand.ofPlainWords(SCREEN, words.split(" "))).isEmpty();
  }

  @Test
  void anEmptyWordIsLeftToTheLibrary() {
    assertThat(PredictCommand.ofPlainWords(SCREEN, "predict", "run", "")).isEmpty();
  }

  /** Under another name, every command would begin with a complaint. */
  @Test
  void whereLibrariesMessagesGoIsThere() throws ReflectiveOperationException {
    assertThat(Class.forName(Pleura.NOWHERE).getInterfaces())
        .extracting(Class::getName)
        .containsExactly("org.slf4j.spi.SLF4JServiceProvider");
  }
}
