package org.pleura.evaluate;

import java.util.ArrayList;
import java.util.List;

/**
 * The receiver operating characteristic: sensitivity against false positive rate as the threshold
 * falls, from (0, 0), where nothing is called positive, to (1, 1), where everything is. Cases of
 * equal score are called together, so a tie is one slanted step and no order is invented.
 *
 * @param points one for each distinct score, and the first
 */
public record RocCurve(List<Point> points) {
  /**
   * Copies the points.
   *
   * @throws IllegalArgumentException if there are fewer
   */
  public RocCurve {
    points = List.copyOf(points);
    if (points.size() < 2) {
      throw new IllegalArgumentException("a curve has two points or more: " + points.size());
    }
  }

  /**
   * What happens at one threshold.
   *
   * @param threshold the score, in the unit of the cases' scores (logits where there are any),
   *     above which a case is called positive; the last one is the number just below every score
   * @param truePositives cases with the finding, called positive
   * @param falsePositives cases without the finding, called positive
   * @param sensitivity the first as a part of all cases with the finding
   * @param falsePositiveRate the second as a part of all cases without the finding: 1 - specificity
   */
  public record Point(
      double threshold,
      int truePositives,
      int falsePositives,
      double sensitivity,
      double falsePositiveRate) {}

  /**
   * The curve of cases.
   *
   * @param cases of both classes
   * @return the curve
   * @throws IllegalArgumentException if a class is missing
   */
  public static RocCurve of(Cases cases) {
    if (!cases.hasBothClasses()) {
      throw new IllegalArgumentException(cases.needsBothClasses("the ROC curve"));
    }
    Ranking ranking = Ranking.of(cases);
    Ranking.Steps steps = ranking.steps();
    List<Point> points = new ArrayList<>();
    for (int k = 0; k <= ranking.groups(); k++) {
      double threshold =
          k < ranking.groups() ? ranking.scoreOf(k) : Math.nextDown(ranking.scoreOf(k - 1));
      points.add(
          new Point(
              threshold,
              steps.truePositives(k),
              steps.falsePositives(k),
              (double) steps.truePositives(k) / steps.positives(),
              (double) steps.falsePositives(k) / steps.negatives()));
    }
    return new RocCurve(points);
  }
}
