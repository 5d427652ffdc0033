package org.pleura.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.pleura.explain.SobelEdges;
import org.pleura.nn.ActivationFunction;
import org.pleura.nn.Dense;
import org.pleura.nn.Flatten;
import org.pleura.nn.Graph;
import org.pleura.nn.Network;
import org.pleura.nn.Shape;

class StabilityTest {
  /** Black on the left, white on the right. */
  private static float[] halves() {
    float[] image = new float[400];
    for (int i = 0; i < 400; i++) {
      image[i] = i % 20 < 10 ? 0 : 1;
    }
    return image;
  }

  /** Its logit is the sum of the 400 pixels, each times this, and 0 for {@link #halves()}. */
  private static Network network(float weight) {
    float[] weights = new float[401];
    Arrays.fill(weights, weight);
    weights[400] = -200 * weight;
    return Network.of(
        Graph.sequential(
            Shape.of(20, 20, 1), new Flatten(), Dense.of(1, ActivationFunction.SIGMOID)),
        weights);
  }

  @Test
  void onlyChangesThatLeaveThePredictionAloneAreAsked() {
    // A probability of 0.5 moves by 0.05 at a logit of ln(0.55 / 0.45) = 0.2007. The shift to the
    // right turns one white column black, 20 pixels; upwards nothing changes; brighter are 400
    // pixels by 0.02, as much as 8 white ones; of noise next to nothing is left in the sum.
    assertThat(Stability.still(network(0.001f), halves())).containsExactly(true, true, true, true);
    // 20 * 0.02 = 0.4, 8 * 0.02 = 0.16.
    assertThat(Stability.still(network(0.02f), halves())).containsExactly(false, true, true, true);
    // 8 * 0.03 = 0.24.
    assertThat(Stability.still(network(0.03f), halves())).containsExactly(false, true, false, true);
  }

  @Test
  void aShiftTakesAllColoursOfAPixel() {
    // 1 x 3 pixels of two colours, one to the right; upwards there is only one row.
    float[] image = {1, -1, 2, -2, 3, -3};
    List<float[]> changed = Stability.changed(image, Shape.of(1, 3, 2));
    assertThat(changed.get(0)).containsExactly(1, -1, 1, -1, 2, -2);
    assertThat(changed.get(1)).containsExactly(image);
  }

  @Test
  void theNoiseIsTwoPercentOfTheRangeAndTheSameEachTime() {
    float[] image = new float[10_000];
    image[0] = -3;
    image[1] = 2;
    float[] noisy = Stability.changed(image, Shape.of(100, 100, 1)).get(3);
    double mean = 0;
    double square = 0;
    for (int i = 0; i < image.length; i++) {
      double noise = noisy[i] - image[i];
      mean += noise / image.length;
      square += noise * noise / image.length;
    }
    // 0.02 * 5 = 0.1; of 10 000 draws the mean is known to 0.001, the deviation to 0.0007.
    assertThat(mean).isCloseTo(0, within(0.004));
    assertThat(Math.sqrt(square)).isCloseTo(0.1, within(0.003));
    assertThat(Stability.changed(image, Shape.of(100, 100, 1)).get(3)).isEqualTo(noisy);
  }

  @Test
  void mapsAreComparedOfTheseChangesAndOfNoOthers() {
    SobelEdges method = new SobelEdges();
    Network network = network(0.02f);
    ComparedMap original = ComparedMap.of(method.explain(network, halves()));
    List<Likeness> each = new ArrayList<>();
    for (float[] changed : Stability.changed(halves(), Shape.of(20, 20, 1))) {
      each.add(original.likeness(ComparedMap.of(method.explain(network, changed))));
    }
    // The edge moves with the shift, which is taken back; upwards and brighter it stays where it
    // is.
    assertThat(each.get(0).cells().orElseThrow()).isLessThan(0.5);
    each.set(
        0,
        Stability.of(method, network, halves(), original, List.of(true, false, false, false))
            .orElseThrow());
    assertThat(each.get(0).cells().orElseThrow()).isGreaterThan(0.95);
    assertThat(each.get(1).cells().orElseThrow()).isCloseTo(1, within(1e-12));
    assertThat(each.get(2).cells().orElseThrow()).isCloseTo(1, within(1e-12));
    assertThat(Stability.of(method, network, halves(), original, List.of(true, true, false, false)))
        .hasValue(Likeness.mean(each.subList(0, 2)));
    assertThat(Stability.of(method, network, halves(), original, List.of(false, false, true, true)))
        .hasValue(Likeness.mean(each.subList(2, 4)));
    assertThat(
            Stability.of(method, network, halves(), original, List.of(false, false, false, false)))
        .isEmpty();
  }

  private static Likeness cells(double value) {
    OptionalDouble other = OptionalDouble.of(0.1);
    return new Likeness(OptionalDouble.of(value), other, other, other, other);
  }

  /** 30 images, half of them with this rank correlation and half with that. */
  private static List<Likeness> images(double these, double those) {
    List<Likeness> images = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      images.add(cells(i % 2 == 0 ? these : those));
    }
    return images;
  }

  private static Finding judge(List<Likeness> images) {
    return Stability.judge(images, Collections.nCopies(images.size(), cells(0.1)));
  }

  @Test
  void theVerdictHangsOnTheIntervalOfTheCells() {
    Finding stays = judge(images(0.9, 0.9));
    assertThat(stays.check()).isEqualTo(Check.STABILITY);
    assertThat(stays.verdict()).isEqualTo(Verdict.PASS);
    assertThat(stays.why())
        .startsWith("rank correlation of the cells 0.90 (0.90 to 0.90), 0.80 (0.80 to 0.80) above");
    assertThat(stays.figures()).containsKey("SSIM, after a small change");
    assertThat(judge(images(0.7, 0.7)).verdict()).isEqualTo(Verdict.PASS);
    assertThat(judge(images(0.4, 0.6)).verdict()).isEqualTo(Verdict.FAIL);
    // 0.7 on the mean, give or take 0.07.
    assertThat(judge(images(0.5, 0.9)).verdict()).isEqualTo(Verdict.CANNOT_TELL);
  }

  @Test
  void fewImagesAndConstantMapsDoNotTell() {
    Finding few = judge(images(0.9, 0.9).subList(0, 19));
    assertThat(few.verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(few.why()).isEqualTo("too few images: 19 of at least 20");
    Finding constant = judge(Collections.nCopies(30, Likeness.UNDEFINED));
    assertThat(constant.verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(constant.why()).contains("a map is constant in 30 of 30 images");
    // Twenty of thirty are enough, nineteen are not.
    List<Likeness> some = new ArrayList<>(images(0.9, 0.9));
    Collections.fill(some.subList(0, 10), Likeness.UNDEFINED);
    assertThat(judge(some).verdict()).isEqualTo(Verdict.PASS);
    some.set(10, Likeness.UNDEFINED);
    assertThat(judge(some).verdict()).isEqualTo(Verdict.CANNOT_TELL);
  }
}
