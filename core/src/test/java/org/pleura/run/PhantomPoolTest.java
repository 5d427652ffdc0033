package org.pleura.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pleura.data.Phantoms;
import org.pleura.data.Radiograph;
import org.pleura.prepare.Preparation;

class PhantomPoolTest {
  private static final Preparation SMALL = Preparation.standardised(16, 16);

  private static Plan plan(double share) throws PlanException {
    return PlanFile.with(Plan.standard(), List.of("training.phantomShare=" + share));
  }

  /** So many radiographs, every third one positive. */
  private static List<Radiograph> radiographs(String positiveClass, int count) {
    List<Radiograph> radiographs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int label = i % 3 == 0 ? 1 : 0;
      radiographs.add(
          new Radiograph(
              "image" + i,
              label,
              label == 1 ? positiveClass : "normal",
              Optional.empty(),
              "sha" + i));
    }
    return radiographs;
  }

  @Test
  void phantomsShowEffusionAndNoneInTurnAndAreNoneOfADataSet() throws IOException {
    var pool = new PhantomPool(SMALL).first(4, 2, Progress.SILENT);
    List<float[]> drawn = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      drawn.add(
          SMALL
              .resized(Phantoms.draw(1L << 40, i / 2, PhantomPool.label(i) == 1).image())
              .values());
    }
    assertThat(List.of(0, 1, 2, 3)).extracting(PhantomPool::label).containsExactly(1, 0, 1, 0);
    for (int i = 0; i < 4; i++) {
      assertThat(pool.get(i).values()).containsExactly(drawn.get(i));
      // 0 is what 2^40 would be in 32 bits, 42 the usual seed.
      for (long seed : new long[] {0, 42}) {
        float[] other = SMALL.resized(Phantoms.draw(seed, i / 2, i % 2 == 0).image()).values();
        assertThat(pool.get(i).values()).isNotEqualTo(other);
      }
    }
  }

  @Test
  void askedForMoreThePoolKeepsTheFirstOnes() throws IOException {
    PhantomPool pool = new PhantomPool(SMALL);
    List<String> progress = new ArrayList<>();
    var two = pool.first(2, 1, Progress.SILENT);
    var four = pool.first(4, 1, (what, done, total) -> progress.add(done + "/" + total));
    assertThat(four.subList(0, 2)).containsExactlyElementsOf(two);
    assertThat(progress).containsExactly("1/2", "2/2");
    assertThat(pool.first(3, 1, Progress.SILENT)).containsExactlyElementsOf(four.subList(0, 3));
  }

  /** 0.5 of 9 is 4.5, rounded up to 5; the pool is four times as large. */
  @Test
  void anEpochShowsAShareOfTheRadiographs() throws IOException {
    assertThat(PhantomPool.places(plan(0.5), radiographs("effusion", 9))).isEqualTo(5);
    assertThat(PhantomPool.places(plan(0), radiographs("effusion", 9))).isZero();
    assertThat(
            new PhantomPool(SMALL)
                .toShow(plan(0.5), radiographs("effusion", 9), 2, Progress.SILENT))
        .hasSize(20);
  }

  @Test
  void largeDataDoNotAskForPhantomsWithoutEnd() throws IOException {
    assertThat(PhantomPool.places(plan(0.5), radiographs("effusion", 3000))).isEqualTo(1500);
    assertThat(PhantomPool.different(266)).isEqualTo(1064);
    assertThat(PhantomPool.different(1500)).isEqualTo(2000);
  }

  @Test
  void whereTheClassLookedForIsNoEffusionNoneAreShown() throws IOException {
    assertThat(PhantomPool.places(plan(1), radiographs("Pleural Effusion", 6))).isEqualTo(6);
    for (String other : List.of("pneumonia", "pericardial effusion", "no_effusion")) {
      assertThat(PhantomPool.places(plan(1), radiographs(other, 6))).as(other).isZero();
    }
    assertThat(
            new PhantomPool(SMALL).toShow(plan(1), radiographs("pneumonia", 6), 1, Progress.SILENT))
        .isEmpty();
  }
}
