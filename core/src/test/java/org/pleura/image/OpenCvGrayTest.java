package org.pleura.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files of every kind, drawn by {@code tools/oracle/images_oracle.py}, and what OpenCV 5.0.0 makes
 * of them and of their sizes.
 */
class OpenCvGrayTest {
  private static byte[] resource(String name) throws Exception {
    try (InputStream stream = OpenCvGrayTest.class.getResourceAsStream("/images/" + name)) {
      return Objects.requireNonNull(stream, name).readAllBytes();
    }
  }

  private static Stream<List<String>> rows(String table) throws Exception {
    return new String(resource(table), StandardCharsets.UTF_8)
        .lines()
        .skip(1)
        .map(line -> Arrays.asList(line.split(",")));
  }

  private static String sha256(GrayImage image) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(image.pixels()));
  }

  static Stream<List<String>> files() throws Exception {
    return rows("gray.csv");
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyKindOfFileIsTheGrayOfOpenCv(List<String> expected) throws Exception {
    String name = expected.get(0);
    byte[] file = resource(name);
    GrayImage image = ImageFiles.decodeGray(file, name);
    ImageHeader header = ImageFiles.header(file, name);
    assertThat(image.width()).isEqualTo(Integer.parseInt(expected.get(1)));
    assertThat(image.height()).isEqualTo(Integer.parseInt(expected.get(2)));
    assertThat(header.width()).isEqualTo(image.width());
    assertThat(header.height()).isEqualTo(image.height());
    assertThat(sha256(image)).isEqualTo(expected.get(3));
  }

  static Stream<List<String>> sizes() throws Exception {
    return rows("resize.csv");
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void everySizeIsTheResizeOfOpenCv(List<String> expected) throws Exception {
    int[] size = expected.stream().limit(4).mapToInt(Integer::parseInt).toArray();
    byte[] samples = new byte[size[0] * size[1]];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) (i * 7919L % 251);
    }
    GrayImage resized = Resize.linear(GrayImage.of(size[0], size[1], samples), size[2], size[3]);
    assertThat(sha256(resized)).isEqualTo(expected.get(4));
  }
}
