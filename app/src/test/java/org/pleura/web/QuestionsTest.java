package org.pleura.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pleura.evaluate.Cases;
import org.pleura.evaluate.Evaluation;
import org.pleura.run.Classes;

/** What is said of a probability, from test images that were given 0.15 (2) and 0.75 (12). */
class QuestionsTest {
  private static final Classes CLASSES = new Classes("effusion", "normal");

  private static JsonNode worth(double probability) {
    double[] probabilities = new double[14];
    Arrays.fill(probabilities, 0.75);
    probabilities[0] = 0.15;
    probabilities[1] = 0.15;
    boolean[] positive = new boolean[14];
    // Nine of the twelve.
    Arrays.fill(positive, 5, 14, true);
    return worth(probability, Cases.ofProbabilities(positive, probabilities));
  }

  private static JsonNode worth(double probability, Cases cases) {
    float logit = (float) Math.log(probability / (1 - probability));
    return Questions.worth(logit, CLASSES, Optional.of(Evaluation.of(cases, 0.5)));
  }

  @Test
  void aProbabilityIsWorthWhatItsOwnTenthWas() {
    // 9 of 12; Wilson's interval is 0.468 to 0.911.
    assertThat(worth(0.78).path("sentence").asText())
        .isEqualTo(
            "Of the 12 test images that were given 0.7 to 0.8, 75 % were 'effusion' (47 to 91 %;"
                + " Wilson, 95 %).");
    assertThat(worth(0.12).path("sentence").asText())
        .isEqualTo(
            "Only 2 test images were given 0.1 to 0.2: too few to say how often that is right.");
  }

  @Test
  void aTenthWithoutTestImagesIsNotAnsweredFromAnother() {
    assertThat(worth(0.45).path("sentence").asText())
        .isEqualTo("No test image was given 0.4 to 0.5.");
    assertThat(worth(0.45).path("cases").asInt(-1)).isZero();
    assertThat(worth(0.97).path("sentence").asText())
        .isEqualTo("No test image was given 0.9 to 1.0.");
  }

  @Test
  void withoutTestImagesNoTenthHasAny() {
    Cases none = Cases.ofProbabilities(new boolean[0], new double[0]);
    assertThat(worth(0.3001, none).path("sentence").asText())
        .isEqualTo("No test image was given 0.3 to 0.4.");
  }
}
