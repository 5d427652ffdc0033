package org.pleura.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.pleura.evaluate.Estimate;
import org.pleura.explain.Heatmap;
import org.pleura.explain.RandomMap;
import org.pleura.nn.ActivationFunction;
import org.pleura.nn.Dense;
import org.pleura.nn.Flatten;
import org.pleura.nn.Graph;
import org.pleura.nn.InitialState;
import org.pleura.nn.Network;
import org.pleura.nn.Shape;
import org.pleura.nn.random.Mt19937;

class FaithfulnessTest {
  /** A network whose logit is the sum of the image's numbers, each times its weight. */
  private static Network linear(Shape shape, float... weights) {
    return Network.of(
        Graph.sequential(shape, new Flatten(), Dense.of(1, ActivationFunction.SIGMOID)),
        Arrays.copyOf(weights, weights.length + 1));
  }

  private static Heatmap map(int side, float... pixels) {
    return Heatmap.signed("m", "l", pixels, side, side, side, side);
  }

  private static float[] only(float value, int at) {
    float[] values = new float[16];
    values[at] = value;
    return values;
  }

  @Test
  void theAreaOfACurveByHand() {
    // Two steps: (0 + 1) / 2 = 0.5 and (1 + 3) / 2 = 2; on the mean 1.25.
    assertThat(new Faithfulness.Curve(List.of(0.0, 1.0, 3.0)).area()).isEqualTo(1.25);
    assertThat(new Faithfulness.Curve(List.of(2.0, 2.0, 2.0, 2.0)).area()).isEqualTo(2);
  }

  @Test
  void onTheWayPixelsAreReplacedInTheirOrderASixteenthAtATime() {
    float[] weights = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    Network network = linear(Shape.of(4, 4, 1), weights);
    float[] ones = new float[16];
    Arrays.fill(ones, 1);
    int[] order = {15, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14};
    // 16, and then 1, 2, 3 ... more.
    assertThat(Faithfulness.curve(network, new float[16], ones, order).values())
        .containsExactly(
            0., 16., 17., 19., 22., 26., 31., 37., 44., 52., 61., 71., 82., 94., 107., 121., 136.);
  }

  @Test
  void thePixelsNeedNotBeAMultipleOfTheSteps() {
    // 5 x 4 pixels of two colours: a step replaces one or two, in both colours, and the last all.
    float[] weights = new float[40];
    for (int i = 0; i < 40; i++) {
      weights[i] = i % 2 == 0 ? 1 : 10;
    }
    float[] ones = new float[40];
    Arrays.fill(ones, 1);
    Network network = linear(Shape.of(5, 4, 2), weights);
    int[] order = PixelOrder.ascending(new float[20]);
    List<Double> values = Faithfulness.curve(network, new float[40], ones, order).values();
    assertThat(values).hasSize(17);
    for (int step = 0; step <= 16; step++) {
      // 11 for each pixel; 20 * step / 16 of them, rounded down.
      assertThat(values.get(step)).isEqualTo(11.0 * (20 * step / 16));
    }
  }

  @Test
  void theScoreByHand() {
    // Only the first of 16 pixels counts; it is 16, the others are 0, and the mean gray is 1.
    // Inserted first: 1, and 16 times 16: (257 - 8.5) / 16 = 15.53125. Deleted first: 16, and 16
    // times 1: (32 - 8.5) / 16 = 1.46875. Last it is the other way round.
    Network network = linear(Shape.of(4, 4, 1), only(1, 0));
    float[] image = only(16, 0);
    assertThat(Faithfulness.score(network, image, map(4, only(1, 0)))).isEqualTo(14.0625);
    assertThat(Faithfulness.score(network, image, map(4, only(-1, 0)))).isEqualTo(-14.0625);
    // A map that says nothing leaves the pixels in the order in which they stand.
    assertThat(Faithfulness.score(network, image, map(4, new float[16]))).isEqualTo(14.0625);
    assertThat(Faithfulness.Baselines.of(network, image).change()).isEqualTo(15);
    // A logit that falls by 15 changes as much.
    Network turned = linear(Shape.of(4, 4, 1), only(-1, 0));
    assertThat(Faithfulness.Baselines.of(turned, image).change()).isEqualTo(15);
  }

  @Test
  void theRightOrderBeatsAnyOtherAndTheReverseIsAsBadAsTheRightOneIsGood() {
    Random random = new Random(9);
    Drawn drawn = Drawn.of(random);
    double right = Faithfulness.score(drawn.network, drawn.image, map(8, drawn.evidence));
    float[] reverse = new float[64];
    for (int i = 0; i < 64; i++) {
      reverse[i] = -drawn.evidence[i];
    }
    assertThat(right).isPositive();
    assertThat(Faithfulness.score(drawn.network, drawn.image, map(8, reverse)))
        .isCloseTo(-right, within(1e-4));
    for (int trial = 0; trial < 50; trial++) {
      float[] any = new float[64];
      for (int i = 0; i < 64; i++) {
        any[i] = random.nextFloat();
      }
      assertThat(Faithfulness.score(drawn.network, drawn.image, map(8, any)))
          .isLessThan(right)
          .isGreaterThan(-right);
    }
  }

  /** A linear network, an image, and what each pixel adds to the logit beyond the mean gray. */
  private record Drawn(Network network, float[] image, float[] evidence) {
    static Drawn of(Random random) {
      float[] weights = new float[64];
      float[] image = new float[64];
      double mean = 0;
      for (int i = 0; i < 64; i++) {
        weights[i] = (float) random.nextGaussian();
        image[i] = (float) random.nextGaussian();
        mean += image[i] / 64;
      }
      float[] evidence = new float[64];
      for (int i = 0; i < 64; i++) {
        evidence[i] = (float) (weights[i] * (image[i] - mean));
      }
      return new Drawn(linear(Shape.of(8, 8, 1), weights), image, evidence);
    }
  }

  @Test
  void theEvidenceOfALinearNetworkPassesAndARandomMapDoesNot() {
    Random random = new Random(10);
    List<Faithfulness.OfImage> evidence = new ArrayList<>();
    List<Faithfulness.OfImage> lot = new ArrayList<>();
    List<Faithfulness.OfImage> against = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      Drawn drawn = Drawn.of(random);
      Network network = drawn.network;
      Faithfulness.Baselines baselines = Faithfulness.Baselines.of(network, drawn.image);
      float[] reverse = new float[64];
      for (int k = 0; k < 64; k++) {
        reverse[k] = -drawn.evidence[k];
      }
      evidence.add(ofImage(drawn, map(8, drawn.evidence), baselines));
      lot.add(ofImage(drawn, new RandomMap(1).explain(network, drawn.image), baselines));
      against.add(ofImage(drawn, map(8, reverse), baselines));
    }
    assertThat(Faithfulness.judge(evidence).verdict()).isEqualTo(Verdict.PASS);
    assertThat(Faithfulness.judge(lot).verdict()).isNotEqualTo(Verdict.PASS);
    assertThat(Faithfulness.judge(against).verdict()).isEqualTo(Verdict.FAIL);
  }

  private static Faithfulness.OfImage ofImage(
      Drawn drawn, Heatmap map, Faithfulness.Baselines baselines) {
    return new Faithfulness.OfImage(Faithfulness.score(drawn.network, drawn.image, map), baselines);
  }

  /** 30 images whose baselines are 1 for the random map and 2 for the blob, of a change of 10. */
  private static List<Faithfulness.OfImage> images(double these, double those) {
    List<Faithfulness.OfImage> images = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      images.add(
          new Faithfulness.OfImage(
              i % 2 == 0 ? these : those, new Faithfulness.Baselines(1, 2, 10)));
    }
    return images;
  }

  @Test
  void theVerdictIsThatOverTheBetterBaselineInSharesOfWhatTheImageChanges() {
    Finding good = Faithfulness.judge(images(5, 5));
    assertThat(good.verdict()).isEqualTo(Verdict.PASS);
    assertThat(good.why()).isEqualTo("better than a blob in the centre by 0.30 (0.30 to 0.30)");
    assertThat(value(good, "insertion less deletion")).isEqualTo(0.5);
    assertThat(value(good, "of random maps")).isEqualTo(0.1);
    assertThat(value(good, "of a blob in the centre")).isEqualTo(0.2);
    // As good as the blob, which is better than the random map.
    Finding equal = Faithfulness.judge(images(2, 2));
    assertThat(equal.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(equal.why()).isEqualTo("better than a blob in the centre by 0.00 (0.00 to 0.00)");
    // 0.05 better on the mean, give or take 0.14.
    assertThat(Faithfulness.judge(images(-1.5, 6.5)).verdict()).isEqualTo(Verdict.CANNOT_TELL);
    // 19 images are too few.
    assertThat(Faithfulness.judge(images(5, 5).subList(0, 19)).verdict())
        .isEqualTo(Verdict.CANNOT_TELL);
  }

  private static double value(Finding finding, String figure) {
    Estimate estimate = Objects.requireNonNull(finding.figures().get(figure), figure);
    assertThat(estimate).isInstanceOf(Estimate.Known.class);
    return ((Estimate.Known) estimate).value();
  }

  @Test
  void aRandomMapIsNoBetterThanItself() {
    List<Faithfulness.OfImage> images = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      images.add(new Faithfulness.OfImage(i, new Faithfulness.Baselines(i, -i, 10)));
    }
    Finding finding = Faithfulness.judge(images);
    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(finding.why()).isEqualTo("better than random maps by 0.00 (0.00 to 0.00)");
  }

  @Test
  void whereTheImageChangesNothingThereIsNothingToBeFaithfulTo() {
    Faithfulness.OfImage nothing = new Faithfulness.OfImage(0, new Faithfulness.Baselines(0, 0, 0));
    List<Faithfulness.OfImage> images = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      images.add(nothing);
    }
    Finding finding = Faithfulness.judge(images);
    assertThat(finding.verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(finding.why()).isEqualTo("the logit is the same whether the image is seen or not");
  }

  @Test
  void aConstantMapSaysNoOrder() {
    Network network =
        InitialState.draw(
                Graph.sequential(
                    Shape.of(4, 4, 1), new Flatten(), Dense.of(1, ActivationFunction.SIGMOID)),
                Mt19937.python(1))
            .network();
    Faithfulness.Baselines baselines = new Faithfulness.Baselines(0, 0, 1);
    assertThat(Faithfulness.of(network, new float[16], map(4, new float[16]), baselines)).isEmpty();
    float[] one = new float[16];
    one[3] = 1;
    assertThat(Faithfulness.of(network, new float[16], map(4, one), baselines)).isPresent();
  }
}
