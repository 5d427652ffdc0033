package org.pleura.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CornerAlignedZoomTest {
  @Test
  void theCornersStayCorners() {
    // 4 x 4 to 256 x 256: a pixel is 3/255 of a cell.
    float[] map = new float[16];
    for (int i = 0; i < 16; i++) {
      map[i] = i;
    }
    float[] expanded = CornerAlignedZoom.expand(map, 4, 4, 256, 256);
    assertThat(expanded[0]).isEqualTo(0f);
    assertThat(expanded[1]).isEqualTo(0.0117647061124444f);
    assertThat(expanded[2]).isEqualTo(0.0235294122248888f);
    assertThat(expanded[256 + 1]).isEqualTo(0.05882353f);
    assertThat(expanded[100 * 256 + 200]).isEqualTo(7.0588236f);
    assertThat(expanded[255]).isEqualTo(3f);
    assertThat(expanded[255 * 256]).isEqualTo(12f);
    assertThat(expanded[255 * 256 + 255]).isEqualTo(15f);
  }

  @Test
  void theMiddleOfTwoCellsIsTheirMean() {
    assertThat(CornerAlignedZoom.expand(new float[] {1, 3, 5, 7}, 2, 2, 3, 3))
        .containsExactly(1, 2, 3, 3, 4, 5, 5, 6, 7);
  }

  @Test
  void theBitsAreThoseOfSciPyAndNumPy() throws IOException {
    JsonNode maps = oracle().get("maps");
    assertThat(maps).hasSize(9);
    for (JsonNode node : maps) {
      int[] size = new int[4];
      for (int i = 0; i < 4; i++) {
        size[i] = node.get("size").get(i).intValue();
      }
      float[] map = new float[size[0] * size[1]];
      for (int i = 0; i < map.length; i++) {
        map[i] = (float) node.get("map").get(i).doubleValue();
      }
      float[] expanded = CornerAlignedZoom.expand(map, size[0], size[1], size[2], size[3]);
      assertThat(sha256(expanded)).as("%s", node).isEqualTo(node.get("sha256").textValue());
      float[] values =
          Heatmap.of("test", "layer", map, size[0], size[1], size[2], size[3]).values();
      assertThat(sha256(values))
          .as("%s", node)
          .isEqualTo(node.get("normalised sha256").textValue());
    }
  }

  @Test
  void theLastRowIsNotLostToRounding() {
    // 31/223 * 223 is more than 31 in double; SciPy then calls the border outside and writes 0.
    float[] map = new float[32];
    Arrays.fill(map, 1);
    assertThat(CornerAlignedZoom.expand(map, 32, 1, 224, 1)).containsOnly(1f);
  }

  @Test
  void sizesThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> CornerAlignedZoom.expand(new float[5], 2, 3, 4, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("5 values as 2 x 3 were to become 4 x 4");
  }

  static String sha256(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static JsonNode oracle() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(
            CornerAlignedZoomTest.class.getResourceAsStream("/explain/zoom.json"))) {
      return new ObjectMapper().readTree(file);
    }
  }
}
