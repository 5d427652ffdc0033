package org.pleura.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.pleura.audit.Comparison.Ranked;
import org.pleura.audit.Comparison.Unranked;
import org.pleura.audit.ImageAgreement.MapTraits;
import org.pleura.audit.Likeness.Measure;
import org.pleura.evaluate.Estimate;
import org.pleura.explain.SaliencyMethod;

class ComparisonTest {
  private static final List<SaliencyMethod> TWO = methods("gradcam++", "scorecam");
  private static final MapTraits MAP = new MapTraits("m", "l", 4, 4, false, 1);
  private static final MapTraits CONSTANT = new MapTraits("c", "l", 4, 4, true, 0);

  private static List<SaliencyMethod> methods(String... words) {
    return Arrays.stream(words).map(word -> SaliencyMethod.named(word, Optional.empty())).toList();
  }

  private static Likeness likeness(double maps) {
    OptionalDouble same = OptionalDouble.of(maps);
    return new Likeness(same, same, same, same, same);
  }

  /** Of two methods, whose maps agree so far. */
  private static ImageAgreement image(double maps) {
    return new ImageAgreement(List.of(MAP, MAP), List.of(likeness(maps)));
  }

  private static ImageAgreement constant() {
    return new ImageAgreement(List.of(MAP, CONSTANT), List.of(Likeness.UNDEFINED));
  }

  @Test
  void theWildestDisagreementComesFirst() {
    Comparison comparison =
        Comparison.of(TWO, List.of(image(0.2), image(-0.4), image(0.9), image(0.2)));
    assertThat(comparison.ranked())
        .as("of equal ones the first")
        .containsExactly(
            new Ranked(1, -0.4), new Ranked(0, 0.2), new Ranked(3, 0.2), new Ranked(2, 0.9));
    assertThat(comparison.unranked()).isEmpty();
  }

  @Test
  void aPairsFigureIsTheMeanOverTheImagesWithItsInterval() {
    Comparison comparison = Comparison.of(TWO, List.of(image(0.2), image(-0.4), image(0.9)));
    MethodAgreement pair = comparison.pairs().get(0);
    assertThat(pair.means().keySet()).containsExactly(Measure.values());
    pair.means()
        .forEach(
            (measure, mean) -> {
              assertThat(mean.images()).isEqualTo(3);
              assertThat(mean.estimate()).isInstanceOf(Estimate.Known.class);
              Estimate.Known known = (Estimate.Known) mean.estimate();
              // (0.2 - 0.4 + 0.9) / 3.
              assertThat(known.value()).isCloseTo(0.7 / 3, within(1e-12));
              assertThat(known.low()).isBetween(-0.41, 0.2);
              assertThat(known.high()).isBetween(0.3, 0.91);
              assertThat(known.method()).startsWith("bootstrap of images");
            });
  }

  @Test
  void imagesWithAConstantMapStandApartAndAreNotInTheMean() {
    Comparison comparison = Comparison.of(TWO, List.of(constant(), image(0.5), image(0.7)));
    assertThat(comparison.unranked())
        .containsExactly(new Unranked(0, "the map of c is the same everywhere"));
    assertThat(comparison.ranked()).extracting(Ranked::image).containsExactly(1, 2);
    MethodAgreement.Mean mean = comparison.pairs().get(0).means().get(Measure.SSIM);
    assertThat(mean).isNotNull();
    assertThat(mean.images()).isEqualTo(2);
    assertThat(mean.estimate().text()).startsWith("0.60 (");
  }

  @Test
  void aMeanOverLessThanHalfOfTheImagesIsNone() {
    Comparison comparison =
        Comparison.of(TWO, List.of(constant(), constant(), constant(), image(0.5), image(0.7)));
    MethodAgreement.Mean mean = comparison.pairs().get(0).means().get(Measure.MAPS);
    assertThat(mean).isNotNull();
    assertThat(mean.estimate().text()).startsWith("undefined: a map is constant in 3 of 5 images");
    assertThat(comparison.ranked()).hasSize(2);
  }

  @Test
  void cellsThatDifferHaveNoMeanAndSayWhy() {
    MapTraits fine = new MapTraits("f", "l", 64, 64, false, 1);
    Likeness noCells =
        new Likeness(
            OptionalDouble.empty(),
            OptionalDouble.of(0.1),
            OptionalDouble.of(0.1),
            OptionalDouble.of(0.1),
            OptionalDouble.of(0.1));
    ImageAgreement image = new ImageAgreement(List.of(MAP, fine), List.of(noCells));
    MethodAgreement pair = Comparison.of(TWO, List.of(constant(), image, image)).pairs().get(0);
    assertThat(pair.means().get(Measure.CELLS))
        .isEqualTo(
            new MethodAgreement.Mean(
                new Estimate.Undefined("their cells differ: 4 x 4 and 64 x 64"), 0));
    assertThat(pair.means().get(Measure.MAPS))
        .isEqualTo(
            new MethodAgreement.Mean(
                new Estimate.Known(0.1, 0.1, 0.1, "the same in all images"), 2));
  }

  @Test
  void eachMethodIsPairedWithEachLaterOne() {
    List<SaliencyMethod> four = methods("gradcam", "gradcam++", "scorecam", "sobel");
    Random random = new Random(5);
    List<Likeness> pairs = new ArrayList<>();
    for (int pair = 0; pair < 6; pair++) {
      pairs.add(likeness(random.nextDouble()));
    }
    ImageAgreement image = new ImageAgreement(List.of(MAP, MAP, MAP, MAP), pairs);
    Comparison comparison = Comparison.of(four, List.of(image, image));
    assertThat(
            comparison.pairs().stream()
                .map(pair -> pair.first().word() + " " + pair.second().word()))
        .containsExactly(
            "gradcam gradcam++",
            "gradcam scorecam",
            "gradcam sobel",
            "gradcam++ scorecam",
            "gradcam++ sobel",
            "scorecam sobel");
    double mean =
        pairs.stream().mapToDouble(pair -> pair.maps().orElseThrow()).average().orElseThrow();
    assertThat(comparison.ranked().get(0).agreement()).isCloseTo(mean, within(1e-12));
  }

  @Test
  void whatCannotBeComparedIsRefused() {
    assertThatThrownBy(() -> Comparison.of(methods("sobel"), List.of(image(1))))
        .hasMessageContaining("1 methods and 1 images");
    assertThatThrownBy(() -> Comparison.of(TWO, List.of())).hasMessageContaining("0 images");
    assertThatThrownBy(() -> Comparison.of(methods("sobel", "centre", "random"), List.of(image(1))))
        .hasMessageContaining("image 0 should have a map of each of 3 methods, but has 2");
  }
}
