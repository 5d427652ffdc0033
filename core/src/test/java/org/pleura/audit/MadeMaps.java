package org.pleura.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The maps of {@code tools/oracle/audit_oracle.py}, and what SciPy, scikit-image and scikit-learn
 * say of them; their versions stand in {@code audit/similarity.json}.
 */
final class MadeMaps {
  private MadeMaps() {}

  static JsonNode oracle() throws IOException {
    return JsonMapper.builder()
        .build()
        .readTree(Path.of("src/test/resources/audit/similarity.json").toFile());
  }

  /** A hill on noise, whole numbers from 0 to 249; another salt moves both. */
  static int[] made(int height, int width, int salt) {
    int[] made = new int[height * width];
    for (int i = 0; i < made.length; i++) {
      int row = i / width - 3 * salt % height;
      int column = i % width - 5 * salt % width;
      int noise = (7919 * i + 104729 * salt + 31 * (i * i % 613)) % 10007 % 50;
      made[i] = Math.max(0, 200 - row * row - column * column) + noise;
    }
    return made;
  }

  /** From 0 to 1. */
  static float[] unsigned(int height, int width, int salt) {
    return values(made(height, width, salt), 0, 1, 256);
  }

  /** From -1 to 1. */
  static float[] signed(int height, int width, int salt) {
    return values(made(height, width, salt), 125, 1, 128);
  }

  /** Few values, so that most are tied. */
  static float[] coarse(int height, int width, int salt) {
    return values(made(height, width, salt), 0, 40, 8);
  }

  /** Mostly flat, and so faint that HOG's small number under the root counts. */
  static float[] faint(int height, int width, int salt) {
    return values(made(height, width, salt), 0, 100, 1 << 20);
  }

  static float[] named(String kind, int height, int width, int salt) {
    return switch (kind) {
      case "unsigned" -> unsigned(height, width, salt);
      case "signed" -> signed(height, width, salt);
      case "coarse" -> coarse(height, width, salt);
      case "faint" -> faint(height, width, salt);
      default -> throw new IllegalArgumentException(kind);
    };
  }

  /** {@code (made - less) / whole}, rounded down, over a power of two: exact as a float. */
  private static float[] values(int[] made, int less, int whole, int over) {
    float[] values = new float[made.length];
    for (int i = 0; i < made.length; i++) {
      values[i] = (float) Math.floorDiv(made[i] - less, whole) / over;
    }
    return values;
  }
}
