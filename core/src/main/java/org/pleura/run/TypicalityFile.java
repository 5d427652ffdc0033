package org.pleura.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.pleura.inspect.Typicality;

/** What is usual among the images of a training, as typicality.json. */
final class TypicalityFile {

  private TypicalityFile() {}

  /** Rows and columns of a network's images. */
  private static final int MOST = 100_000;

  private record Kept(@Nullable List<Double> mean, double least, int height, int width) {}

  static void write(Path file, Typicality usual) throws IOException {
    Json.write(
        file,
        new Kept(
            Arrays.stream(usual.mean()).boxed().toList(),
            usual.least(),
            usual.height(),
            usual.width()));
  }

  static Typicality read(Path file) throws IOException {
    Kept kept = Json.read(file, Kept.class);
    try {
      if (!(Math.abs(kept.least()) <= 1) || kept.height() > MOST || kept.width() > MOST) {
        throw new IllegalArgumentException(
            "'least' must be -1 to 1 and the size up to " + MOST + " x " + MOST);
      }
      return Typicality.of(
          Objects.requireNonNull(kept.mean(), "'mean' is missing").stream()
              .mapToDouble(Double::doubleValue)
              .toArray(),
          kept.least(),
          kept.height(),
          kept.width());
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new IOException(file + " is damaged: " + e.getMessage() + ".", e);
    }
  }
}
