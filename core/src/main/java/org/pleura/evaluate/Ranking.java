package org.pleura.evaluate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Cases in descending order of score, equal scores as one group. Sorted once, it answers for any
 * resample: a resample only says how many times each case counts.
 */
final class Ranking {
  private final Cases cases;
  private final int[] order;

  /** One past the last place of each group. */
  private final int[] ends;

  private Ranking(Cases cases, int[] order, int[] ends) {
    this.cases = cases;
    this.order = order;
    this.ends = ends;
  }

  static Ranking of(Cases cases) {
    int[] order =
        IntStream.range(0, cases.size())
            .boxed()
            .sorted(Comparator.<Integer>comparingDouble(cases::score).reversed())
            .mapToInt(Integer::intValue)
            .toArray();
    int[] ends =
        IntStream.rangeClosed(1, order.length)
            .filter(
                end ->
                    end == order.length || cases.score(order[end - 1]) != cases.score(order[end]))
            .toArray();
    return new Ranking(cases, order, ends);
  }

  int groups() {
    return ends.length;
  }

  double scoreOf(int group) {
    return cases.score(order[ends[group] - 1]);
  }

  /** The number of the group each case stands in, by case. */
  int[] groupOf() {
    int[] groupOf = new int[order.length];
    int group = 0;
    for (int place = 0; place < order.length; place++) {
      if (place == ends[group]) {
        group++;
      }
      groupOf[order[place]] = group;
    }
    return groupOf;
  }

  /** The steps when each case counts once. */
  Steps steps() {
    int[] once = new int[order.length];
    Arrays.fill(once, 1);
    return steps(once);
  }

  /** The steps when case i counts {@code weights[i]} times. */
  Steps steps(int[] weights) {
    int[] truePositives = new int[ends.length + 1];
    int[] falsePositives = new int[ends.length + 1];
    int place = 0;
    for (int group = 0; group < ends.length; group++) {
      int positives = truePositives[group];
      int negatives = falsePositives[group];
      for (; place < ends[group]; place++) {
        int i = order[place];
        if (cases.positive(i)) {
          positives += weights[i];
        } else {
          negatives += weights[i];
        }
      }
      truePositives[group + 1] = positives;
      falsePositives[group + 1] = negatives;
    }
    return new Steps(truePositives, falsePositives);
  }

  /** What is called positive as the groups are let in one by one, from none to all. */
  static final class Steps {
    private final int[] truePositives;
    private final int[] falsePositives;

    private Steps(int[] truePositives, int[] falsePositives) {
      this.truePositives = truePositives;
      this.falsePositives = falsePositives;
    }

    /** Cases with the finding among the first {@code groups} groups. */
    int truePositives(int groups) {
      return truePositives[groups];
    }

    /** Cases without the finding among the first {@code groups} groups. */
    int falsePositives(int groups) {
      return falsePositives[groups];
    }

    /** Cases among the first {@code groups} groups. */
    int called(int groups) {
      return truePositives[groups] + falsePositives[groups];
    }

    int positives() {
      return truePositives[truePositives.length - 1];
    }

    int negatives() {
      return falsePositives[falsePositives.length - 1];
    }

    boolean hasBothClasses() {
      return positives() > 0 && negatives() > 0;
    }

    /** The area under the steps' polygon; the sum is of whole numbers, hence exact. */
    double auroc() {
      long twiceArea = 0;
      for (int k = 1; k < truePositives.length; k++) {
        long width = (long) falsePositives[k] - falsePositives[k - 1];
        twiceArea += width * (truePositives[k] + truePositives[k - 1]);
      }
      return twiceArea / (2.0 * positives() * negatives());
    }

    /** The sum over the steps of precision times the gain in sensitivity. */
    double averagePrecision() {
      double sum = 0;
      for (int k = 1; k < truePositives.length; k++) {
        int gain = truePositives[k] - truePositives[k - 1];
        if (gain > 0) {
          sum += (double) gain * truePositives[k] / (truePositives[k] + falsePositives[k]);
        }
      }
      return sum / positives();
    }

    /**
     * The sensitivity at each false positive rate 0/parts, 1/parts, ..., 1: the highest at that
     * rate, on straight lines between the steps.
     */
    double[] sensitivities(int parts) {
      double[] at = new double[parts + 1];
      int k = 0;
      for (int part = 0; part <= parts; part++) {
        // Compared as whole numbers: a rounded rate would fall beside a vertical step.
        long wanted = (long) part * negatives();
        while (k + 1 < truePositives.length && (long) falsePositives[k + 1] * parts <= wanted) {
          k++;
        }
        double height = truePositives[k];
        long rest = wanted - (long) falsePositives[k] * parts;
        if (rest > 0) {
          double width = (falsePositives[k + 1] - falsePositives[k]) * (double) parts;
          height += rest / width * (truePositives[k + 1] - truePositives[k]);
        }
        at[part] = height / positives();
      }
      return at;
    }
  }
}
