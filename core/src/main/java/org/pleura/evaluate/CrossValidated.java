package org.pleura.evaluate;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What cross-validation found: every case was tested once for each seed, by a model that had not
 * been trained or chosen on it.
 *
 * <p>The headline is the mean over the folds. Each fold has a model of its own, and the scores of
 * two models need not be on one scale: an AUROC of all folds together also compares the score that
 * one model gave a positive with the score that another gave a negative, and is too low where the
 * models' scales differ (Forman and Scholz, SIGKDD Explorations 12(1), 2010; Airola et al.,
 * Computational Statistics and Data Analysis 55, 2011). It is given nevertheless, for its interval,
 * which rests on all cases. The accuracy does not mix scales, since each case is called by its own
 * model.
 *
 * <p>The standard deviation over folds describes them and is not the standard error of the mean:
 * the folds' models share training cases, so that it has no unbiased estimator (Bengio and
 * Grandvalet, JMLR 5, 2004).
 *
 * @param seeds one for each time the folds were gone through, in order; one or more
 */
public record CrossValidated(List<OfSeed> seeds) {

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if it is empty
   */
  public CrossValidated {
    seeds = List.copyOf(seeds);
    if (seeds.isEmpty()) {
      throw new IllegalArgumentException("a cross-validation has one seed or more, but this none");
    }
  }

  /** Why the mean over folds comes first, for people. */
  public static final String HEADLINE =
      "The headline is the mean over the folds: each fold has a model of its own, and an AUROC of"
          + " all folds together also compares scores of different models, which need not be on one"
          + " scale.";

  /** What the standard deviation is not, for people. */
  public static final String DEVIATION =
      "SD describes the folds; it is not the doubt of their mean, since the folds' models share"
          + " training images.";

  /**
   * All folds with one seed.
   *
   * @param seed of the trainings
   * @param folds the evaluation of each left-out fold, in order; each has both classes
   * @param pooled the evaluation of all of them together: every case once
   */
  public record OfSeed(long seed, List<Evaluation> folds, Evaluation pooled) {
    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public OfSeed {
      folds = List.copyOf(folds);
      if (folds.isEmpty()) {
        throw new IllegalArgumentException("there are folds, but not of seed " + seed);
      }
    }

    /**
     * The AUROC of the folds.
     *
     * @return its spread over them
     */
    public Spread auroc() {
      return over(folds, fold -> value(fold.discrimination().auroc()));
    }

    /**
     * The accuracy of the folds.
     *
     * @return its spread over them
     */
    public Spread accuracy() {
      return over(folds, fold -> value(fold.confusion().accuracy()));
    }
  }

  /**
   * The headline of each seed: the mean AUROC over its folds.
   *
   * @return its spread over the seeds
   */
  public Spread auroc() {
    return over(seeds, seed -> seed.auroc().mean());
  }

  /**
   * The AUROC of all folds together.
   *
   * @return its spread over the seeds
   */
  public Spread pooledAuroc() {
    return over(seeds, seed -> value(seed.pooled().discrimination().auroc()));
  }

  /**
   * The mean accuracy over the folds of each seed.
   *
   * @return its spread over the seeds
   */
  public Spread accuracy() {
    return over(seeds, seed -> seed.accuracy().mean());
  }

  /**
   * The accuracy of all folds together.
   *
   * @return its spread over the seeds
   */
  public Spread pooledAccuracy() {
    return over(seeds, seed -> value(seed.pooled().confusion().accuracy()));
  }

  private static <T> Spread over(List<T> all, ToDoubleFunction<T> figure) {
    return Spread.of(all.stream().mapToDouble(figure).toArray());
  }

  private static double value(Estimate estimate) {
    if (estimate instanceof Estimate.Known known) {
      return known.value();
    }
    throw new IllegalStateException("every fold has both classes, but one is " + estimate.text());
  }
}
