package org.pleura.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * Of all that is offered, keeps what has the lowest and the highest numbers: so many from each end,
 * in whatever order they come, so that memory does not grow with their number. Safe for use by
 * several threads.
 */
final class Extremes<T> {

  /** Where something stands; of equal numbers the lower index comes first. */
  record Place(double number, int index) {}

  private final int each;
  private final TreeMap<Place, T> kept =
      new TreeMap<>(Comparator.comparingDouble(Place::number).thenComparingInt(Place::index));

  Extremes(int each) {
    this.each = each;
  }

  synchronized void offer(double number, int index, T value) {
    kept.put(new Place(number, index), value);
    if (kept.size() > 2 * each) {
      // What is in the middle of some is in the middle of all.
      List<Place> places = new ArrayList<>(kept.keySet());
      kept.remove(places.get(each));
    }
  }

  /** From the lowest to the highest number. */
  synchronized List<T> kept() {
    return new ArrayList<>(kept.values());
  }
}
