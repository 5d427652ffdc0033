package org.pleura.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pleura.audit.ImageAgreement.MapTraits;
import org.pleura.audit.Likeness.Measure;
import org.pleura.explain.Heatmap;

class ImageAgreementTest {
  private static final int SIDE = 8;

  /** 0, 1, 2 and so on, times a factor and above a least value; each pixel a cell. */
  private static Heatmap rising(float factor, float least) {
    float[] cells = new float[SIDE * SIDE];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = least + factor * i;
    }
    return Heatmap.signed("rising by " + factor, "l", cells, SIDE, SIDE, SIDE, SIDE);
  }

  private static Heatmap constant(String method) {
    return Heatmap.signed(method, "l", new float[SIDE * SIDE], SIDE, SIDE, SIDE, SIDE);
  }

  @Test
  void anImagesNumberIsTheMeanOfItsPairs() {
    // Up, up twice as steeply, and down: 1 for the first two, -1 for the third with each of them.
    ImageAgreement agreement =
        ImageAgreement.of(List.of(rising(1, 0), rising(2, 0), rising(-1, SIDE * SIDE)));
    assertThat(agreement.pairs().stream().map(pair -> pair.maps().orElseThrow()))
        .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-12 ? 0 : 1)
        .containsExactly(1.0, -1.0, -1.0);
    assertThat(agreement.overall().orElseThrow()).isCloseTo(-1 / 3.0, within(1e-12));
    assertThat(agreement.whyNone()).isEmpty();
  }

  @Test
  void forAndAgainstAreADisagreementHere() {
    // 0 to 63 for, and the same against: to the audit, which asks whether a map has changed, these
    // are the same; of two methods each says the contrary of the other.
    Heatmap against = rising(-1, 0);
    assertThat(ComparedMap.of(rising(1, 0)).likeness(ComparedMap.of(against)).maps().orElseThrow())
        .isCloseTo(1, within(1e-12));
    assertThat(ImageAgreement.of(List.of(rising(1, 0), against)).overall().orElseThrow())
        .isCloseTo(-1, within(1e-12));
  }

  @Test
  void anImageWithAConstantMapHasNoNumberAndSaysWhichMap() {
    ImageAgreement one = ImageAgreement.of(List.of(rising(1, 0), constant("A"), rising(2, 0)));
    assertThat(one.overall()).isEmpty();
    assertThat(one.whyNone()).isEqualTo("the map of A is the same everywhere");
    assertThat(one.whyUndefined(Measure.MAPS, 0, 1)).isEqualTo(one.whyNone());
    assertThat(one.pairs().get(1).maps()).as("the other two can still be compared").isPresent();
    assertThat(ImageAgreement.of(List.of(constant("A"), constant("B"))).whyNone())
        .isEqualTo("the maps of A and B are the same everywhere");
  }

  @Test
  void mapsOfDifferentCellsAreComparedAsPicturesOnly() {
    Heatmap coarse = Heatmap.of("C", "l", new float[] {1, 2, 3, 4}, 2, 2, SIDE, SIDE);
    ImageAgreement agreement = ImageAgreement.of(List.of(rising(1, 0), coarse));
    assertThat(agreement.pairs().get(0).cells()).isEmpty();
    assertThat(agreement.whyUndefined(Measure.CELLS, 0, 1))
        .isEqualTo("their cells differ: 8 x 8 and 2 x 2");
    // Both rise by rows first and then by columns.
    assertThat(agreement.overall().orElseThrow()).isGreaterThan(0.8);
  }

  @Test
  void whatIsKeptOfAMapIsItsSizeAndStrength() {
    assertThat(ImageAgreement.of(List.of(rising(1, 0), constant("A"))).maps())
        .containsExactly(
            new MapTraits("rising by 1.0", "l", 8, 8, false, 63),
            new MapTraits("A", "l", 8, 8, true, 0));
  }

  @Test
  void oneMapIsNotEnough() {
    assertThatThrownBy(() -> ImageAgreement.of(List.of(rising(1, 0))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two maps or more");
  }
}
