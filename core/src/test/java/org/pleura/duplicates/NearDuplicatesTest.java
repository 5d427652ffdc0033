package org.pleura.duplicates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pleura.data.Phantoms;
import org.pleura.image.GrayImage;
import org.pleura.image.ImageFiles;

class NearDuplicatesTest {
  private static GrayImage phantom(int patient) {
    // Four films fall to patients in one of several ways; the first of four is always a new one.
    return Phantoms.draw(3, 4 * patient, patient % 2 == 0).image();
  }

  @ParameterizedTest
  @EnumSource
  void aChangedCopyIsFoundAmongOtherFilms(Changed change) {
    List<Signature> signatures = new ArrayList<>();
    for (int patient = 0; patient < 12; patient++) {
      signatures.add(Signature.of(phantom(patient)));
    }
    signatures.add(Signature.of(change.of(phantom(5))));
    List<NearDuplicates.Match> found = NearDuplicates.among(signatures);
    assertThat(found).hasSize(1);
    NearDuplicates.Match match = found.get(0);
    assertThat(List.of(match.first(), match.second())).containsExactly(5, 12);
    assertThat(match.mirrored()).isEqualTo(change == Changed.MIRRORED || change == Changed.SEVERAL);
    assertThat(match.inverted()).isEqualTo(change == Changed.INVERTED || change == Changed.SEVERAL);
  }

  @Test
  void ranksDoNotChangeWithContrastAndTurnAroundWithInversion() {
    GrayImage image = phantom(0);
    Signature signature = Signature.of(image);
    Signature inverted = Signature.of(Changed.INVERTED.of(image));
    float[] descriptor = signature.descriptor();
    for (int i = 0; i < descriptor.length; i++) {
      assertThat(inverted.descriptor()[i]).isCloseTo(-descriptor[i], within(2e-3f));
    }
    Signature mirrored = Signature.of(Changed.MIRRORED.of(image));
    for (int i = 0; i < descriptor.length; i++) {
      assertThat(mirrored.descriptor()[i])
          .isCloseTo(signature.mirroredDescriptor()[i], within(1e-5f));
    }
  }

  @Test
  void tablesFindWhatLookingAtAllPairsFinds() {
    // Random low frequencies in place of films, so that thousands can be made: 3100 of them, and
    // every hundredth is nearly another. The slow way is to compare all with all.
    Random random = new Random(9);
    List<Signature> signatures = new ArrayList<>();
    List<Integer> planted = new ArrayList<>();
    for (int i = 0; i < 3100; i++) {
      float[] waves = new float[24];
      for (int k = 0; k < waves.length; k++) {
        waves[k] = (float) random.nextGaussian();
      }
      signatures.add(Signature.of(waving(waves)));
      if (i % 100 == 0) {
        waves[0] += 0.1f;
        waves[5] -= 0.1f;
        planted.add(signatures.size() - 1);
        signatures.add(Signature.of(waving(waves)));
      }
    }
    Set<String> pairs = new HashSet<>();
    NearDuplicates.among(signatures)
        .forEach(match -> pairs.add(match.first() + " " + match.second()));
    assertThat(pairs).hasSize(31);
    for (int first : planted) {
      assertThat(pairs).contains(first + " " + (first + 1));
    }
  }

  private static GrayImage waving(float[] waves) {
    byte[] pixels = new byte[16 * 16];
    for (int i = 0; i < pixels.length; i++) {
      double x = (i % 16 + 0.5) / 16;
      double y = (Math.floorDiv(i, 16) + 0.5) / 16;
      double sum = 0;
      for (int k = 0; k < waves.length; k++) {
        sum +=
            waves[k]
                * Math.cos(Math.PI * (1 + k % 5) * x)
                * Math.cos(Math.PI * Math.floorDiv(k, 5) * y);
      }
      pixels[i] = (byte) Math.max(0, Math.min(255, Math.round(128 + 20 * sum)));
    }
    return GrayImage.of(16, 16, pixels);
  }

  @Test
  void manyCopiesOfOneFilmDoNotMakeManyPairsOfOthers() {
    List<Signature> signatures = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      signatures.add(Signature.of(phantom(1)));
    }
    // All of 20 with all others: 20 * 19 / 2 = 190.
    assertThat(NearDuplicates.among(signatures)).hasSize(190);
  }

  @Test
  void aUniformImageIsLikeNothing() {
    Signature uniform = Signature.of(GrayImage.of(20, 20, new byte[400]));
    assertThat(NearDuplicates.among(List.of(uniform, uniform, Signature.of(phantom(0))))).isEmpty();
  }

  @Test
  void the700RealFilmsAreAllDifferentAndChangedCopiesAreFound() throws IOException {
    Path folder = Path.of("").toAbsolutePath().getParent().resolveSibling("shared/chest_xrays");
    assumeTrue(Files.isDirectory(folder), "there are no real radiographs beside the checkout");
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.filter(file -> file.toString().endsWith(".png")).sorted().toList();
    }
    List<Signature> signatures = new ArrayList<>();
    List<Integer> originals = new ArrayList<>();
    Map<Changed, Integer> found = new EnumMap<>(Changed.class);
    List<GrayImage> every35th = new ArrayList<>();
    for (Path file : files) {
      GrayImage image = ImageFiles.decodeGray(Files.readAllBytes(file), file.toString());
      if (signatures.size() % 35 == 0) {
        originals.add(signatures.size());
        every35th.add(image);
      }
      signatures.add(Signature.of(image));
    }
    assertThat(NearDuplicates.among(signatures)).isEmpty();
    for (Changed change : Changed.values()) {
      for (int k = 0; k < originals.size(); k++) {
        Signature original = signatures.get(originals.get(k));
        Signature copy = Signature.of(change.of(every35th.get(k)));
        if (!NearDuplicates.among(List.of(original, copy)).isEmpty()) {
          found.merge(change, 1, Integer::sum);
        }
      }
    }
    // 700 / 35 = 20 of each
    for (Changed change : Changed.values()) {
      assertThat(found.getOrDefault(change, 0))
          .as(change.name())
          .isGreaterThanOrEqualTo(change == Changed.BRIGHTER ? 19 : 20);
    }
  }
}
