package org.pleura.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.Raster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.pleura.model.ModelFile;
import org.pleura.nn.Network;

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
  static void findTheImages() throws IOException {
    shared = Path.of("").toAbsolutePath();
    while (shared != null && !Files.isDirectory(shared.resolve("shared/chest_xrays"))) {
      shared = shared.getParent();
    }
    assumeTrue(shared != null, "no folder shared/chest_xrays beside the checkout");
    shared = shared.resolve("shared");
    network = ModelFile.read(shared.resolve("golden/lesson.h5")).network();
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
    return new GradCamPlusPlus(Optional.empty(), score).explain(network, prepared);
  }

  @Test
  void theSumOfTheMapsIsWhatTheLibraryCallsScoreCam() throws IOException {
    for (String image : IMAGES) {
      float[] prepared = prepared(shared.resolve("chest_xrays/" + image + ".png"));
      Heatmap map =
          new ScoreCam(Optional.empty(), ScoreCam.Weights.LESSON).explain(network, prepared);
      assertThat(distance(map.cells(), golden(image, "scorecam_lesson", "_raw4x4")))
          .as(image)
          .isLessThan(1e-4f);
      assertThat(distance(map.values(), golden(image, "scorecam_lesson", "")))
          .as(image)
          .isLessThan(1e-5f);
    }
  }

  private static float[] golden(String image, String kind) throws IOException {
    return golden(image, "gradcampp", kind);
  }

  private static float[] golden(String image, String method, String kind) throws IOException {
    byte[] file =
        Files.readAllBytes(
            shared.resolve(
                "golden/cams/" + image.replace('/', '_') + "_" + method + kind + ".npy"));
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
}
