package org.pleura.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jhdf.HdfFile;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.pleura.nn.ActivationFunction;
import org.pleura.nn.Conv2D;
import org.pleura.nn.Dense;
import org.pleura.nn.Dropout;
import org.pleura.nn.GlobalAveragePooling2D;
import org.pleura.nn.Graph;
import org.pleura.nn.Layer;
import org.pleura.nn.MaxPooling2D;
import org.pleura.nn.Network;
import org.pleura.nn.Padding;
import org.pleura.nn.Shape;
import org.pleura.nn.Variable;

/**
 * The lesson's trained network, explained on eight of its test images, beside what tf-keras-vis
 * made of the same weights and images.
 */
class LessonCamsTest {
  private static final List<String> IMAGES =
      List.of(
          "effusion/e239",
          "effusion/e241",
          "effusion/e290",
          "effusion/e31",
          "effusion/e44",
          "effusion/e73",
          "normal/n140",
          "normal/n234");

  private static Path shared;
  private static Network network;

  @BeforeAll
  static void findTheImages() {
    shared = Path.of("").toAbsolutePath();
    while (shared != null && !Files.isDirectory(shared.resolve("shared/chest_xrays"))) {
      shared = shared.getParent();
    }
    assumeTrue(shared != null, "no folder shared/chest_xrays beside the checkout");
    shared = shared.resolve("shared");
    network = lessonNetwork(shared.resolve("golden/lesson.h5"));
  }

  @Test
  void theMapsAreThoseOfTfKerasVis() throws IOException {
    for (String image : IMAGES) {
      Heatmap map = explain(image, ExplainedScore.PROBABILITY);
      assertThat(distance(map.cells(), golden(image, "_raw4x4"))).as(image).isLessThan(1e-6f);
      assertThat(distance(map.values(), golden(image, ""))).as(image).isLessThan(1e-5f);
      assertThat(map.cellHeight()).isEqualTo(64);
    }
  }

  @Test
  void theLogitsMapsAreTheSameWhereTheNetworkDoubts() throws IOException {
    // Their unnormalised cells differ by the factor e^p p (1 - p), which normalising removes, all
    // but the 1e-7 added to the range.
    for (String image : IMAGES) {
      float[] ofProbability = explain(image, ExplainedScore.PROBABILITY).values();
      float[] ofLogit = explain(image, ExplainedScore.LOGIT).values();
      assertThat(distance(ofLogit, ofProbability)).as(image).isLessThan(1e-4f);
    }
  }

  private static float distance(float[] map, float[] expected) {
    assertThat(map).hasSameSizeAs(expected);
    float most = 0;
    for (int i = 0; i < map.length; i++) {
      most = Math.max(most, Math.abs(map[i] - expected[i]));
    }
    return most;
  }

  private static Heatmap explain(String image, ExplainedScore score) throws IOException {
    float[] prepared = prepared(shared.resolve("chest_xrays/" + image + ".png"));
    return GradCamPlusPlus.explain(
        network, prepared, GradCamPlusPlus.lastConvolution(network.graph()), score);
  }

  private static float[] golden(String image, String kind) throws IOException {
    byte[] file =
        Files.readAllBytes(
            shared.resolve(
                "golden/cams/" + image.replace('/', '_') + "_gradcampp" + kind + ".npy"));
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(10 + bytes.getShort(8));
    float[] values = new float[bytes.remaining() / 4];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  /** The lesson's preparation of an 8-bit gray PNG of 512 x 512, written out. */
  private static float[] prepared(Path png) throws IOException {
    Raster pixels = ImageIO.read(png.toFile()).getRaster();
    int[] gray = new int[256 * 256];
    long sum = 0;
    long squares = 0;
    for (int i = 0; i < gray.length; i++) {
      int x = i % 256 * 2;
      int y = i / 256 * 2;
      int four = 0;
      for (int k = 0; k < 4; k++) {
        four += pixels.getSample(x + k % 2, y + k / 2, 0);
      }
      gray[i] = (four + 2) >> 2;
      sum += gray[i];
      squares += (long) gray[i] * gray[i];
    }
    double n = gray.length;
    double mean = sum / n;
    double deviation = Math.sqrt(n * squares - (double) sum * sum) / n;
    float[] standardised = new float[gray.length];
    for (int i = 0; i < gray.length; i++) {
      standardised[i] = (float) ((gray[i] - mean) / deviation);
    }
    return standardised;
  }

  private static Network lessonNetwork(Path h5) {
    Graph graph =
        Graph.sequential(
            Shape.of(256, 256, 1),
            convolution(8, 3),
            MaxPooling2D.of(2),
            convolution(8, 3),
            MaxPooling2D.of(2),
            convolution(12, 3),
            MaxPooling2D.of(2),
            convolution(12, 3),
            MaxPooling2D.of(2),
            convolution(20, 5),
            MaxPooling2D.of(2),
            convolution(20, 5),
            MaxPooling2D.of(2),
            convolution(50, 5),
            new GlobalAveragePooling2D(),
            Dense.of(128, ActivationFunction.RELU),
            new Dropout(0.6f),
            Dense.of(32, ActivationFunction.RELU),
            Dense.of(1, ActivationFunction.SIGMOID));
    float[] weights = new float[graph.parameterCount()];
    try (HdfFile file = new HdfFile(h5)) {
      for (Variable variable : graph.variables()) {
        String layer = variable.layer();
        Object data =
            file.getDatasetByPath(
                    "model_weights/" + layer + "/" + layer + "/" + variable.parameter().name())
                .getDataFlat();
        System.arraycopy(data, 0, weights, variable.offset(), variable.size());
      }
    }
    return Network.of(graph, weights);
  }

  private static Layer convolution(int filters, int size) {
    return Conv2D.of(filters, size)
        .withPadding(Padding.SAME)
        .withActivation(ActivationFunction.RELU);
  }
}
