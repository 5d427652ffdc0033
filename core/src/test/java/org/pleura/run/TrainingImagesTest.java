package org.pleura.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pleura.data.Radiograph;
import org.pleura.nn.Input;
import org.pleura.nn.random.Mt19937;
import org.pleura.prepare.Augmentation;
import org.pleura.prepare.Preparation;

class TrainingImagesTest {
  private static final Preparation SMALL = Preparation.standardised(16, 16);

  private static final List<Radiograph> TWO =
      List.of(
          new Radiograph("a", 0, "normal", Optional.empty(), "1"),
          new Radiograph("b", 1, "effusion", Optional.empty(), "2"));

  private static TrainingImages images(int phantoms, int places) throws IOException {
    return new TrainingImages(
        TWO,
        radiograph -> Input.of(new float[16 * 16]),
        new PhantomPool(SMALL).first(phantoms, 2, Progress.SILENT),
        TrainingImages.places(places, TWO),
        Augmentation.none(),
        SMALL);
  }

  private static float[] pixels(Input input) {
    float[] pixels = new float[16 * 16];
    input.writeTo(pixels);
    return pixels;
  }

  @Test
  void behindTheRadiographsComePlacesForPhantomsOfBothClassesInTurn() throws IOException {
    TrainingImages images = images(6, 3);
    assertThat(images.size()).isEqualTo(5);
    assertThat(IntStream.range(0, 5).mapToObj(images::target)).containsExactly(0f, 1f, 1f, 0f, 1f);
  }

  /**
   * Of three radiographs one is positive; of the first k places k / 3, rounded up, show effusions:
   * 1, 1, 1, 2, 2, 2.
   */
  @Test
  void asManyPhantomsShowEffusionsAsRadiographs() throws IOException {
    TrainingImages images =
        TrainingImages.of(
            PlanFile.with(Plan.standard(), List.of("training.phantomShare=2")),
            List.of(TWO.get(0), TWO.get(0), TWO.get(1)),
            radiograph -> Input.of(new float[16 * 16]),
            new PhantomPool(SMALL).first(4, 2, Progress.SILENT));
    assertThat(IntStream.range(3, 9).mapToObj(images::target))
        .containsExactly(1f, 0f, 0f, 1f, 0f, 0f);
  }

  @Test
  void inEachPlaceStandsAPhantomOfItsClassDrawnAnewEachTime() throws IOException {
    TrainingImages images = images(6, 3);
    List<String> pool = new ArrayList<>();
    for (var phantom : images.phantoms()) {
      pool.add(
          List.of(phantom.values()[0], phantom.values()[77], phantom.values()[200]).toString());
    }
    Mt19937 numpy = Mt19937.numpy(3);
    for (int place = 0; place < 3; place++) {
      Set<Integer> seen = new HashSet<>();
      for (int epoch = 0; epoch < 40; epoch++) {
        float[] shown = pixels(images.draw(2 + place, numpy));
        seen.add(pool.indexOf(List.of(shown[0], shown[77], shown[200]).toString()));
      }
      assertThat(seen).containsExactlyInAnyOrder(place % 2, 2 + place % 2, 4 + place % 2);
    }
  }

  /** So that the lesson's trainings stay what they were. */
  @Test
  void withoutPhantomsNothingIsDrawnForThem() {
    TrainingImages images =
        TrainingImages.of(
            TWO, radiograph -> Input.of(new float[16 * 16]), Augmentation.none(), SMALL);
    Mt19937 asked = Mt19937.numpy(3);
    Mt19937 variations = Mt19937.numpy(3);
    for (int index = 0; index < 2; index++) {
      images.draw(index, asked);
      Augmentation.none().draw(variations);
    }
    assertThat(asked.nextDouble()).isEqualTo(variations.nextDouble());
    assertThat(images.size()).isEqualTo(2);
  }
}
