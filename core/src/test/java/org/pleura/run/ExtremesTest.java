package org.pleura.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExtremesTest {
  @Test
  void twoFromEachEndAreKept() {
    Extremes<String> extremes = new Extremes<>(2);
    String[] words = {"d", "a", "f", "c", "b", "e"};
    for (int i = 0; i < words.length; i++) {
      extremes.offer(words[i].charAt(0), i, words[i]);
    }
    assertThat(extremes.kept()).containsExactly("a", "b", "e", "f");
  }

  @Test
  void fewAreAllKept() {
    Extremes<String> extremes = new Extremes<>(2);
    extremes.offer(0.5, 0, "only");
    assertThat(extremes.kept()).containsExactly("only");
  }

  @Test
  void theOrderInWhichTheyComeMakesNoDifference() {
    Random random = new Random(8);
    for (int trial = 0; trial < 50; trial++) {
      List<Extremes.Place> places = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        places.add(new Extremes.Place(random.nextInt(6), i)); // with ties
      }
      List<Extremes.Place> sorted = new ArrayList<>(places);
      sorted.sort(
          (a, b) ->
              a.number() == b.number()
                  ? Integer.compare(a.index(), b.index())
                  : Double.compare(a.number(), b.number()));
      Collections.shuffle(places, random);
      Extremes<Extremes.Place> extremes = new Extremes<>(3);
      places.forEach(place -> extremes.offer(place.number(), place.index(), place));
      List<Extremes.Place> ends = new ArrayList<>(sorted.subList(0, 3));
      ends.addAll(sorted.subList(17, 20));
      assertThat(extremes.kept()).isEqualTo(ends);
    }
  }
}
