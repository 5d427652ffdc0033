package org.pleura.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.pleura.data.Phantoms;
import org.pleura.image.GrayImage;
import org.pleura.image.ImageFiles;

class PolarityTest {
  private static GrayImage inverted(GrayImage image) {
    byte[] pixels = image.pixels();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) ~pixels[i];
    }
    return GrayImage.of(image.width(), image.height(), pixels);
  }

  @Test
  void phantomsAreStoredRightlyAndTheirNegativesAreNot() {
    for (int i = 0; i < 20; i++) {
      GrayImage image = Phantoms.draw(1, i, i % 2 == 0).image();
      assertThat(Polarity.of(image)).as("phantom %d", i).isGreaterThan(-Polarity.INVERTED);
      assertThat(Polarity.of(inverted(image))).isCloseTo(-Polarity.of(image), within(1e-2));
    }
  }

  @Test
  void aUniformImageIsNotJudged() {
    assertThat(Polarity.of(GrayImage.of(10, 10, new byte[100]))).isZero();
  }

  @Test
  void noneOfTheRealFilmsIsCalledInverted() throws IOException {
    Path folder = Path.of("").toAbsolutePath().getParent().resolveSibling("shared/chest_xrays");
    assumeTrue(Files.isDirectory(folder), "there are no real radiographs beside the checkout");
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.filter(file -> file.toString().endsWith(".png")).sorted().toList();
    }
    assertThat(files).hasSize(700);
    for (int i = 0; i < files.size(); i += 5) {
      GrayImage image =
          ImageFiles.decodeGray(Files.readAllBytes(files.get(i)), files.get(i).toString());
      assertThat(Polarity.of(image)).as(files.get(i).toString()).isGreaterThan(0.1);
    }
  }
}
