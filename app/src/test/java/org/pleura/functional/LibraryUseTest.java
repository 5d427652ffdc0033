package org.pleura.functional;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pleura.model.ModelFile;
import org.pleura.model.OnnxFile;
import org.pleura.nn.InitialState;
import org.pleura.nn.Network;
import org.pleura.nn.random.Mt19937;
import org.pleura.run.Plan;

/** The README's Java, run. */
class LibraryUseTest {

  @TempDir private Path folder;

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

  /** The README's file as it stands: compiled, and run on a model and a folder. */
  @Test
  void theReadmesFileCompilesAndAnswers() throws Exception {
    Path images = FolderOfImages.draw(folder.resolve("images"), 3);
    Path model = folder.resolve("model.keras");
    ModelFile.write(model, InitialState.draw(Plan.lesson().graph(), Mt19937.python(42)).network());
    Path source = Files.writeString(folder.resolve("Ask.java"), block("java", "public class Ask"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    ByteArrayOutputStream complaints = new ByteArrayOutputStream();
    String classPath = System.getProperty("java.class.path");
    int code =
        compiler.run(
            null,
            null,
            complaints,
            "-Xlint:all",
            "-proc:none",
            "-cp",
            classPath,
            source.toString());
    assertThat(code).as(complaints.toString(StandardCharsets.UTF_8)).isZero();

    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream console = System.out;
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      loader
          .loadClass("Ask")
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[] {model.toString(), images.toString()});
    } finally {
      System.setOut(console);
    }
    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(6).first().asString().startsWith("effusion/e0.png 0.");
    // Untrained: the weights are small, and so is the logit.
    assertThat(lines)
        .map(line -> Float.parseFloat(line.split(" ")[1]))
        .allMatch(probability -> probability > 0.4f && probability < 0.6f);
  }

  private static String block(String language, String words) throws IOException {
    Matcher blocks =
        Pattern.compile("(?s)```" + language + "\n(.*?)\n```\n")
            .matcher(Files.readString(Path.of("../README.md")));
    while (blocks.find()) {
      if (blocks.group(1).contains(words)) {
        return blocks.group(1);
      }
    }
    throw new AssertionError("README.md shows no " + language + " with: " + words);
  }

  @Test
  void theReadmeShowsThisCode() throws IOException {
    List<String> lines =
        Files.readAllLines(Path.of("src/test/java/org/pleura/functional/LibraryUseTest.java"));
    int begin = lines.indexOf("    // README: begin Keras");
    int end = lines.indexOf("    // README: end Keras");
    String code = String.join("\n", lines.subList(begin + 1, end)).stripIndent();
    assertThat(Path.of("../README.md")).content().contains("```java\n" + code + "\n```");
  }
}
