package org.pleura.functional;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pleura.data.Dataset;
import org.pleura.data.Radiograph;
import org.pleura.image.ImageFiles;
import org.pleura.model.ModelFile;
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

  @Test
  void aSavedModelAnswersFromJava() throws IOException {
    Path images = FolderOfImages.draw(folder.resolve("images"), 3);
    Path model = folder.resolve("model.keras");
    ModelFile.write(model, InitialState.draw(Plan.lesson().graph(), Mt19937.python(42)).network());
    // Untrained: the weights are small, and so is the logit.
    assertThat(probabilityOfFirst(model, images)).isBetween(0.4f, 0.6f);
  }

  @Test
  void theReadmeShowsThisCode() throws IOException {
    List<String> lines =
        Files.readAllLines(Path.of("src/test/java/org/pleura/functional/LibraryUseTest.java"));
    int begin = lines.indexOf("    // README: begin");
    int end = lines.indexOf("    // README: end");
    String code = String.join("\n", lines.subList(begin + 1, end)).stripIndent();
    assertThat(Path.of("../README.md")).content().contains("```java\n" + code + "\n```");
  }
}
