package org.pleura.functional;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pleura.data.Dataset;
import org.pleura.data.Radiograph;
import org.pleura.image.ImageFiles;
import org.pleura.model.ModelFile;
import org.pleura.model.OnnxFile;
import org.pleura.nn.InitialState;
import org.pleura.nn.Network;
import org.pleura.nn.random.Mt19937;
import org.pleura.nn.train.BinaryCrossentropy;
import org.pleura.prepare.Preparation;
import org.pleura.run.Plan;

/** The README's Java, run. */
class LibraryUseTest {

  @TempDir private Path folder;

  private float probabilityOfFirst(Path model, Path images) throws IOException {
    // README: begin
    Network network = ModelFile.read(model).network();
    try (Dataset data = Dataset.open(images, Optional.empty())) {
      Radiograph first = data.radiographs().get(0);
      byte[] file = data.read(first);
      float[] prepared =
          Preparation.standardised(256, 256).apply(ImageFiles.decodeGray(file, first.name()));
      return BinaryCrossentropy.probability(network.logits(prepared)[0]);
    }
    // README: end
  }

  private float[] handedOn(Path file, float[] image) throws IOException {
    // README: begin Keras
    Network network = ModelFile.read(file).network(); // .keras or .h5, of Keras 3 or 2
    float[] probabilities = network.predict(image); // as in Keras, within 1e-6
    ModelFile.write(folder.resolve("model.keras"), network);
    OnnxFile.write(folder.resolve("model.onnx"), network, Map.of());
    // README: end Keras
    return probabilities;
  }

  @Test
  void aModelOfKerasIsHandedOnFromJava() throws IOException {
    Path theirs = Path.of("../core/src/test/resources/keras/lesson.h5");
    assertThat(handedOn(theirs, new float[64 * 64])[0]).isBetween(0.1f, 0.9f);
    assertThat(folder.resolve("model.keras")).isNotEmptyFile();
    assertThat(folder.resolve("model.onnx")).isNotEmptyFile();
  }

  @Test
  void aSavedModelAnswersFromJava() throws IOException {
    Path images = FolderOfImages.draw(folder.resolve("images"), 3);
    Path model = folder.resolve("model.keras");
    ModelFile.write(model, InitialState.draw(Plan.lesson().graph(), Mt19937.python(42)).network());
    // Untrained: the weights are small, and so is the logit.
    assertThat(probabilityOfFirst(model, images)).isBetween(0.4f, 0.6f);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " Keras"})
  void theReadmeShowsThisCode(String which) throws IOException {
    List<String> lines =
        Files.readAllLines(Path.of("src/test/java/org/pleura/functional/LibraryUseTest.java"));
    int begin = lines.indexOf("    // README: begin" + which);
    int end = lines.indexOf("    // README: end" + which);
    String code = String.join("\n", lines.subList(begin + 1, end)).stripIndent();
    assertThat(Path.of("../README.md")).content().contains("```java\n" + code + "\n```");
  }
}
