package org.pleura.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pleura.explain.CentreBlob;
import org.pleura.explain.Gradient;
import org.pleura.explain.IntegratedGradients;
import org.pleura.explain.SaliencyMethod;
import org.pleura.nn.ActivationFunction;
import org.pleura.nn.Dense;
import org.pleura.nn.Flatten;
import org.pleura.nn.Graph;
import org.pleura.nn.Network;
import org.pleura.nn.Shape;

class ResponseTest {
  private static final Shape SHAPE = Shape.of(20, 20, 1);

  /** Its logit is the sum of the 400 pixels, each times this, and a bias. */
  private static Network linear(float weight, float bias) {
    float[] weights = new float[401];
    Arrays.fill(weights, weight);
    weights[400] = bias;
    return Network.of(
        Graph.sequential(SHAPE, new Flatten(), Dense.of(1, ActivationFunction.SIGMOID)), weights);
  }

  /** Half of the pixels 0, the others this. */
  private static float[] halves(float most) {
    float[] image = new float[400];
    for (int i = 1; i < 400; i += 2) {
      image[i] = most;
    }
    return image;
  }

  @Test
  void theLeastAmountThatMovesThePredictionIsFoundByHand() {
    // Logit 0.25 * 200 - 50 = 0, a probability of 0.5. All 400 pixels brighter by 0.25 % give
    // 400 * 0.0025 * 0.25 = 0.25, a probability of 0.562, not enough; by 0.5 % they give 0.622.
    assertThat(Response.amount(linear(0.25f, -50), halves(1)).orElseThrow())
        .isCloseTo(0.005, within(1e-9));
    // The same of an image with ten times the range: the amount is in its unit.
    assertThat(Response.amount(linear(0.025f, -50), halves(10)).orElseThrow())
        .isCloseTo(0.05, within(1e-8));
    // Darker for a logit of 1, a probability of 0.731: at 0.5 % it falls to 0.622.
    assertThat(Response.amount(linear(0.25f, -49), halves(1)).orElseThrow())
        .isCloseTo(0.005, within(1e-9));
    // Weights below 0 turn the direction: the same.
    assertThat(Response.amount(linear(-0.25f, 50), halves(1)).orElseThrow())
        .isCloseTo(0.005, within(1e-9));
  }

  @Test
  void aPredictionThatIsSureIsTurnedAndNotMadeSurer() {
    // At a logit of 4 the probability is 0.982 and can rise by no more than 0.018. One percent
    // takes
    // 1 off, to 0.953, which is not enough; two percent take 2 off, to 0.881.
    assertThat(Response.amount(linear(0.25f, -46), halves(1)).orElseThrow())
        .isCloseTo(0.02, within(1e-8));
    // At 12, eight percent leave 4: nothing that is tried moves it.
    assertThat(Response.amount(linear(0.25f, -38), halves(1))).isEmpty();
  }

  @Test
  void whatNoiseMovesAsWellIsNoCase() {
    // Only one pixel counts: whatever changes it moves the prediction, noise too.
    float[] weights = new float[401];
    weights[7] = 100;
    weights[400] = -100; // it is white
    Network network =
        Network.of(
            Graph.sequential(SHAPE, new Flatten(), Dense.of(1, ActivationFunction.SIGMOID)),
            weights);
    assertThat(network.logits(halves(1))[0]).isZero();
    assertThat(Response.amount(network, halves(1))).isEmpty();
    // A network that does not look at the image cannot be moved.
    assertThat(Response.amount(linear(0, 0), halves(1))).isEmpty();
  }

  /**
   * Two units of 0.25 a pixel, the second of which begins where the image is brighter by 0.3 %: the
   * logit is the first and twice the second.
   */
  private static Network bent() {
    float[] weights = new float[805];
    Arrays.fill(weights, 0, 800, 0.25f);
    weights[801] = -50.3f;
    weights[802] = 1;
    weights[803] = 2;
    weights[804] = -50;
    return Network.of(
        Graph.sequential(
            SHAPE,
            new Flatten(),
            Dense.of(2, ActivationFunction.RELU),
            Dense.of(1, ActivationFunction.SIGMOID)),
        weights);
  }

  private static Response.OfImage found(SaliencyMethod method, Network network) {
    float[] image = halves(1);
    float amount = (float) Response.amount(network, image).orElseThrow();
    assertThat(amount).isCloseTo(0.005f, within(1e-8f));
    ComparedMap original = ComparedMap.of(method.explain(network, image));
    return Response.of(method, network, image, original, amount).orElseThrow();
  }

  @Test
  void theChangesOfAMapByHand() {
    // The gradient is 0.25 everywhere; brighter by 0.5 %, with the second unit, 0.25 + 2 * 0.25.
    // That
    // is three times as much everywhere, and looks the same: no response.
    assertThat(found(new Gradient(), bent())).isEqualTo(new Response.OfImage(0, 0));
    // Of a linear network the gradient stays, and so does what knows nothing of it.
    assertThat(found(new Gradient(), linear(0.25f, -50))).isEqualTo(new Response.OfImage(0, 0));
    assertThat(found(new CentreBlob(), bent())).isEqualTo(new Response.OfImage(0, 0));
  }

  @Test
  void aMapOfDifferencesFromTheMeanGrayStaysWhereAllPixelsMoveTogether() {
    // Weight times (pixel - mean), all of 0.25 * 0.5; noise of 0.005 changes it by 0.25 * 0.005 of
    // 0.25 * 0.5, which over the sum of both maps is 0.005.
    Response.OfImage found = found(IntegratedGradients.usual(), linear(0.25f, -50));
    assertThat(found.turned()).isCloseTo(0, within(1e-5));
    assertThat(found.noisy()).isCloseTo(0.005, within(0.0005));
  }

  @Test
  void aMapThatIsZeroEverywhereCannotChange() {
    Network blind = linear(0, 0);
    ComparedMap nothing = ComparedMap.of(new Gradient().explain(blind, halves(1)));
    assertThat(Response.of(new Gradient(), blind, halves(1), nothing, 0.02f)).isEmpty();
  }

  /** 30 images, half of which change by this more than by noise, and half by that. */
  private static List<Response.OfImage> images(double these, double those) {
    List<Response.OfImage> images = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      images.add(new Response.OfImage(0.25 + (i % 2 == 0 ? these : those), 0.25));
    }
    return images;
  }

  @Test
  void theVerdictHangsOnTheIntervalOfTheDifference() {
    Finding more = Response.judge(images(0.5, 0.5));
    assertThat(more.check()).isEqualTo(Check.RESPONSE);
    assertThat(more.verdict()).isEqualTo(Verdict.PASS);
    assertThat(more.why()).isEqualTo("the map changes more than by noise by 0.50 (0.50 to 0.50)");
    assertThat(more.figures().keySet())
        .containsExactly(
            "change of the map where the prediction moves",
            "change of the map by noise",
            "change of the map, more than by noise");
    assertThat(Response.judge(images(0.5, 1)).verdict()).isEqualTo(Verdict.PASS);
    assertThat(Response.judge(images(-0.5, 0.5)).verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(Response.judge(images(-0.25, -0.125)).verdict()).isEqualTo(Verdict.FAIL);
    // What does not change at all does not change more.
    assertThat(Response.judge(images(0, 0)).verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void fewImagesThatCanBeMovedDoNotTell() {
    Finding few = Response.judge(images(0.5, 0.5).subList(0, 19));
    assertThat(few.verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(few.why())
        .isEqualTo(
            "too few images whose prediction moves so, while noise leaves it: 19 of at least 20");
    assertThat(Response.judge(List.of()).verdict()).isEqualTo(Verdict.CANNOT_TELL);
  }
}
