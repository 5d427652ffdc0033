package org.pleura.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FoldsTest {
  private static Radiograph radiograph(int index, int label, Optional<String> patient) {
    String className = label == 1 ? "effusion" : "normal";
    return new Radiograph(className + "/" + index + ".png", label, className, patient, "0");
  }

  private static List<Radiograph> patients(Random random, int count) {
    List<Radiograph> all = new ArrayList<>();
    for (int patient = 0; patient < count; patient++) {
      int images = random.nextInt(3) > 0 ? 1 : 1 + random.nextInt(9);
      for (int i = 0; i < images; i++) {
        int label = random.nextInt(4) == 0 ? 1 : 0;
        all.add(radiograph(all.size(), label, Optional.of("p" + patient)));
      }
    }
    return all;
  }

  private static double share(List<Radiograph> some) {
    return some.stream().mapToInt(Radiograph::label).average().orElseThrow();
  }

  @Test
  void noPatientIsInTwoFoldsAndTheClassesAreBalanced() throws Exception {
    Random random = new Random(3);
    for (int round = 0; round < 50; round++) {
      List<Radiograph> all = patients(random, 80 + random.nextInt(100));
      Folds folds = Folds.stratified(all, Groups.byPatient(all), 5, round);
      Set<String> seen = new HashSet<>();
      int count = 0;
      for (List<Radiograph> fold : folds.folds()) {
        Set<String> here = new HashSet<>();
        fold.forEach(one -> here.add(one.patient().orElseThrow()));
        assertThat(here).noneMatch(seen::contains);
        seen.addAll(here);
        count += fold.size();
        assertThat(share(fold)).isCloseTo(share(all), within(0.08));
        assertThat((double) fold.size() / all.size()).isCloseTo(0.2, within(0.04));
      }
      assertThat(count).isEqualTo(all.size());
    }
  }

  @Test
  void theSameSeedGivesTheSameFoldsAndAnotherOthers() throws Exception {
    List<Radiograph> all = patients(new Random(1), 100);
    Groups groups = Groups.byPatient(all);
    assertThat(Folds.stratified(all, groups, 4, 7)).isEqualTo(Folds.stratified(all, groups, 4, 7));
    assertThat(Folds.stratified(all, groups, 4, 7))
        .isNotEqualTo(Folds.stratified(all, groups, 4, 8));
  }

  @Test
  void withoutPatientsTheFoldsAreExact() throws Exception {
    List<Radiograph> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      all.add(radiograph(i, i < 20 ? 1 : 0, Optional.empty()));
    }
    // 20 positives and 30 negatives in 5 folds: 4 and 6 in each
    for (List<Radiograph> fold : Folds.stratified(all, Groups.byPatient(all), 5, 0).folds()) {
      assertThat(fold).hasSize(10);
      assertThat(fold.stream().mapToInt(Radiograph::label).sum()).isEqualTo(4);
    }
  }

  @Test
  void ofTheOtherFoldsFifteenPerCentOfEachClassAreForValidation() throws Exception {
    List<Radiograph> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      all.add(radiograph(i, i < 20 ? 1 : 0, Optional.empty()));
    }
    Groups groups = Groups.byPatient(all);
    Folds two = Folds.stratified(all, groups, 2, 0);
    Split split = two.split(1, Split.PART, groups, 0);
    // 10 of label 1 and 15 of label 0 in each fold: ceil(1.5) = 2 and ceil(2.25) = 3 to validate.
    assertThat(split.test()).isEqualTo(two.folds().get(1));
    assertThat(split.validation()).hasSize(5).isSubsetOf(two.folds().get(0));
    assertThat(split.validation().stream().mapToInt(Radiograph::label).sum()).isEqualTo(2);
    assertThat(split.train()).hasSize(20).isSubsetOf(two.folds().get(0));
    assertThat(split.train()).doesNotContainAnyElementsOf(split.validation());
  }

  @Test
  void noPatientIsInTwoPartsOfAFoldsSplit() throws Exception {
    Random random = new Random(9);
    for (int round = 0; round < 20; round++) {
      List<Radiograph> all = patients(random, 80 + random.nextInt(100));
      Groups groups = Groups.byPatient(all);
      Folds folds = Folds.stratified(all, groups, 5, 0);
      for (int test = 0; test < 5; test++) {
        Split split = folds.split(test, Split.PART, groups, 0);
        split.requirePatientsApart();
        assertThat(split.train().size() + split.validation().size() + split.test().size())
            .isEqualTo(all.size());
      }
    }
  }

  @Test
  void oneImageOfAClassCannotBeTrainedOnAndValidatedOn() throws Exception {
    List<Radiograph> all = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      all.add(radiograph(i, i < 2 ? 1 : 0, Optional.empty()));
    }
    Groups groups = Groups.byPatient(all);
    Folds two = Folds.stratified(all, groups, 2, 0);
    assertThatThrownBy(() -> two.split(0, Split.PART, groups, 0))
        .isInstanceOf(UnusableDataException.class)
        .hasMessageContaining("beside the test images there are 1 of label 1; add images.");
  }

  @Test
  void filmsThatAreTheSameJoinTheirPatients() throws Exception {
    Radiograph ofAnna = radiograph(0, 1, Optional.of("anna"));
    Radiograph alsoOfAnna = radiograph(1, 1, Optional.of("anna"));
    Radiograph copyUnderAnotherName = radiograph(2, 0, Optional.of("berta"));
    Radiograph ofBerta = radiograph(3, 0, Optional.of("berta"));
    Radiograph alone = radiograph(4, 0, Optional.empty());
    Groups groups =
        Groups.of(
            List.of(ofAnna, alsoOfAnna, copyUnderAnotherName, ofBerta, alone),
            List.of(List.of(alsoOfAnna.name(), copyUnderAnotherName.name())));
    assertThat(groups.of(ofAnna)).isEqualTo(groups.of(ofBerta));
    assertThat(groups.of(alone)).isNotEqualTo(groups.of(ofAnna));
  }

  @Test
  void twoPatientsCannotFillThreeFolds() {
    List<Radiograph> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      all.add(radiograph(i, i % 2, Optional.of(i < 20 ? "a" : "b")));
    }
    assertThatThrownBy(() -> Folds.stratified(all, Groups.byPatient(all), 3, 0))
        .isInstanceOf(UnusableDataException.class)
        .hasMessageContaining("3 folds")
        .hasMessageContaining("fewer folds");
  }

  @Test
  void aPatientInTwoPartsIsNamed() {
    Radiograph train = radiograph(0, 1, Optional.of("00000013"));
    Radiograph test = radiograph(1, 0, Optional.of("00000013"));
    Split split = new Split(List.of(train), List.of(), List.of(test));
    assertThatThrownBy(split::requirePatientsApart)
        .isInstanceOf(UnusableDataException.class)
        .hasMessageContaining("patient 00000013 is in train (effusion/0.png)")
        .hasMessageContaining("test (normal/1.png)");
  }
}
