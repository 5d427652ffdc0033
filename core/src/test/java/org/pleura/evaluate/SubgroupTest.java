package org.pleura.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class SubgroupTest {

  @Test
  void eachGroupHasItsOwnFiguresAndASmallOneSaysItIsTooSmall() {
    // 24 women (12 with the finding, all called rightly) and 12 men (3 with it, 9 without, of whom
    // 6 are called rightly), and one of whom it is not known.
    boolean[] labels = new boolean[37];
    double[] probabilities = new double[37];
    List<String> sex = new ArrayList<>();
    for (int i = 0; i < 37; i++) {
      sex.add(i < 24 ? "F" : i < 36 ? "M" : "");
      labels[i] = i < 12 || (i >= 24 && i < 27);
      boolean right = i < 30 || i > 32;
      probabilities[i] = labels[i] == right ? 0.9 : 0.1;
    }
    List<Subgroup> groups = groups(labels, probabilities, new Grouping("sex", sex));
    assertThat(groups).extracting(Subgroup::value).containsExactly("F", "M", "not known");
    Subgroup women = groups.get(0);
    assertThat(women.cases()).isEqualTo(24);
    assertThat(women.positives()).isEqualTo(12);
    assertThat(women.sensitivity()).isEqualTo(Wilson.of(12, 12, ""));
    assertThat(women.auroc()).isInstanceOf(Estimate.Known.class);
    Subgroup men = groups.get(1);
    assertThat(men.accuracy()).isEqualTo(Wilson.of(9, 12, ""));
    assertThat(men.sensitivity().text())
        .isEqualTo("undefined: too few to say: 3 cases with the finding, and 10 are the fewest");
    assertThat(men.specificity().text()).contains("9 cases without the finding");
    assertThat(men.auroc().text()).contains("3 cases with the finding");
    assertThat(groups.get(2).accuracy().text()).contains("too few to say: 1 case,");
  }

  @Test
  void aPatientsImagesStayTogetherInAGroup() {
    Cases cases =
        Cases.ofProbabilities(new boolean[] {true, false, true, false}, new double[4])
            .withPatients(List.of("a", "b", "a", "c"));
    Cases some = cases.only(2, 3, 0);
    assertThat(some.patients()).hasValue(2);
    assertThat(some.unitOf(0)).isEqualTo(some.unitOf(2));
    assertThat(some.positives()).isEqualTo(2);
  }

  @Test
  void aGroupingNeedsAValueForEachCase() {
    assertThatThrownBy(
            () -> groups(new boolean[2], new double[2], new Grouping("sex", List.of("F"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("each of the 2 cases, but 1 came");
  }

  private static List<Subgroup> groups(
      boolean[] labels, double[] probabilities, Grouping grouping) {
    return Evaluation.of(
            Cases.ofProbabilities(labels, probabilities),
            Cases.ofProbabilities(new boolean[0], new double[0]),
            new Evaluation.Asked(
                new ThresholdRule.Fixed(0.5), OptionalDouble.empty(), List.of(grouping)))
        .subgroups();
  }
}
