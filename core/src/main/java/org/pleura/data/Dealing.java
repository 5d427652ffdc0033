package org.pleura.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pleura.nn.random.Mt19937;

/** How radiographs are dealt to places, be they parts or folds, whole groups at a time. */
final class Dealing {

  private Dealing() {}

  /**
   * Deals radiographs: large groups first, each where most is missing of what it brings.
   *
   * @param radiographs all, in the data set's order
   * @param wanted for each place how many of label 0 and of label 1 it is to have, above 0
   * @param groups which of the radiographs belong together
   * @param seed 0 to 2^32 - 1
   * @return for each place what it has got, in random order
   */
  static List<List<Radiograph>> of(
      List<Radiograph> radiographs, double[][] wanted, Groups groups, long seed) {
    List<Radiograph> shuffled = new ArrayList<>();
    for (int index : Mt19937.numpy(seed).permutation(radiographs.size())) {
      shuffled.add(radiographs.get(index));
    }
    double[][] missing = new double[wanted.length][];
    for (int place = 0; place < wanted.length; place++) {
      missing[place] = wanted[place].clone();
    }
    Map<String, Integer> places = new HashMap<>();
    for (List<Radiograph> group : groups.largestFirst(shuffled)) {
      int best = 0;
      for (int place = 1; place < wanted.length; place++) {
        if (need(group, missing[place], wanted[place]) > need(group, missing[best], wanted[best])) {
          best = place;
        }
      }
      for (Radiograph radiograph : group) {
        places.put(radiograph.name(), best);
        missing[best][radiograph.label()]--;
      }
    }
    List<List<Radiograph>> dealt = new ArrayList<>();
    for (int place = 0; place < wanted.length; place++) {
      int here = place;
      dealt.add(
          shuffled.stream().filter(one -> places.getOrDefault(one.name(), -1) == here).toList());
    }
    return dealt;
  }

  /** How much of what a group brings is still missing, as the mean over its images. */
  private static double need(List<Radiograph> group, double[] missing, double[] wanted) {
    double need = 0;
    for (Radiograph radiograph : group) {
      need += missing[radiograph.label()] / wanted[radiograph.label()];
    }
    return need / group.size();
  }
}
