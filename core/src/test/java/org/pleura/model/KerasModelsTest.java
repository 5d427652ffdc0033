package org.pleura.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pleura.nn.Network;
import org.pleura.nn.Variable;

/** The model files of {@code src/test/resources/keras}; its README says what they are. */
class KerasModelsTest {
  /** In them a layer is called twice, which a graph of Pleura cannot say. */
  private static final List<String> SHARED =
      List.of("shared_layer.keras", "shared_layer.h5", "keras2_shared.h5");

  @TempDir Path folder;

  static List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(KerasNumbers.FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".keras") || file.endsWith(".h5"))
          .filter(file -> !SHARED.contains(file))
          .sorted()
          .toList();
    }
  }

  private static Network read(String file) throws IOException {
    return ModelFile.read(KerasNumbers.FOLDER.resolve(file)).network();
  }

  private static KerasNumbers numbers(String file) throws IOException {
    return KerasNumbers.of(file.substring(0, file.lastIndexOf('.')));
  }

  @Test
  void thereAreAtLeastFortyModels() throws IOException {
    assertThat(files()).hasSizeGreaterThan(40);
  }

  @ParameterizedTest
  @MethodSource("files")
  void aModelOfKerasHasTheWeightsAndThePredictionsItHasThere(String file) throws IOException {
    Network network = read(file);
    KerasNumbers keras = numbers(file);

    for (Variable variable : network.graph().variables()) {
      if (!file.startsWith("normalization_of_numbers")) { // which has its numbers elsewhere
        assertThat(network.weights(variable))
            .as(variable.path())
            .isEqualTo(keras.weights(variable));
      }
    }
    int images = keras.get("inputs").length / network.graph().inputShape().size();
    assertThat(images).isGreaterThan(2);
    for (int image = 0; image < images; image++) {
      assertThat(network.predict(keras.part("inputs", image, images)))
          .containsExactly(keras.part("output", image, images), within(1e-5f));
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void writtenInEitherFormatAndReadAgainItIsTheSameToTheBit(String file) throws IOException {
    Network network = read(file);
    ModelFile.write(folder.resolve("again.keras"), network);
    ModelFile.writeLegacy(folder.resolve("again.h5"), network);

    for (String again : List.of("again.keras", "again.h5")) {
      Network read = ModelFile.read(folder.resolve(again)).network();
      assertThat(read.graph().inputName()).isEqualTo(network.graph().inputName());
      assertThat(read.graph().inputShape()).isEqualTo(network.graph().inputShape());
      assertThat(read.graph().nodes()).as(again).isEqualTo(network.graph().nodes());
      assertThat(read.fingerprint()).as(again).isEqualTo(network.fingerprint());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"shared_layer.keras", "shared_layer.h5", "keras2_shared.h5"})
  void aLayerThatIsCalledTwiceIsRefusedByName(String file) {
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(UnreadableModelException.class)
        .hasMessageContaining("is called 2 times; Pleura reads layers that are called once");
  }
}
