package org.pleura.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pleura.data.Dataset;
import org.pleura.data.Part;
import org.pleura.data.Radiograph;
import org.pleura.data.Split;
import org.pleura.image.GrayImage;
import org.pleura.image.ImageFiles;
import org.pleura.image.Resize;

/**
 * What OpenCV, NumPy and scikit-learn made of the 700 real radiographs that may lie beside the
 * checkout; without them these tests are skipped.
 */
class GoldenImagesTest {
  private static Path shared() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.isDirectory(folder.resolveSibling("shared/chest_xrays"))) {
      folder = folder.getParent();
    }
    assumeTrue(
        folder != null, "the folder 'shared' with real radiographs is not beside the checkout");
    return folder.resolveSibling("shared");
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  @Test
  void all700ImagesAreResizedAndStandardisedAsByOpenCvAndNumPy() throws Exception {
    Path shared = shared();
    List<String> resized = new ArrayList<>();
    List<String> standardised = new ArrayList<>();
    Preparation preparation = Preparation.standardised(256, 256);
    try (Dataset data = Dataset.open(shared.resolve("chest_xrays"), Optional.empty())) {
      for (Radiograph radiograph : data.radiographs()) {
        GrayImage image = ImageFiles.decodeGray(data.read(radiograph), radiograph.name());
        resized.add(radiograph.name() + "," + sha256(Resize.linear(image, 256, 256).pixels()));
        ByteBuffer floats = ByteBuffer.allocate(4 * 256 * 256).order(ByteOrder.LITTLE_ENDIAN);
        floats.asFloatBuffer().put(preparation.apply(image));
        standardised.add(radiograph.name() + "," + sha256(floats.array()));
      }
    }
    assertThat(resized).hasSize(700).isEqualTo(rows(shared, "resized_sha256.csv"));
    assertThat(standardised).isEqualTo(rows(shared, "standardised_sha256.csv"));
  }

  @Test
  void theLessonsSplitIsThatOfScikitLearn() throws Exception {
    Path shared = shared();
    List<String> split = new ArrayList<>();
    try (Dataset data = Dataset.open(shared.resolve("chest_xrays"), Optional.empty())) {
      Split lesson = Split.lesson(data.radiographs(), 42);
      for (Part part : Part.values()) {
        int position = 0;
        for (Radiograph radiograph : lesson.part(part)) {
          split.add(
              part.word() + "," + position + "," + radiograph.name() + "," + radiograph.label());
          position++;
        }
      }
    }
    assertThat(split).isEqualTo(rows(shared, "split.csv"));
  }

  private static List<String> rows(Path shared, String file) throws Exception {
    List<String> lines = Files.readAllLines(shared.resolve("golden").resolve(file));
    return lines.subList(1, lines.size());
  }
}
