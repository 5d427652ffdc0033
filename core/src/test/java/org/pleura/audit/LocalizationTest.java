package org.pleura.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.pleura.evaluate.Estimate;
import org.pleura.explain.Heatmap;

class LocalizationTest {
  private static final List<BiFunction<float[], boolean[], OptionalDouble>> MEASURES =
      List.of(
          Localization::rankAccuracy,
          Localization::pointingGame,
          Localization::energyInside,
          Localization::averagePrecision);

  /** A mask as a drawing: x is inside. */
  private static boolean[] mask(String drawing) {
    boolean[] mask = new boolean[drawing.length()];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = drawing.charAt(i) == 'x';
    }
    return mask;
  }

  @Test
  void theStrongestPixelsInsideByHandWithTies() {
    // Two pixels: the 9, outside, and one of three 4s, of which one is inside: (0 + 1/3) of 2.
    float[] map = {9, 4, 4, 4, 1, 0};
    assertThat(Localization.rankAccuracy(map, mask(".x..x.")).orElseThrow())
        .isCloseTo(1 / 6.0, within(1e-12));
    assertThat(Localization.rankAccuracy(map, mask("xx....")).orElseThrow())
        .isCloseTo((1 + 1 / 3.0) / 2, within(1e-12));
    assertThat(Localization.rankAccuracy(map, mask("....xx"))).hasValue(0);
  }

  @Test
  void thePointingGameByHandWithTies() {
    float[] map = {2, 7, 7, -1, 7};
    assertThat(Localization.pointingGame(map, mask(".xx..")).orElseThrow())
        .isCloseTo(2 / 3.0, within(1e-12));
    assertThat(Localization.pointingGame(map, mask("x..x."))).hasValue(0);
    assertThat(Localization.pointingGame(new float[] {-3, -2}, mask(".x"))).hasValue(1);
  }

  @Test
  void tiesCountAsTheMeanOfAllOrdersTheyCouldStandIn() {
    Random random = new Random(5);
    List<int[]> orders = orders(6);
    assertThat(orders).hasSize(720);
    for (int trial = 0; trial < 40; trial++) {
      float[] map = new float[6];
      boolean[] mask = new boolean[6];
      for (int i = 0; i < 6; i++) {
        map[i] = random.nextInt(3) - 1;
        mask[i] = random.nextBoolean();
      }
      int size = 0;
      for (boolean in : mask) {
        size += in ? 1 : 0;
      }
      if (size == 0 || size == 6) {
        assertThat(Localization.rankAccuracy(map, mask)).isEmpty();
        continue;
      }
      double share = 0;
      double hits = 0;
      int count = 0;
      for (int[] order : orders) {
        boolean falls = true;
        for (int k = 1; k < 6; k++) {
          falls &= map[order[k]] <= map[order[k - 1]];
        }
        if (falls) {
          count++;
          hits += mask[order[0]] ? 1 : 0;
          for (int k = 0; k < size; k++) {
            share += mask[order[k]] ? 1.0 / size : 0;
          }
        }
      }
      assertThat(Localization.rankAccuracy(map, mask).orElseThrow())
          .isCloseTo(share / count, within(1e-9));
      assertThat(Localization.pointingGame(map, mask).orElseThrow())
          .isCloseTo(hits / count, within(1e-9));
    }
  }

  /** All orders of so many pixels. */
  private static List<int[]> orders(int pixels) {
    List<int[]> orders = new ArrayList<>(List.of(new int[0]));
    for (int pixel = 0; pixel < pixels; pixel++) {
      List<int[]> longer = new ArrayList<>();
      for (int[] order : orders) {
        for (int at = 0; at <= pixel; at++) {
          int[] with = Arrays.copyOf(order, pixel + 1);
          System.arraycopy(order, at, with, at + 1, pixel - at);
          with[at] = pixel;
          longer.add(with);
        }
      }
      orders = longer;
    }
    return orders;
  }

  @Test
  void theEnergyIsThatOfTheEvidenceForByHand() {
    // Inside -5, which does not count, and 2; outside 3 and 5: 2 of 10.
    float[] map = {-5, 2, 3, 5};
    assertThat(Localization.energyInside(map, mask("xx.."))).hasValue(0.2);
    assertThat(Localization.energyInside(new float[] {-5, 0, -1, -2}, mask("xx.."))).isEmpty();
  }

  @Test
  void theAveragePrecisionByHandWithTies() {
    // From the 4 on: 0 of 1. From the two 3s on: 1 of 3, half of the recall. From the 1 on: 2 of 4,
    // the other half. 1/3 * 1/2 + 2/4 * 1/2 = 5/12.
    float[] map = {4, 3, 3, 1};
    assertThat(Localization.averagePrecision(map, mask(".x.x")).orElseThrow())
        .isCloseTo(5 / 12.0, within(1e-12));
    assertThat(Localization.averagePrecision(map, mask("xxx."))).hasValue(1);
  }

  @Test
  void theAveragePrecisionIsThatOfScikitLearn() throws IOException {
    JsonNode cases = MadeMaps.oracle().path("precision");
    assertThat(cases).isNotEmpty();
    for (JsonNode one : cases) {
      int height = one.path("height").asInt();
      int width = one.path("width").asInt();
      int salt = one.path("salt").asInt();
      int[] made = MadeMaps.made(height, width, salt);
      boolean[] mask = new boolean[made.length];
      int size = 0;
      for (int i = 0; i < mask.length; i++) {
        mask[i] = made[i] > 150;
        size += mask[i] ? 1 : 0;
      }
      assertThat(size).isEqualTo(one.path("mask").asInt());
      assertPrecision(MadeMaps.signed(height, width, salt + 1), mask, one, "of the next");
      assertPrecision(MadeMaps.coarse(height, width, salt + 1), mask, one, "of the next, coarse");
      assertPrecision(MadeMaps.coarse(height, width, salt), mask, one, "of itself, coarse");
      assertPrecision(new float[mask.length], mask, one, "of a constant");
    }
  }

  private static void assertPrecision(float[] map, boolean[] mask, JsonNode one, String name) {
    assertThat(one.path(name).isNumber()).isTrue();
    assertThat(Localization.averagePrecision(map, mask).orElseThrow())
        .as("%s in %s", name, one)
        .isCloseTo(one.path(name).asDouble(), within(1e-12));
  }

  @Test
  void anEmptyOrAFullMaskIsNeverAFreeHit() {
    float[] map = {1, 2, 3, 0};
    for (BiFunction<float[], boolean[], OptionalDouble> measure : MEASURES) {
      assertThat(measure.apply(map, mask("...."))).isEmpty();
      assertThat(measure.apply(map, mask("xxxx"))).isEmpty();
      assertThat(measure.apply(map, mask(".x.."))).isPresent();
    }
  }

  @Test
  void aMapThatSaysTheSameEverywhereReachesTheMasksShare() {
    float[] flat = {2, 2, 2, 2, 2};
    for (BiFunction<float[], boolean[], OptionalDouble> measure : MEASURES) {
      assertThat(measure.apply(flat, mask("x.x..")).orElseThrow()).isCloseTo(0.4, within(1e-12));
    }
  }

  @Test
  void theMeanMaskIsHowOftenTheFindingIsThere() {
    assertThat(
            Localization.meanMask(
                List.of(mask("xx.."), mask("x..."), mask("x.x."), mask("....")), 4))
        .containsExactly(0.75f, 0.25f, 0.25f, 0);
    assertThat(Localization.meanMask(List.of(), 3)).containsExactly(0, 0, 0);
  }

  @Test
  void theMeanOfTenEqualMasksIsOne() {
    // 0.1f added up ten times is 1.0000001.
    assertThat(Localization.meanMask(Collections.nCopies(10, mask("x.")), 2)).containsExactly(1, 0);
  }

  @Test
  void theUsualPlaceOfTheLungsIsTwoUprightEllipses() {
    // 200 x 100: centres at row 94 and columns 30 and 70, half axes of 66 rows and 15 columns.
    float[] area = Localization.lungArea(200, 100);
    int top = 200;
    int bottom = 0;
    int left = 100;
    int right = 0;
    double sum = 0;
    for (int row = 0; row < 200; row++) {
      for (int column = 0; column < 100; column++) {
        float here = area[row * 100 + column];
        assertThat(here).isIn(0f, 1f).isEqualTo(area[row * 100 + 99 - column]);
        sum += here;
        if (here == 1) {
          top = Math.min(top, row);
          bottom = Math.max(bottom, row);
          left = Math.min(left, column);
          right = Math.max(right, column);
        }
      }
      assertThat(area[row * 100 + 49]).isZero();
    }
    assertThat(List.of(top, bottom, left, right)).containsExactly(28, 159, 15, 84);
    assertThat(sum).isCloseTo(2 * Math.PI * 66 * 15, within(30.0));
    // The corners of an ellipse's box do not belong to it.
    assertThat(area[94 * 100 + 30]).isEqualTo(1);
    assertThat(area[40 * 100 + 18]).isZero();
  }

  @Test
  void theBaselinesByHand() {
    // 2 x 5 pixels, the mask has two. No other mask says nothing: a share of 2 of 10.
    boolean[] mask = mask("x....x....");
    float[] centre = {9, 8, 1, 1, 1, 1, 1, 1, 1, 1};
    Localization.Baselines alone = Localization.Baselines.of(mask, List.of(), centre, 2);
    assertThat(alone.chance()).isEqualTo(0.2);
    assertThat(alone.meanMask()).isCloseTo(0.2, within(1e-12));
    assertThat(alone.centre()).isEqualTo(0.5); // the 9 is inside, the 8 is not
    assertThat(alone.lungs())
        .isEqualTo(Localization.rankAccuracy(Localization.lungArea(2, 5), mask).orElseThrow());
    // Other masks say the first pixel twice, the second once.
    List<boolean[]> others = List.of(mask("xx........"), mask("x........."));
    assertThat(Localization.Baselines.of(mask, others, centre, 2).meanMask()).isEqualTo(0.5);
  }

  @Test
  void aMapIsAskedByItsPixelsAndTheFindingIsMeasuredInItsCells() {
    float[] cells = {0, 0, 0, -2, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    Heatmap map = Heatmap.signed("m", "l", cells, 4, 4, 16, 16);
    boolean[] mask = new boolean[256];
    // Cell (1, 1) lies on pixel (5, 5); its 2 x 4 pixels are half of one of 4 x 4.
    for (int row = 5; row < 7; row++) {
      Arrays.fill(mask, row * 16 + 4, row * 16 + 8, true);
    }
    Localization.Baselines baselines = new Localization.Baselines(0.1, 0.2, 0.3, 0.4);
    Localization.OfImage found = Localization.of(map, mask, baselines);
    float[] pixels = map.expanded();
    assertThat(found.size()).isEqualTo(0.5);
    assertThat(found.hit()).isEqualTo(1);
    assertThat(found.strongest())
        .isEqualTo(Localization.rankAccuracy(pixels, mask).orElseThrow())
        .isBetween(0.5, 0.99);
    assertThat(found.energy()).isEqualTo(Localization.energyInside(pixels, mask));
    assertThat(found.precision())
        .isEqualTo(Localization.averagePrecision(pixels, mask).orElseThrow());
    assertThat(found.baselines()).isEqualTo(baselines);
  }

  private static Localization.OfImage found(
      double strongest, Localization.Baselines baselines, double size) {
    return new Localization.OfImage(strongest, 1, OptionalDouble.of(0.5), 0.4, baselines, size);
  }

  private static final Localization.Baselines USUAL =
      new Localization.Baselines(0.3, 0.2, 0.1, 0.05);

  /** 30 images, half of them this much and half that much inside. */
  private static List<Localization.OfImage> images(double these, double those, double size) {
    List<Localization.OfImage> images = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      images.add(found(i % 2 == 0 ? these : those, USUAL, size));
    }
    return images;
  }

  @Test
  void aMapMustBeatTheBestOfTheMapsThatKnowNothing() {
    Finding finding = Localization.judge(images(0.6, 0.8, 4));
    assertThat(finding.check()).isEqualTo(Check.LOCALIZATION);
    assertThat(finding.verdict()).isEqualTo(Verdict.PASS);
    // 0.7 - 0.3; the interval is about 1.96 * 0.1 / sqrt(30) = 0.036 to either side.
    assertThat(finding.why()).startsWith("better than the mean mask of other images by 0.40 (0.3");
    assertThat(finding.figures().keySet())
        .containsExactly(
            "strongest pixels inside",
            "strongest pixels inside, of the mean mask of other images",
            "strongest pixels inside, of the usual place of the lungs",
            "strongest pixels inside, of a blob in the centre",
            "strongest pixels inside, of chance",
            "pointing game",
            "energy inside",
            "average precision",
            "better than the mean mask of other images");
    assertThat(value(finding, "strongest pixels inside")).isCloseTo(0.7, within(1e-9));
    assertThat(value(finding, "strongest pixels inside, of the usual place of the lungs"))
        .isEqualTo(0.2);
    assertThat(value(finding, "strongest pixels inside, of a blob in the centre")).isEqualTo(0.1);
    assertThat(value(finding, "strongest pixels inside, of chance")).isEqualTo(0.05);
    assertThat(value(finding, "pointing game")).isEqualTo(1);
    assertThat(value(finding, "energy inside")).isEqualTo(0.5);
    assertThat(value(finding, "average precision")).isEqualTo(0.4);
  }

  private static double value(Finding finding, String figure) {
    Estimate estimate = Objects.requireNonNull(finding.figures().get(figure), figure);
    assertThat(estimate).isInstanceOf(Estimate.Known.class);
    return ((Estimate.Known) estimate).value();
  }

  @Test
  void aMapThatIsNoBetterFailsAndOneThatMayBeDoesNotTell() {
    Finding same = Localization.judge(images(0.3, 0.3, 4));
    assertThat(same.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(same.why())
        .isEqualTo("better than the mean mask of other images by 0.00 (0.00 to 0.00)");
    assertThat(Localization.judge(images(0.1, 0.2, 4)).verdict()).isEqualTo(Verdict.FAIL);
    // On the mean 0.05 better, give or take 0.1.
    assertThat(Localization.judge(images(0.05, 0.65, 4)).verdict()).isEqualTo(Verdict.CANNOT_TELL);
  }

  @Test
  void aMapThatIsTooCoarseDoesNotFail() {
    Finding coarse = Localization.judge(images(0.3, 0.3, 0.4));
    assertThat(coarse.verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(coarse.why())
        .isEqualTo(
            "the map is too coarse: on the median what is to be found is 0.40 of a cell; better"
                + " than the mean mask of other images by 0.00 (0.00 to 0.00)");
    assertThat(Localization.judge(images(0.3, 0.3, 1)).verdict()).isEqualTo(Verdict.FAIL);
    // Whoever finds it all the same passes.
    assertThat(Localization.judge(images(0.6, 0.8, 0.4)).verdict()).isEqualTo(Verdict.PASS);
    // Some small findings among large ones are no excuse: 14 of 30.
    List<Localization.OfImage> mixed = new ArrayList<>(images(0.3, 0.3, 4));
    for (int i = 0; i < 14; i++) {
      mixed.set(i, found(0.3, USUAL, 0.4));
    }
    assertThat(Localization.judge(mixed).verdict()).isEqualTo(Verdict.FAIL);
    mixed.set(14, found(0.3, USUAL, 0.4));
    mixed.set(15, found(0.3, USUAL, 0.4));
    assertThat(Localization.judge(mixed).verdict()).isEqualTo(Verdict.CANNOT_TELL);
  }

  @Test
  void theBestBaselineIsTheOneThatIsBestOverAllImages() {
    // The lungs are best in half of the images, but 0.3 on the mean, and the centre 0.4.
    List<Localization.OfImage> images = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      images.add(found(0.4, new Localization.Baselines(0.1, i % 2 == 0 ? 0.6 : 0, 0.4, 0.05), 4));
    }
    Finding finding = Localization.judge(images);
    assertThat(finding.why()).isEqualTo("better than a blob in the centre by 0.00 (0.00 to 0.00)");
    // Where nothing is better than chance, chance is what is to be beaten.
    Localization.Baselines poor = new Localization.Baselines(0.1, 0.1, 0.1, 0.2);
    assertThat(Localization.judge(Collections.nCopies(30, found(0.5, poor, 4))).why())
        .isEqualTo("better than chance by 0.30 (0.30 to 0.30)");
  }

  @Test
  void fewerThanTwentyImagesDoNotTellHoweverGoodTheMapIs() {
    List<Localization.OfImage> images = images(0.9, 1, 4);
    Finding finding = Localization.judge(images.subList(0, 19));
    assertThat(finding.verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(finding.why()).isEqualTo("too few images: 19 of at least 20");
    assertThat(finding.figures()).containsKey("pointing game");
    assertThat(Localization.judge(images.subList(0, 20)).verdict()).isEqualTo(Verdict.PASS);
    assertThat(Localization.judge(List.of()).verdict()).isEqualTo(Verdict.CANNOT_TELL);
  }

  @Test
  void mapsWithoutEvidenceForHaveNoEnergyInside() {
    Localization.OfImage none =
        new Localization.OfImage(0.5, 0, OptionalDouble.empty(), 0.4, USUAL, 4);
    Finding finding = Localization.judge(Collections.nCopies(30, none));
    assertThat(finding.figures().get("energy inside")).isInstanceOf(Estimate.Undefined.class);
    assertThat(finding.verdict()).isEqualTo(Verdict.PASS);
  }
}
