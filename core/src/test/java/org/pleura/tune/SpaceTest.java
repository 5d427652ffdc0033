package org.pleura.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.pleura.run.Plan;
import org.pleura.run.PlanException;
import org.pleura.run.PlanFile;

class SpaceTest {

  private static final OptionalInt ALL = OptionalInt.empty();

  private static double[] drawn(String words, int count) throws PlanException {
    return Space.of(List.of(words)).configurations(OptionalInt.of(count), 42).stream()
        .mapToDouble(settings -> Double.parseDouble(settings.get(0).replaceFirst(".*=", "")))
        .toArray();
  }

  @Test
  void choicesAloneAreAGridOfEveryCombination() throws PlanException {
    assertThat(Space.of(List.of("a=1/2", "b=x,y/z")).configurations(ALL, 42))
        .containsExactly(
            List.of("a=1", "b=x,y"),
            List.of("a=1", "b=z"),
            List.of("a=2", "b=x,y"),
            List.of("a=2", "b=z"));
  }

  @Test
  void aPartOfAGridIsDrawnBySeedWithoutRepetitionAndKeepsItsOrder() throws PlanException {
    Space grid = Space.of(List.of("a=1..9:integer"));
    List<List<String>> all = grid.configurations(ALL, 42);
    List<List<String>> some = grid.configurations(OptionalInt.of(4), 42);
    assertThat(all).hasSize(9).startsWith(List.of("a=1")).endsWith(List.of("a=9"));
    assertThat(some).hasSize(4).doesNotHaveDuplicates().isSubsetOf(all);
    assertThat(some).isSortedAccordingTo(Comparator.comparingInt(all::indexOf));
    assertThat(grid.configurations(OptionalInt.of(4), 42)).isEqualTo(some);
    assertThat(grid.configurations(OptionalInt.of(4), 43)).isNotEqualTo(some);
    assertThat(grid.configurations(OptionalInt.of(100), 42)).isEqualTo(all);
  }

  @Test
  void aRangeIsDrawnEvenlyInItselfOrInItsLogarithm() throws PlanException {
    double[] even = drawn("a=0.2..0.8", 2000);
    assertThat(Arrays.stream(even)).allMatch(value -> value >= 0.2 && value <= 0.8);
    // The mean of a uniform draw is 0.5, of 2000 with a standard error of 0.6 / sqrt(12 * 2000).
    assertThat(Arrays.stream(even).average().orElseThrow())
        .isBetween(0.5 - 4 * 0.0039, 0.5 + 4 * 0.0039);

    double[] logarithmic = drawn("a=0.0001..1:log", 2000);
    // Each of four powers of ten is as likely: 500 of 2000, standard deviation 19.
    for (double low : new double[] {1e-4, 1e-3, 1e-2, 1e-1}) {
      long inside =
          Arrays.stream(logarithmic).filter(value -> value >= low && value < 10 * low).count();
      assertThat(inside).isBetween(500L - 4 * 19, 500L + 4 * 19);
    }
  }

  @Test
  void aDrawnNumberHasFourDigitsAndStaysInItsRange() throws PlanException {
    for (List<String> settings :
        Space.of(List.of("a=0.00123456..0.00123478:log", "b=-2..3", "c=x/y"))
            .configurations(OptionalInt.of(50), 7)) {
      double a = Double.parseDouble(settings.get(0).substring(2));
      assertThat(a).isBetween(0.00123456, 0.00123478);
      assertThat(settings.get(1)).matches("b=-?\\d(\\.\\d{1,4})?|b=-?0\\.0*\\d{1,4}");
      assertThat(settings.get(2)).isIn("c=x", "c=y");
    }
    assertThat(Space.of(List.of("a=0..1")).configurations(ALL, 42)).hasSize(Space.USUAL_TRIALS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "a=          | what varies must be PATH=VALUES",
        "=1/2        | what varies must be PATH=VALUES",
        "seed=1/2    | 'seed' cannot vary",
        "split=lesson/stratified | 'split' cannot vary",
        "seed=1..2   | 'seed' cannot vary",
        "a=1..1      | from a smaller to a larger number",
        "a=x..2      | must be of numbers",
        "a=1..       | must be of numbers",
        "a=0..2:log  | must begin above 0",
        "a=1..2:even | must be VALUE/VALUE/...",
        "a=1..2.5:integer | from one whole number to another",
        "a=1..20000:integer | with at most 10000 of them",
      })
  void whatIsNoSpaceIsRefusedInASentence(String words, String sentence) {
    assertThatThrownBy(() -> Space.of(List.of(words)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void aPathVariesOnceAndAGridHasItsLimits() throws PlanException {
    assertThatThrownBy(() -> Space.of(List.of("a=1/2", "a=0..1")))
        .hasMessageContaining("'a' is said to vary twice");
    Space million = Space.of(List.of("a=1..10000:integer", "b=1..100:integer", "c=1/2"));
    assertThatThrownBy(() -> million.configurations(OptionalInt.of(3), 42))
        .hasMessageContaining("more than 1000000 combinations");
    Space many = Space.of(List.of("a=1..10000:integer", "b=1/2"));
    assertThatThrownBy(() -> many.configurations(ALL, 42))
        .hasMessageContaining("the grid has 20000 combinations; say with --trials");
    assertThat(many.configurations(OptionalInt.of(3), 42)).hasSize(3);
  }

  @Test
  void aSpaceMayBeAFile(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("space.json"),
            """
            {"training.learningRate": "0.001..0.1:log",
             "network.convolutions": [["8@3", "8@3"], "16@3"],
             "training.patience": [null, 5]}
            """);
    assertThat(Space.read(file))
        .isEqualTo(
            Space.of(
                    List.of(
                        "training.learningRate=0.001..0.1:log",
                        "network.convolutions=[\"8@3\",\"8@3\"]/16@3"))
                .and(Space.of(List.of("training.patience=null/5"))));
    Files.writeString(file, "{\"training.epochs\": 3}");
    assertThatThrownBy(() -> Space.read(file))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("'training.epochs' must be text such as");
    Files.writeString(file, "{}");
    assertThatThrownBy(() -> Space.read(file)).hasMessageContaining("names nothing that varies");
  }

  @ParameterizedTest
  @EnumSource
  void everyPresetIsAGridOfTheLessonsPlan(Preset preset) throws IOException {
    List<List<String>> configurations = preset.space().configurations(ALL, 42);
    assertThat(configurations).hasSizeGreaterThan(2);
    Plan base = PlanFile.with(Plan.lesson(), preset.settings());
    assertThat(Search.plans(base, configurations)).doesNotHaveDuplicates();
  }

  @Test
  void theUsualSpaceFitsEitherNamedPlan() throws PlanException {
    for (Plan plan : List.of(Plan.lesson(), Plan.standard())) {
      List<List<String>> drawn = Space.usual(plan).configurations(OptionalInt.of(30), 42);
      assertThat(Search.plans(plan, drawn)).hasSize(30).doesNotHaveDuplicates();
    }
    // Half, as many and twice as many filters: 1 / 2 is rounded to 1.
    assertThat(
            Space.usual(PlanFile.with(Plan.lesson(), List.of("network.convolutions=1@3,5@7")))
                .dimensions())
        .contains(
            new Dimension.Choices(
                "network.convolutions", List.of("1@3,3@7", "1@3,5@7", "2@3,10@7")));
  }
}
