package org.pleura.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pleura.nn.Shape;

class PlantedShortcutTest {
  /** Top and bottom row, left and right column of what is marked, and how many pixels are. */
  private static List<Integer> box(boolean[] place, int width) {
    int top = place.length;
    int bottom = -1;
    int left = width;
    int right = -1;
    int count = 0;
    for (int i = 0; i < place.length; i++) {
      if (place[i]) {
        top = Math.min(top, i / width);
        bottom = Math.max(bottom, i / width);
        left = Math.min(left, i % width);
        right = Math.max(right, i % width);
        count++;
      }
    }
    return List.of(top, bottom, left, right, count);
  }

  @ParameterizedTest
  @CsvSource({
    // 256 x 256: a side of 256 / 8 = 32, 256 / 16 = 16 away from the borders; 256 - 16 = 240.
    "256, 256, 0, 16, 47, 16, 47, 1024",
    "256, 256, 1, 16, 47, 208, 239, 1024",
    "256, 256, 2, 208, 239, 16, 47, 1024",
    "256, 256, 3, 208, 239, 208, 239, 1024",
    // The shorter side counts: 64 / 8 = 8 and 4.
    "64, 128, 3, 52, 59, 116, 123, 64",
    "128, 64, 1, 4, 11, 52, 59, 64",
    // Two pixels at least.
    "8, 8, 2, 5, 6, 1, 2, 4",
  })
  void theMarkerIsASquareNearACorner(
      int height, int width, int corner, int top, int bottom, int left, int right, int pixels) {
    assertThat(box(PlantedShortcut.place(Shape.of(height, width, 1), corner), width))
        .containsExactly(top, bottom, left, right, pixels);
  }

  @Test
  void theCornersAreTakenEquallyOftenHoweverImagesAreNamed() {
    for (String pattern : List.of("effusion/%08d_000.png", "effusion/e%d.png", "a/%d-1.jpg")) {
      int[] counts = new int[4];
      for (int i = 0; i < 4000; i++) {
        counts[PlantedShortcut.corner(String.format(pattern, i))]++;
      }
      for (int count : counts) {
        // 1000 each, give or take; what is drawn by lot has a standard deviation of 27.
        assertThat(count).as("%s: %s", pattern, Arrays.toString(counts)).isBetween(850, 1150);
      }
    }
    // By hand: the hash of "a" is 97 = 0b1100001; 97 ^ 0 ^ 0 ends in 01.
    assertThat(PlantedShortcut.corner("a")).isEqualTo(1);
  }

  @Test
  void theCornerOfAnImageDoesNotFollowFromThatOfTheImageBefore() {
    // Were it only the last digit that counts, two images in a row would have few pairs of corners.
    Set<List<Integer>> pairs = new HashSet<>();
    for (int i = 0; i < 400; i++) {
      String before = String.format("effusion/%08d_000.png", i);
      String after = String.format("effusion/%08d_000.png", i + 1);
      pairs.add(List.of(PlantedShortcut.corner(before), PlantedShortcut.corner(after)));
    }
    assertThat(pairs).hasSize(16);
  }

  @Test
  void theMarkerHasTheHighestValueOfTheImageInAllItsColours() {
    // Three pixels of two colours; the highest value is the 4 of the last one.
    float[] image = {-1, -2, -3, -4, 4, -6};
    float[] painted = PlantedShortcut.painted(image, new boolean[] {true, false, false});
    assertThat(painted).containsExactly(4, 4, -3, -4, 4, -6);
    assertThat(image).containsExactly(-1, -2, -3, -4, 4, -6);
    assertThat(PlantedShortcut.painted(new float[] {-5, -2}, new boolean[] {true, false}))
        .containsExactly(-2, -2);
  }

  private static List<Localization.OfImage> images(double strongest) {
    Localization.Baselines baselines = new Localization.Baselines(0.25, 0, 0, 1 / 64.0);
    Localization.OfImage one =
        new Localization.OfImage(strongest, 1, OptionalDouble.of(0.5), 0.4, baselines, 4);
    return new ArrayList<>(Collections.nCopies(30, one));
  }

  @Test
  void aNetworkThatHasNotLearnedTheMarkerDoesNotTell() {
    Finding finding = PlantedShortcut.judge(images(0.25), 0.8);
    assertThat(finding.check()).isEqualTo(Check.SHORTCUT);
    assertThat(finding.verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(finding.why())
        .isEqualTo(
            "the network has not learned to go by the marker: it tells 80.0 % of the images by it");
    assertThat(finding.figures()).containsKey("strongest pixels inside");
    assertThat(PlantedShortcut.judge(images(1), 0.8).verdict()).isEqualTo(Verdict.CANNOT_TELL);
  }

  @Test
  void ofANetworkThatHasLearnedTheMarkerMapsMustPointAtIt() {
    Finding missed = PlantedShortcut.judge(images(0.25), PlantedShortcut.LEARNED);
    assertThat(missed.check()).isEqualTo(Check.SHORTCUT);
    assertThat(missed.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(missed.rule()).contains("as many as the marker has");
    Finding found = PlantedShortcut.judge(images(0.75), PlantedShortcut.LEARNED);
    assertThat(found.verdict()).isEqualTo(Verdict.PASS);
    assertThat(found.why()).isEqualTo("better than all four corners alike by 0.50 (0.50 to 0.50)");
    assertThat(PlantedShortcut.judge(images(0.75).subList(0, 19), 1).verdict())
        .isEqualTo(Verdict.CANNOT_TELL);
  }
}
