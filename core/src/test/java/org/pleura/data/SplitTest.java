package org.pleura.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SplitTest {
  private static Radiograph radiograph(int index, int label, Optional<String> patient) {
    String className = label == 1 ? "effusion" : "normal";
    return new Radiograph(className + "/" + index + ".png", label, className, patient, "0");
  }

  /** Positives first, without patients; the number in the name is the index. */
  private static List<Radiograph> radiographs(int positives, int negatives) {
    List<Radiograph> all = new ArrayList<>();
    for (int i = 0; i < positives + negatives; i++) {
      all.add(radiograph(i, i < positives ? 1 : 0, Optional.empty()));
    }
    return all;
  }

  private static List<Integer> indices(List<Radiograph> part) {
    return part.stream().map(r -> Integer.valueOf(r.name().replaceAll("\\D", ""))).toList();
  }

  private static String sha256(List<Radiograph> part) throws Exception {
    String joined = indices(part).stream().map(String::valueOf).collect(Collectors.joining(","));
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(joined.getBytes(UTF_8)));
  }

  private static long positives(List<Radiograph> part) {
    return part.stream().filter(r -> r.label() == 1).count();
  }

  @Test
  void theLessonHas505And90And105Images() throws Exception {
    Split split = Split.lesson(radiographs(350, 350), 42);
    // 0.15 * 700 = 105; 0.15 * 595 = 89.25, rounded up to 90
    assertThat(split.train()).hasSize(505);
    assertThat(split.validation()).hasSize(90);
    assertThat(split.test()).hasSize(105);
    assertThat(indices(split.test()))
        .startsWith(158, 500, 396, 155, 321, 212, 234, 289, 300, 356, 673, 328)
        .endsWith(641, 323, 65);
    assertThat(indices(split.validation()))
        .startsWith(465, 341, 540, 589, 144, 481, 637, 26, 442, 252, 403, 493)
        .endsWith(412, 597, 395);
    assertThat(indices(split.train()))
        .startsWith(563, 7, 639, 349, 75, 615, 628, 280, 433, 297, 456, 236)
        .endsWith(526, 373, 568);
    assertThat(positives(split.train())).isEqualTo(247);
    assertThat(positives(split.validation())).isEqualTo(43);
    assertThat(positives(split.test())).isEqualTo(60);
  }

  /** From {@code tools/oracle/images_oracle.py}. */
  static Stream<List<String>> splitsOfScikitLearn() throws Exception {
    try (InputStream stream = SplitTest.class.getResourceAsStream("/images/split.csv")) {
      return new String(Objects.requireNonNull(stream).readAllBytes(), UTF_8)
          .lines()
          .skip(1)
          .map(line -> Arrays.asList(line.split(",")));
    }
  }

  @ParameterizedTest
  @MethodSource("splitsOfScikitLearn")
  void theLessonsSplitIsThatOfScikitLearn(List<String> expected) throws Exception {
    int n = Integer.parseInt(expected.get(0));
    Split split = Split.lesson(radiographs(n / 2, n - n / 2), Long.parseLong(expected.get(1)));
    assertThat(List.of(sha256(split.train()), sha256(split.validation()), sha256(split.test())))
        .isEqualTo(expected.subList(2, 5));
  }

  @Test
  void aStratifiedSplitHasTheSameShareOfPositivesInEachPart() throws Exception {
    // 200 positives: test 30, validation ceil(0.15 * 170) = 26, train 144.
    // 100 negatives: test 15, validation ceil(0.15 * 85) = 13, train 72.
    Split split = Split.stratified(radiographs(200, 100), 1);
    assertThat(positives(split.test())).isEqualTo(30);
    assertThat(split.test()).hasSize(45);
    assertThat(positives(split.validation())).isEqualTo(26);
    assertThat(split.validation()).hasSize(39);
    assertThat(positives(split.train())).isEqualTo(144);
    assertThat(split.train()).hasSize(216);
  }

  @Test
  void aSmallerShareToChooseOnLeavesMoreToTrainOnAndTheSameImagesToTestOn() throws Exception {
    // 200 positives: test 30, validation ceil(0.05 * 170) = 9, train 161.
    // 100 negatives: test 15, validation ceil(0.05 * 85) = 5, train 80.
    List<Radiograph> all = radiographs(200, 100);
    Split split = Split.stratified(all, 0.05, Groups.byPatient(all), 1);
    assertThat(split.test()).hasSize(45);
    assertThat(positives(split.validation())).isEqualTo(9);
    assertThat(split.validation()).hasSize(14);
    assertThat(split.train()).hasSize(161 + 80);
    // The lesson's rule: of 300 images 45 to test on, and ceil(0.05 * 255) = 13 to choose on.
    Split lesson = Split.lesson(all, 0.05, 42);
    assertThat(lesson.validation()).hasSize(13);
    assertThat(lesson.test()).isEqualTo(Split.lesson(all, 42).test());
  }

  @Test
  void aStratifiedSplitIsInRandomOrderAndNamedByItsSeed() throws Exception {
    List<Radiograph> all = radiographs(200, 100);
    assertThat(Split.stratified(all, 1)).isEqualTo(Split.stratified(all, 1));
    assertThat(Split.stratified(all, 1)).isNotEqualTo(Split.stratified(all, 2));
    List<Integer> train = indices(Split.stratified(all, 1).train());
    assertThat(train).isNotEqualTo(train.stream().sorted().toList());
  }

  @Test
  void aPatientIsNeverInTwoPartsAndNoImageIsLost() throws Exception {
    Random random = new Random(11);
    for (int round = 0; round < 50; round++) {
      List<Radiograph> all = new ArrayList<>();
      int patients = 60 + random.nextInt(100);
      for (int patient = 0; patient < patients; patient++) {
        // Most have one image, some up to nine, of either class; some are not known.
        int images = random.nextInt(3) > 0 ? 1 : 1 + random.nextInt(9);
        Optional<String> name =
            random.nextInt(10) == 0 ? Optional.empty() : Optional.of("p" + patient);
        for (int i = 0; i < images; i++) {
          all.add(radiograph(all.size(), random.nextInt(3) == 0 ? 1 : 0, name));
        }
      }
      Split split = Split.stratified(all, round);
      Set<String> seen = new HashSet<>();
      int count = 0;
      for (Part part : Part.values()) {
        Set<String> here = new HashSet<>();
        split.part(part).forEach(r -> r.patient().ifPresent(here::add));
        assertThat(here).noneMatch(seen::contains);
        seen.addAll(here);
        count += split.part(part).size();
        double share = (double) positives(split.part(part)) / split.part(part).size();
        assertThat(share).isCloseTo((double) positives(all) / all.size(), within(0.1));
      }
      assertThat(count).isEqualTo(all.size());
      assertThat(split.test().size()).isBetween(all.size() / 10, all.size() / 5);
    }
  }

  @Test
  void threeImagesOfEachClassAreJustEnough() throws Exception {
    Split split = Split.stratified(radiographs(3, 3), 0);
    for (Part part : Part.values()) {
      assertThat(positives(split.part(part))).isEqualTo(1);
      assertThat(split.part(part)).hasSize(2);
    }
  }

  @Test
  void twoImagesOfAClassAreTooFew() {
    assertThatThrownBy(() -> Split.lesson(radiographs(2, 300), 42))
        .isInstanceOf(UnusableDataException.class)
        .hasMessageContaining("'effusion' has 2");
    assertThatThrownBy(() -> Split.stratified(radiographs(300, 2), 42))
        .isInstanceOf(UnusableDataException.class)
        .hasMessageContaining("'normal' has 2");
  }

  @Test
  void oneClassAloneCannotBeSplit() {
    assertThatThrownBy(() -> Split.lesson(radiographs(30, 0), 42))
        .isInstanceOf(UnusableDataException.class)
        .hasMessageContaining("two classes");
  }

  @Test
  void twoPatientsCannotFillThreeParts() {
    List<Radiograph> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      all.add(radiograph(i, i % 2, Optional.of(i < 20 ? "a" : "b")));
    }
    assertThatThrownBy(() -> Split.stratified(all, 42))
        .isInstanceOf(UnusableDataException.class)
        .hasMessageContaining("only one class")
        .hasMessageContaining("add patients");
  }
}
