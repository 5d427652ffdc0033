package org.pleura.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.pleura.image.ImageFiles;
import org.pleura.model.ModelFile;
import org.pleura.nn.Activation;
import org.pleura.nn.ActivationFunction;
import org.pleura.nn.Backpropagation;
import org.pleura.nn.Dropout;
import org.pleura.nn.Graph;
import org.pleura.nn.Input;
import org.pleura.nn.Network;
import org.pleura.nn.Trace;
import org.pleura.nn.Variable;
import org.pleura.nn.train.BinaryCrossentropy;

/**
 * The lesson's network as Keras trained and saved it, on the real radiographs that may lie beside
 * the checkout: what every layer makes, the logits of the whole test part, and the gradients.
 */
class LessonNetworkTest {
  private static Path golden;
  private static Path images;
  private static Network network;

  @BeforeAll
  static void findTheImages() throws IOException {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.isDirectory(folder.resolveSibling("shared/chest_xrays"))) {
      folder = folder.getParent();
    }
    assumeTrue(
        folder != null, "the folder 'shared' with real radiographs is not beside the checkout");
    golden = folder.resolveSibling("shared/golden");
    images = folder.resolveSibling("shared/chest_xrays");
    network = ModelFile.read(golden.resolve("lesson.keras")).network();
  }

  @Test
  void theGraphInTheFileOfKerasIsThatOfTheLessonsPlan() {
    assertThat(network.graph().nodes()).isEqualTo(Plan.lesson().network().graph(256, 256).nodes());
    assertThat(network.graph().parameterCount()).isEqualTo(54_627);
  }

  @Test
  void theLogitsOfThe105TestImagesAreThoseOfKeras() throws IOException {
    List<String> rows = Files.readAllLines(golden.resolve("test_predictions.csv"));
    assertThat(rows).hasSize(106).first().isEqualTo("image,label,logit,probability");
    for (String row : rows.subList(1, rows.size())) {
      String[] cells = row.split(",");
      float logit = network.logits(prepared(cells[0]))[0];
      assertThat(logit).as(cells[0]).isCloseTo(Float.parseFloat(cells[2]), within(1e-5f));
      assertThat(BinaryCrossentropy.probability(logit))
          .as(cells[0])
          .isCloseTo(Float.parseFloat(cells[3]), within(1e-5f));
    }
  }

  @Test
  void everyLayerMakesWhatItMakesInKeras() throws IOException {
    JsonNode index = new ObjectMapper().readTree(golden.resolve("index.json").toFile());
    Trace trace = network.trace(prepared(index.get("activation_image").asText()));
    int number = 1;
    for (Graph.Node node : network.graph().nodes()) {
      String file = String.format("activations/%02d_%s.npy", number++, node.name());
      float[] expected = npy(golden.resolve(file));
      float[] found = trace.output(node.name());
      if (found.length == expected.length) {
        assertClose(file, found, expected, 1e-5);
      } else {
        // Large maps are stored summed over height and width, added one by one in float32 by
        // NumPy: over 65,536 pixels that loses 3e-5 itself, so the same loss is made here.
        float[] sums = new float[expected.length];
        for (int i = 0; i < found.length; i++) {
          sums[i % sums.length] += found[i];
        }
        assertClose(file, sums, expected, 1e-5);
      }
    }
  }

  @Test
  void theGradientsOfEightImagesAreThoseOfKeras() throws IOException {
    JsonNode index = new ObjectMapper().readTree(golden.resolve("index.json").toFile());
    List<Input> batch = new ArrayList<>();
    List<Float> labels = new ArrayList<>();
    for (JsonNode name : index.get("gradient_batch")) {
      batch.add(Input.of(prepared(name.asText())));
      labels.add(name.asText().startsWith("effusion/") ? 1f : 0f);
    }
    Graph graph = withoutDropout(network.graph());
    float[] gradient = new float[graph.parameterCount()];
    try (Backpropagation backpropagation = new Backpropagation(graph, Map.of(), 8, 2)) {
      backpropagation.run(
          network.weights(),
          batch,
          0,
          (image, logits, into) ->
              into[0] = BinaryCrossentropy.derivative(logits[0], labels.get(image)) / 8,
          gradient);
    }
    for (Variable variable : graph.variables()) {
      float[] expected =
          npy(golden.resolve("gradients/" + variable.path().replace("/", "__") + ".npy"));
      float[] found =
          Arrays.copyOfRange(gradient, variable.offset(), variable.offset() + variable.size());
      assertClose(variable.path(), found, expected, 1e-5);
    }
  }

  private static Graph withoutDropout(Graph graph) {
    return Graph.of(
        graph.inputName(),
        graph.inputShape(),
        graph.nodes().stream()
            .map(
                node ->
                    node.layer() instanceof Dropout
                        ? new Graph.Node(
                            node.name(), new Activation(ActivationFunction.LINEAR), node.inputs())
                        : node)
            .toList());
  }

  private static float[] prepared(String name) throws IOException {
    return Plan.lesson()
        .preparation()
        .apply(ImageFiles.decodeGray(Files.readAllBytes(images.resolve(name)), name));
  }

  /** Differences are relative to the array's largest number. */
  private static void assertClose(String what, float[] found, float[] expected, double tolerance) {
    assertThat(found).as(what).hasSameSizeAs(expected);
    float largest = 0f;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < found.length; i++) {
      assertThat((double) found[i])
          .as("%s [%d]", what, i)
          .isCloseTo(expected[i], within(tolerance * largest));
    }
  }

  /** A NumPy file of little-endian float32 in C order: a header, then the numbers. */
  private static float[] npy(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(10 + bytes.getShort(8));
    float[] values = new float[bytes.remaining() / 4];
    bytes.asFloatBuffer().get(values);
    return values;
  }
}
