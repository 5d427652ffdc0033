package org.pleura.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pleura.evaluate.Estimate;
import org.pleura.explain.SaliencyMethod;
import org.pleura.model.ModelFile;
import org.pleura.nn.InitialState;
import org.pleura.nn.Network;
import org.pleura.nn.Shape;
import org.pleura.nn.Variable;
import org.pleura.nn.random.Mt19937;

/** The audit itself under test: it must see through what is no explanation. */
class AuditTest {
  private static final int IMAGES = 24;

  private static Network network;
  private static final List<float[]> PICTURES = new ArrayList<>();

  /** A small network of Keras, 32 x 32, and images of a bright square somewhere on noise. */
  @BeforeAll
  static void aNetworkAndImages() throws IOException {
    network = ModelFile.read(Path.of("src/test/resources/keras/tiny_adam.keras")).network();
    Random random = new Random(3);
    for (int i = 0; i < IMAGES; i++) {
      float[] image = new float[32 * 32];
      int top = random.nextInt(24);
      int left = random.nextInt(24);
      for (int p = 0; p < image.length; p++) {
        boolean in = p / 32 >= top && p / 32 < top + 8 && p % 32 >= left && p % 32 < left + 8;
        image[p] = (float) (0.3 * random.nextGaussian() + (in ? 2 : 0));
      }
      PICTURES.add(image);
    }
  }

  private static List<Finding> findings(String word, int images) {
    SaliencyMethod method = SaliencyMethod.named(word, Optional.empty());
    List<List<Network>> cascades =
        List.of(WeightRandomization.cascade(network, 0), WeightRandomization.cascade(network, 1));
    Audited audited = new Audited(method, network, cascades);
    List<float[]> originals = PICTURES.subList(0, images).stream().map(audited::original).toList();
    return audited.findings(
        IntStream.range(0, images)
            .mapToObj(i -> audited.of(PICTURES.get(i), originals, i))
            .toList());
  }

  @ParameterizedTest
  @CsvSource({"scorecam-lesson", "sobel", "centre", "random"})
  void whatDoesNotDependOnTheHeadOfTheNetworkFailsBecauseItsMapsAreIdentical(String word) {
    Finding weights = findings(word, IMAGES).get(0);
    assertThat(weights.verdict()).as(weights.why()).isEqualTo(Verdict.FAIL);
    assertThat(weights.why())
        .isEqualTo(
            "with random weights down to dense_1 the maps of 24 of 24 images are identical to the"
                + " original");
    assertThat(weights.rule()).contains("at most 0.2 above that of maps of different images");
  }

  @Test
  void aMethodThatDependsOnAllWeightsChangesWithThem() {
    Finding weights = findings("gradient", IMAGES).get(0);
    assertThat(weights.verdict()).as(weights.why()).isEqualTo(Verdict.PASS);
    assertThat(weights.figures().keySet())
        .containsExactly(
            "random down to dense_1",
            "random down to dense",
            "random down to conv2d_2",
            "random down to conv2d_1",
            "random down to conv2d",
            "maps of different images",
            "more alike than different images");
  }

  @Test
  void aRandomMapIsNotStableAndABlobInTheCentreIs() {
    Finding random = findings("random", IMAGES).get(1);
    assertThat(random.verdict()).isEqualTo(Verdict.FAIL);
    Finding centre = findings("centre", IMAGES).get(1);
    assertThat(centre.verdict()).isEqualTo(Verdict.PASS);
    assertThat(centre.figures().get("after a small change"))
        .isInstanceOfSatisfying(
            Estimate.Known.class, known -> assertThat(known.value()).isEqualTo(1));
  }

  @Test
  void fewImagesDoNotTell() {
    List<Finding> few = findings("gradient", 5);
    assertThat(few.get(0).verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(few.get(0).why()).isEqualTo("too few images: 5 of at least 20");
    assertThat(few.get(1).verdict()).isEqualTo(Verdict.CANNOT_TELL);
  }

  private static WeightRandomization.OfImage image(double stays, double unrelated) {
    return new WeightRandomization.OfImage(
        List.of(OptionalDouble.of(stays)), List.of(false), OptionalDouble.of(unrelated));
  }

  @Test
  void theVerdictHangsOnTheWholeInterval() {
    // 30 images, half of them 0.1 more and half 0.1 less alike than the middle.
    for (double middle : new double[] {0, 0.2, 0.4}) {
      List<WeightRandomization.OfImage> images = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        images.add(image(0.3 + middle + (i % 2 == 0 ? 0.1 : -0.1), 0.3));
      }
      Verdict expected =
          middle == 0 ? Verdict.PASS : middle == 0.2 ? Verdict.CANNOT_TELL : Verdict.FAIL;
      assertThat(WeightRandomization.judge(images, List.of("dense")).verdict())
          .as("more alike by %s", middle)
          .isEqualTo(expected);
    }
  }

  @Test
  void mapsThatAreConstantDoNotTell() {
    WeightRandomization.OfImage constant =
        new WeightRandomization.OfImage(
            List.of(OptionalDouble.empty()), List.of(false), OptionalDouble.empty());
    Finding finding =
        WeightRandomization.judge(Collections.nCopies(30, constant), List.of("dense"));
    assertThat(finding.verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(finding.why()).contains("the map is constant in 30 of 30 images");
  }

  @Test
  void aCascadeMakesOneLayerMoreRandomAtEachStage() {
    List<String> stages = WeightRandomization.stages(network.graph());
    assertThat(stages).containsExactly("dense_1", "dense", "conv2d_2", "conv2d_1", "conv2d");
    List<Network> cascade = WeightRandomization.cascade(network, 4);
    float[] random = InitialState.draw(network.graph(), Mt19937.python(1004)).network().weights();
    for (int stage = 0; stage < stages.size(); stage++) {
      float[] weights = cascade.get(stage).weights();
      for (Variable variable : network.graph().variables()) {
        boolean drawn = stages.indexOf(variable.layer()) <= stage;
        for (int i = 0; i < variable.size(); i++) {
          int at = variable.offset() + i;
          assertThat(weights[at]).isEqualTo(drawn ? random[at] : network.weights()[at]);
        }
      }
    }
    assertThat(WeightRandomization.cascade(network, 5).get(4).fingerprint())
        .isNotEqualTo(cascade.get(4).fingerprint());
  }

  @Test
  void anImageIsChangedByAHair() {
    // 2 x 3: shifted one to the right, two up, brighter by 2 % of the range 5, and noisy.
    float[] image = {0, 1, 2, 3, 4, 5};
    List<float[]> changed = Stability.changed(image, Shape.of(2, 3, 1));
    assertThat(changed.get(0)).containsExactly(0, 0, 1, 3, 3, 4);
    assertThat(changed.get(1)).containsExactly(3, 4, 5, 3, 4, 5);
    assertThat(changed.get(2))
        .containsExactly(new float[] {0.1f, 1.1f, 2.1f, 3.1f, 4.1f, 5.1f}, within(1e-6f));
    assertThat(changed.get(3)).isNotEqualTo(image).hasSize(6);
  }
}
