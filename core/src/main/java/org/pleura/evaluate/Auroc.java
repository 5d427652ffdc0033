package org.pleura.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The area under the receiver operating characteristic: how often a case with the finding scores
 * higher than one without, a tie counting one half. 0.5 is chance, 1 is perfect order.
 */
public final class Auroc {
  private static final String METHOD = "DeLong on the logit scale, 95 %";
  private static final String METHOD_AT_THE_EDGE = "Newcombe's score interval, 95 %";

  private Auroc() {}

  /**
   * The area with the variance of DeLong, DeLong and Clarke-Pearson (Biometrics 1988), by ranks as
   * Sun and Xu (IEEE Signal Processing Letters 2014) do, in O(n log n). With m cases with the
   * finding, n without, and for each case the part of the other class that it beats:
   *
   * <pre>{@code var = var(parts of the m) / m + var(parts of the n) / n}</pre>
   *
   * <p>The interval is symmetric on the scale of log(area / (1 - area)) (Pepe 2003, Qin and
   * Hotilovac 2008): it stays inside 0 to 1 and keeps its level near 1, where the plain one fails.
   *
   * <p>Where that variance is zero or does not exist (perfect order, all scores equal, one case in
   * a class) there is doubt nevertheless, and the interval is Newcombe's (Statistics in Medicine
   * 2006, method 5), which holds the areas t with {@code |area - t| <= z sqrt(V(t))} and {@code
   * V(t) = t (1-t) (1 + k (1-t)/(2-t) + k t/(1+t)) / (m n), k = (m+n)/2 - 1}.
   *
   * <p>It takes cases as independent; {@link #byPatient} does not.
   *
   * @param cases ordered by their scores
   * @return 0 to 1, or undefined if a class is missing
   */
  public static Estimate of(Cases cases) {
    if (!cases.hasBothClasses()) {
      return new Estimate.Undefined(cases.needsBothClasses("AUROC"));
    }
    Placements placements = Placements.of(cases);
    double area = placements.area();
    OptionalDouble variance = placements.variance();
    if (variance.isEmpty()) {
      return newcombe(area, cases.positives(), cases.negatives());
    }
    return onLogits(area, variance.getAsDouble(), METHOD);
  }

  private static Estimate.Known onLogits(double area, double variance, String method) {
    double logit = StrictMath.log(area / (1 - area));
    double half = Wilson.Z * Math.sqrt(variance) / (area * (1 - area));
    return new Estimate.Known(area, inverseLogit(logit - half), inverseLogit(logit + half), method);
  }

  /**
   * The mean of the areas of several folds. Only cases of one fold are compared: each fold has a
   * model of its own, whose scores need not be on the others' scale, so that the area of all
   * together may be far from that of any (Forman and Scholz, SIGKDD Explorations 2010).
   *
   * <p>The interval is the bootstrap of patients where they are known and it can tell; otherwise
   * its variance is {@code sum of DeLong's variances / k^2} for k folds, which are independent
   * given their models (LeDell, Petersen and van der Laan, Electronic Journal of Statistics 2015),
   * on the scale of log(area / (1 - area)), or Newcombe's where all of these are zero or a fold has
   * fewer than two cases of a class. Folds without one of the classes are left out.
   *
   * @param cases ordered by their scores within each fold
   * @param foldOf the fold of each case, from 0
   * @param bootstrap how to resample
   * @return 0 to 1, or undefined if no fold has both classes
   * @throws IllegalArgumentException if there are more or fewer folds than cases
   */
  public static Estimate withinFolds(Cases cases, int[] foldOf, Bootstrap bootstrap) {
    if (foldOf.length != cases.size()) {
      throw new IllegalArgumentException(
          "each case is of a fold, but there are " + cases.size() + " and " + foldOf.length);
    }
    int[][] rows =
        IntStream.rangeClosed(0, Arrays.stream(foldOf).max().orElse(-1))
            .mapToObj(
                fold -> IntStream.range(0, foldOf.length).filter(i -> foldOf[i] == fold).toArray())
            .filter(chosen -> cases.only(chosen).hasBothClasses())
            .toArray(int[][]::new);
    if (rows.length == 0) {
      return new Estimate.Undefined(cases.needsBothClasses("AUROC"));
    }
    List<Cases> folds = Arrays.stream(rows).map(cases::only).toList();
    if (cases.patients().isPresent()) {
      List<Ranking> rankings = folds.stream().map(Ranking::of).toList();
      Estimate byPatient =
          bootstrap.estimate(cases, weights -> meanOfFolds(rankings, rows, weights));
      // A perfect order is perfect in every resample, which says nothing of the doubt.
      if (byPatient instanceof Estimate.Known) {
        return byPatient;
      }
    }
    List<Placements> placements = folds.stream().map(Placements::of).toList();
    double area = placements.stream().mapToDouble(Placements::area).sum() / rows.length;
    double variances = placements.stream().mapToDouble(fold -> fold.variance().orElse(0)).sum();
    // One case of a class has no variance, which is not the same as none.
    boolean isUnknown =
        folds.stream().anyMatch(fold -> Math.min(fold.positives(), fold.negatives()) < 2);
    return isUnknown || variances == 0 || area == 0 || area == 1
        ? newcombe(area, cases.positives(), cases.negatives())
        : onLogits(area, variances / rows.length / rows.length, METHOD + ", mean of folds");
  }

  private static OptionalDouble meanOfFolds(List<Ranking> rankings, int[][] rows, int[] weights) {
    double sum = 0;
    int defined = 0;
    for (int fold = 0; fold < rows.length; fold++) {
      Ranking.Steps steps =
          rankings.get(fold).steps(Arrays.stream(rows[fold]).map(i -> weights[i]).toArray());
      if (steps.hasBothClasses()) {
        sum += steps.auroc();
        defined++;
      }
    }
    return defined == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / defined);
  }

  /**
   * The area with a bootstrap interval that keeps each patient's cases together.
   *
   * @param cases ordered by their scores
   * @param bootstrap how to resample
   * @return 0 to 1, or undefined if a class is missing or the patients are not known
   */
  public static Estimate byPatient(Cases cases, Bootstrap bootstrap) {
    if (!cases.hasBothClasses()) {
      return new Estimate.Undefined(cases.needsBothClasses("AUROC"));
    }
    if (cases.patients().isEmpty()) {
      return new Estimate.Undefined(Evaluation.PATIENTS_UNKNOWN);
    }
    Ranking ranking = Ranking.of(cases);
    return bootstrap.estimate(
        cases,
        weights -> {
          Ranking.Steps steps = ranking.steps(weights);
          return steps.hasBothClasses() ? OptionalDouble.of(steps.auroc()) : OptionalDouble.empty();
        });
  }

  private static double inverseLogit(double logit) {
    return 1 / (1 + StrictMath.exp(-logit));
  }

  static Estimate.Known newcombe(double area, int positives, int negatives) {
    return new Estimate.Known(
        area,
        area == 0 ? 0 : newcombeEnd(area, 0, positives, negatives),
        area == 1 ? 1 : newcombeEnd(area, 1, positives, negatives),
        METHOD_AT_THE_EDGE);
  }

  /** Bisects between the area, which is inside the interval, and 0 or 1, which is outside. */
  private static double newcombeEnd(double area, double outermost, int m, int n) {
    double k = (m + n) / 2.0 - 1;
    double inside = area;
    double outside = outermost;
    for (int halving = 0; halving < 100; halving++) {
      double t = (inside + outside) / 2;
      double variance =
          t * (1 - t) * (1 + k * (1 - t) / (2 - t) + k * t / (1 + t)) / ((double) m * n);
      if (Math.abs(area - t) <= Wilson.Z * Math.sqrt(variance)) {
        inside = t;
      } else {
        outside = t;
      }
    }
    return (inside + outside) / 2;
  }
}
