package org.pleura.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.pleura.explain.Gradient;
import org.pleura.nn.ActivationFunction;
import org.pleura.nn.Dense;
import org.pleura.nn.Flatten;
import org.pleura.nn.Graph;
import org.pleura.nn.Network;
import org.pleura.nn.Shape;

class RepeatabilityTest {
  private static final Gradient METHOD = new Gradient();
  private static final float[] IMAGE = new float[64]; // black, so that the bias is the logit

  /** Its map by {@link #METHOD} is the made map of this salt. */
  private static Network network(int salt, float logit) {
    float[] weights = Arrays.copyOf(MadeMaps.signed(8, 8, salt), 65);
    weights[64] = logit;
    return Network.of(
        Graph.sequential(Shape.of(8, 8, 1), new Flatten(), Dense.of(1, ActivationFunction.SIGMOID)),
        weights);
  }

  private static ComparedMap map(int salt) {
    return ComparedMap.of(METHOD.explain(network(salt, 0), IMAGE));
  }

  private static Optional<Likeness> alike(Network network, Network... others) {
    ComparedMap original = ComparedMap.of(METHOD.explain(network, IMAGE));
    return Repeatability.of(METHOD, network, List.of(others), IMAGE, original);
  }

  @Test
  void onlyMapsOfTrainingsThatGiveTheImageTheSameClassAreCompared() {
    assertThat(alike(network(1, 2), network(2, 3), network(3, -1)))
        .hasValue(map(1).likeness(map(2)));
    assertThat(alike(network(1, -2), network(2, 3), network(3, -1)))
        .hasValue(map(1).likeness(map(3)));
    // Two others may agree with each other, and not with the first.
    assertThat(alike(network(1, 2), network(2, -3), network(3, -1)))
        .hasValue(map(2).likeness(map(3)));
  }

  @Test
  void ofAllPairsThatAgreeTheMeanIsTaken() {
    Likeness mean =
        Likeness.mean(
            List.of(map(1).likeness(map(2)), map(1).likeness(map(3)), map(2).likeness(map(3))));
    assertThat(alike(network(1, 1), network(2, 1), network(3, 1))).hasValue(mean);
    assertThat(mean.ssim().orElseThrow())
        .isNotEqualTo(map(1).likeness(map(2)).ssim().orElseThrow());
  }

  @Test
  void whereNoTwoAgreeThereIsNothingToCompare() {
    assertThat(alike(network(1, 1), network(1, -1))).isEmpty();
    assertThat(alike(network(1, 1))).isEmpty();
  }

  private static Likeness ssim(double value) {
    OptionalDouble other = OptionalDouble.of(0.1);
    return new Likeness(other, other, OptionalDouble.of(value), other, other);
  }

  /** 30 images, half of them with this SSIM and half with that. */
  private static Finding judge(List<Likeness> images, int trainings, int asked) {
    return Repeatability.judge(
        images, Collections.nCopies(images.size(), ssim(0.1)), trainings, asked);
  }

  private static List<Likeness> images(double these, double those) {
    List<Likeness> images = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      images.add(ssim(i % 2 == 0 ? these : those));
    }
    return images;
  }

  @Test
  void theVerdictHangsOnTheIntervalOfTheSsim() {
    Finding alike = judge(images(0.8, 0.8), 3, 5);
    assertThat(alike.check()).isEqualTo(Check.REPEATABILITY);
    assertThat(alike.verdict()).isEqualTo(Verdict.PASS);
    assertThat(alike.why())
        .isEqualTo(
            "SSIM 0.80 (0.80 to 0.80), 0.70 (0.70 to 0.70) above that of different images' maps");
    assertThat(alike.figures()).containsKey("SSIM, between trainings");
    assertThat(judge(images(0.5, 0.5), 3, 5).verdict()).isEqualTo(Verdict.PASS);
    assertThat(judge(images(0.2, 0.4), 3, 5).verdict()).isEqualTo(Verdict.FAIL);
    // 0.5 on the mean, give or take 0.1.
    assertThat(judge(images(0.2, 0.8), 3, 5).verdict()).isEqualTo(Verdict.CANNOT_TELL);
  }

  @Test
  void mapsThatAreAlikeWhateverTheImageAreNotRepeated() {
    // 0.6 between trainings is above the line, but those of different images have 0.9.
    Finding finding =
        Repeatability.judge(images(0.55, 0.65), Collections.nCopies(30, ssim(0.9)), 5, 5);
    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(finding.why()).contains("0.30", "below that of different images' maps");
  }

  @Test
  void fewerThanThreeTrainingsThatLearnedSomethingDoNotTell() {
    Finding finding = judge(images(0.8, 0.8), 2, 5);
    assertThat(finding.verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(finding.why())
        .isEqualTo("only 2 of 5 trainings learned more than the majority class; it takes 3");
    assertThat(finding.figures()).containsKey("SSIM, between trainings");
  }

  @Test
  void fewImagesAndConstantMapsDoNotTell() {
    Finding few = judge(images(0.8, 0.8).subList(0, 19), 3, 3);
    assertThat(few.verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(few.why()).isEqualTo("too few images: 19 of at least 20");
    Finding constant = judge(Collections.nCopies(30, Likeness.UNDEFINED), 3, 3);
    assertThat(constant.verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(constant.why()).contains("a map is constant in 30 of 30 images");
  }
}
