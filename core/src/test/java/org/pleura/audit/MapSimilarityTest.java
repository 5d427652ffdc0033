package org.pleura.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MapSimilarityTest {
  @Test
  void theRankCorrelationByHand() {
    // Ranks 0 1 2 3 and 1 0 3 2: sum of (x - 1.5)(y - 1.5) = .75 + .75 + .75 + .75 = 3 of 5.
    assertThat(MapSimilarity.spearman(new float[] {1, 2, 3, 4}, new float[] {5, 1, 9, 7}))
        .hasValue(0.6);
    // Ties share the mean of their ranks: 0.5 0.5 2 against 0 1 2: 1.5 / sqrt(1.5 * 2) = 0.866.
    assertThat(MapSimilarity.spearman(new float[] {3, 3, 8}, new float[] {1, 2, 3}).orElseThrow())
        .isCloseTo(Math.sqrt(0.75), within(1e-12));
  }

  @Test
  void aConstantMapHasNoRankCorrelation() {
    assertThat(MapSimilarity.spearman(new float[] {2, 2, 2}, new float[] {1, 2, 3})).isEmpty();
    assertThat(MapSimilarity.spearman(new float[] {1, 2, 3}, new float[3])).isEmpty();
  }

  @Test
  void anyMonotoneChangeOfAMapLeavesItsRankCorrelation() {
    Random random = new Random(2);
    for (int trial = 0; trial < 50; trial++) {
      float[] a = new float[40];
      float[] b = new float[40];
      float[] changed = new float[40];
      for (int i = 0; i < a.length; i++) {
        a[i] = random.nextInt(12);
        b[i] = random.nextFloat();
        changed[i] = a[i] * a[i] * a[i] - 5;
      }
      double before = MapSimilarity.spearman(a, b).orElseThrow();
      assertThat(MapSimilarity.spearman(changed, b).orElseThrow()).isEqualTo(before);
      assertThat(MapSimilarity.spearman(b, a).orElseThrow()).isCloseTo(before, within(1e-12));
      assertThat(before).isBetween(-1.0, 1.0);
    }
  }

  @Test
  void theRankCorrelationIsThatOfSciPyTiesIncluded() throws IOException {
    for (JsonNode pair : MadeMaps.oracle().path("pairs")) {
      float[][] unsigned = both("unsigned", pair);
      float[][] coarse = both("coarse", pair);
      float[][] signed = both("signed", pair);
      assertSpearman(unsigned[0], unsigned[1], pair, "spearman");
      assertSpearman(coarse[0], coarse[1], pair, "spearman of coarse");
      assertSpearman(coarse[0], signed[1], pair, "spearman of coarse and signed");
    }
  }

  private static void assertSpearman(float[] a, float[] b, JsonNode pair, String name) {
    assertThat(MapSimilarity.spearman(a, b).orElseThrow())
        .as("%s of %s", name, pair)
        .isCloseTo(number(pair, name), within(1e-12));
  }

  @Test
  void theStructuralSimilarityIsThatOfScikitImageForBothRanges() throws IOException {
    for (JsonNode pair : MadeMaps.oracle().path("pairs")) {
      assertSsim(both("unsigned", pair), 1, pair, "ssim of range 1");
      assertSsim(both("signed", pair), 2, pair, "ssim of range 2");
      assertSsim(both("coarse", pair), 1, pair, "ssim of coarse");
    }
  }

  private static void assertSsim(float[][] maps, double range, JsonNode pair, String name) {
    int height = pair.path("height").asInt();
    int width = pair.path("width").asInt();
    assertThat(MapSimilarity.ssim(maps[0], maps[1], height, width, range))
        .as("%s of %s", name, pair)
        .isCloseTo(number(pair, name), within(1e-12));
  }

  @Test
  void theStructuralSimilarityOfFlatMapsByHand() {
    // One window, no variance: (2 * 0 * 1 + c1) c2 / ((0 + 1 + c1) c2) with c1 = (0.01 range)^2.
    float[] white = new float[49];
    Arrays.fill(white, 1);
    assertThat(MapSimilarity.ssim(new float[49], white, 7, 7, 1))
        .isCloseTo(0.0001 / 1.0001, within(1e-15));
    assertThat(MapSimilarity.ssim(new float[49], white, 7, 7, 2))
        .isCloseTo(0.0004 / 1.0004, within(1e-15));
    assertThat(MapSimilarity.ssim(new float[49], new float[49], 7, 7, 1)).isEqualTo(1);
  }

  @Test
  void theStructuralSimilarityNeedsAWindow() {
    assertThatThrownBy(() -> MapSimilarity.ssim(new float[54], new float[54], 6, 9, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("SSIM needs maps of 7 x 7 pixels or more, but they have 6 x 9");
    assertThatThrownBy(() -> MapSimilarity.ssim(new float[54], new float[54], 9, 6, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theHistogramOfGradientsIsThatOfScikitImage() throws IOException {
    for (JsonNode one : MadeMaps.oracle().path("gradients")) {
      int height = one.path("height").asInt();
      int width = one.path("width").asInt();
      int cell = one.path("cell").asInt();
      String kind = one.path("map").asText();
      float[] map = MadeMaps.named(kind, height, width, one.path("salt").asInt());
      double[] hog = MapSimilarity.hog(map, height, width, cell);
      assertThat(hog).hasSize(one.path("size").asInt());
      JsonNode expected = one.path("values");
      int every = one.path("every").asInt();
      assertThat(expected).hasSize((hog.length + every - 1) / every);
      for (int i = 0; i < expected.size(); i++) {
        // scikit-image adds up the pixels of a cell in single precision.
        assertThat(hog[i * every])
            .as("%s, %d x %d in cells of %d, number %d", kind, height, width, cell, i * every)
            .isCloseTo(expected.path(i).asDouble(), within(3e-8));
      }
    }
  }

  @Test
  void theHistogramOfGradientsOfARampByHand() {
    // 9 x 9 pixels, as bright as their column, in cells of 3: to the right it grows by 2, at the
    // borders by 0, so the first angle has 6 * 2 / 9, 9 * 2 / 9, 6 * 2 / 9 in the cells of a row.
    // Over the root of 3 (16/9 + 4 + 16/9) these are 0.28, 0.42, 0.28, all cut at 0.2, and nine of
    // 0.2 over the root of 9 * 0.04 are a third.
    float[] across = new float[81];
    float[] down = new float[81];
    for (int i = 0; i < 81; i++) {
      across[i] = i % 9;
      down[i] = -(i / 9);
    }
    double[] hog = MapSimilarity.hog(across, 9, 9, 3);
    double[] turned = MapSimilarity.hog(down, 9, 9, 3);
    assertThat(hog).hasSize(81);
    for (int i = 0; i < 81; i++) {
      // Downwards is 90 degrees, the fifth angle of 20 degrees, whichever way it grows.
      assertThat(hog[i]).isCloseTo(i % 9 == 0 ? 1 / 3.0 : 0, within(1e-9));
      assertThat(turned[i]).isCloseTo(i % 9 == 4 ? 1 / 3.0 : 0, within(1e-9));
    }
  }

  @Test
  void aHistogramOfGradientsNeedsABlock() {
    assertThatThrownBy(() -> MapSimilarity.hog(new float[11 * 20], 11, 20, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a histogram of gradients needs 3 x 3 cells of 4 pixels or more, but the map has 11 x"
                + " 20 pixels");
  }

  @Test
  void theOverlapByHandWithTies() {
    // 40 % of 5 cells are 2. In a that is the 5 and one of three 3s, each a third of a member; in b
    // the first two. Of both: 1 + 1/3 = 4/3; of either: 1 + 1 + 1/3 + 1/3 = 8/3.
    assertThat(
            MapSimilarity.overlap(new float[] {5, 3, 3, 3, 0}, new float[] {3, 5, 0, 0, 0}, 0.4)
                .orElseThrow())
        .isCloseTo(0.5, within(1e-12));
    // 20 % of 16 cells are 3.2: the fourth in order belongs by a fifth.
    float[] a = new float[16];
    for (int i = 0; i < 16; i++) {
      a[i] = -i;
    }
    assertThat(Arrays.copyOf(MapSimilarity.strongest(a, 3.2), 5))
        .containsExactly(new double[] {1, 1, 1, 0.2, 0}, within(1e-12));
  }

  @Test
  void theOverlapOfMapsWithoutTiesIsThatOfSets() {
    Random random = new Random(4);
    for (int trial = 0; trial < 50; trial++) {
      float[] a = shuffled(40, random);
      float[] b = shuffled(40, random);
      Set<Integer> both = eightStrongest(a);
      Set<Integer> either = new HashSet<>(both);
      either.addAll(eightStrongest(b));
      both.retainAll(eightStrongest(b));
      assertThat(MapSimilarity.overlap(a, b, 0.2).orElseThrow())
          .isCloseTo((double) both.size() / either.size(), within(1e-12));
    }
  }

  private static float[] shuffled(int cells, Random random) {
    float[] map = new float[cells];
    for (int i = 0; i < cells; i++) {
      int other = random.nextInt(i + 1);
      map[i] = map[other];
      map[other] = i - 20;
    }
    return map;
  }

  private static Set<Integer> eightStrongest(float[] map) {
    List<Integer> cells =
        IntStream.range(0, map.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -map[i]))
            .toList();
    return new HashSet<>(cells.subList(0, 8));
  }

  @Test
  void aMapOverlapsWithItselfWhollyAndTheOrderOfTwoDoesNotMatter() {
    Random random = new Random(6);
    for (int trial = 0; trial < 100; trial++) {
      float[] a = new float[5 + random.nextInt(30)];
      float[] b = new float[a.length];
      for (int i = 0; i < a.length; i++) {
        a[i] = random.nextInt(4);
        b[i] = random.nextInt(3) - 1;
      }
      a[0] = 9;
      b[1] = 9;
      double share = 0.05 + 0.9 * random.nextDouble();
      assertThat(MapSimilarity.overlap(a, a, share)).hasValue(1);
      double overlap = MapSimilarity.overlap(a, b, share).orElseThrow();
      assertThat(overlap).isBetween(0.0, 1.0);
      assertThat(MapSimilarity.overlap(b, a, share)).hasValue(overlap);
      // Tied or not, they are as many as asked for.
      assertThat(Arrays.stream(MapSimilarity.strongest(a, share * a.length)).sum())
          .isCloseTo(share * a.length, within(1e-9));
    }
  }

  @Test
  void aConstantMapOverlapsWithNothing() {
    float[] some = {1, 2, 3, 4, 5};
    assertThat(MapSimilarity.overlap(some, new float[5], 0.2)).isEmpty();
    assertThat(MapSimilarity.overlap(new float[5], some, 0.2)).isEmpty();
  }

  @Test
  void equalNumbersHaveNoCorrelationEvenIfTheirMeanIsRounded() {
    // 0.1 + 0.1 + 0.1 is 0.30000000000000004, and a third of that is not 0.1.
    double[] equal = {0.1, 0.1, 0.1};
    assertThat(MapSimilarity.pearson(equal, new double[] {1, 2, 4})).isEmpty();
    assertThat(MapSimilarity.pearson(new double[] {1, 2, 4}, equal)).isEmpty();
  }

  @Test
  void theOrderOfPixelsIsThatOfTheirValues() {
    Random random = new Random(8);
    float[] map = new float[300];
    for (int i = 0; i < map.length; i++) {
      map[i] = i % 7 == 0 ? (float) random.nextGaussian() * 1e20f : random.nextInt(9) - 4;
    }
    map[0] = -0f; // the same as 0
    map[1] = Float.MIN_VALUE;
    map[2] = -Float.MIN_VALUE;
    for (int[] order : new int[][] {PixelOrder.ascending(map), PixelOrder.descending(map)}) {
      assertThat(IntStream.of(order).sorted().toArray())
          .isEqualTo(IntStream.range(0, 300).toArray());
    }
    int[] up = PixelOrder.ascending(map);
    int[] down = PixelOrder.descending(map);
    for (int i = 1; i < map.length; i++) {
      assertThat(map[up[i]]).isGreaterThanOrEqualTo(map[up[i - 1]] + 0f);
      assertThat(map[down[i]]).isLessThanOrEqualTo(map[down[i - 1]] + 0f);
    }
  }

  @Test
  void equalPixelsComeInNoOrderOfTheirPlaces() {
    // The first half of 10 000 equal pixels lies as high as the second: about row 50 of 100.
    int[] order = PixelOrder.descending(new float[10_000]);
    double row = IntStream.of(order).limit(5_000).map(place -> place / 100).average().orElse(0);
    assertThat(row).isBetween(48.0, 51.0);
    assertThat(PixelOrder.descending(new float[10_000])).isEqualTo(order);
  }

  private static float[][] both(String kind, JsonNode pair) {
    int height = pair.path("height").asInt();
    int width = pair.path("width").asInt();
    return new float[][] {
      MadeMaps.named(kind, height, width, pair.path("salts").path(0).asInt()),
      MadeMaps.named(kind, height, width, pair.path("salts").path(1).asInt())
    };
  }

  private static double number(JsonNode node, String name) {
    assertThat(node.path(name).isNumber()).as(name).isTrue();
    return node.path(name).asDouble();
  }
}
