package org.pleura.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pleura.evaluate.Estimate;

/** What an audit found, in short. */
class AuditFactsTest {

  private static AuditFacts audit(AuditFacts.Method... methods) {
    return new AuditFacts(
        "fingerprint",
        true,
        100,
        new Estimate.Undefined("not asked"),
        Optional.empty(),
        List.of(methods));
  }

  private static AuditFacts.Method method(String word, boolean isControl, String... verdicts) {
    List<String> checks = List.of("weights", "stability");
    List<AuditFacts.Found> found =
        Arrays.stream(verdicts)
            .map(words -> words.split(": "))
            .map(one -> new AuditFacts.Found(one[0], one[1], "why", "rule", List.of()))
            .toList();
    assertThat(checks).containsAll(found.stream().map(AuditFacts.Found::check).toList());
    return new AuditFacts.Method(word, word, isControl, found);
  }

  @Test
  void aControlIsCountedApartAndItsFailureIsNoFailure() {
    AuditFacts facts =
        audit(method("gradcam++", false, "weights: PASS"), method("sobel", true, "weights: FAIL"));
    assertThat(facts.sentences())
        .isEqualTo(
            "Of 1 question to 1 way of explaining, 1 was passed."
                + " The control sobel, which only looks like a map, failed 1 of 1 check, as it"
                + " should. Not asked: labels, faithfulness, localization, stability, response,"
                + " shortcut, repeatability.");
    assertThat(facts.passed()).isTrue();
  }

  @Test
  void aControlThatFailsNothingMakesPassingWorthLittle() {
    AuditFacts facts =
        audit(
            method("gradient", false, "weights: CANNOT TELL", "stability: PASS"),
            method("scorecam", false, "weights: PASS", "stability: PASS"),
            method("sobel", true, "stability: PASS"));
    assertThat(facts.sentences())
        .startsWith(
            "Of 4 questions to 2 ways of explaining, 3 were passed. The control sobel, which only"
                + " looks like a map, failed none of 1 check, so passing says little. Not asked:");
    assertThat(facts.passed()).isFalse();
  }

  @Test
  void whereOnlyControlsWereAskedNothingIsPassed() {
    AuditFacts facts = audit(method("sobel", true, "stability: PASS"));
    assertThat(facts.passed()).isFalse();
    assertThat(facts.sentences()).startsWith("The control sobel");
  }
}
