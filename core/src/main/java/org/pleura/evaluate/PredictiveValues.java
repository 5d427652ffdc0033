package org.pleura.evaluate;

/**
 * What a call means where the finding has another prevalence than in the sample: by Bayes' rule
 * from sensitivity and specificity, taken to be the same there.
 *
 * <p>The intervals are those of Mercaldo, Lau and Zhou (Statistics in Medicine 2007), symmetric on
 * the logit scale; with m cases with the finding and n without, p the prevalence:
 *
 * <pre>{@code
 * logit PPV = log(se p / ((1 - sp) (1 - p))),  variance (1 - se) / (se m) + sp / ((1 - sp) n)
 * logit NPV = log(sp (1 - p) / ((1 - se) p)),  variance se / ((1 - se) m) + (1 - sp) / (sp n)
 * }</pre>
 *
 * <p>Where sensitivity or specificity is 0 or 1 these do not exist; the interval is then the
 * authors' adjusted one, with z²/2 successes and as many failures added to both.
 *
 * @param prevalence the stated one, between 0 and 1
 * @param positive the part of the cases called positive that would have the finding
 * @param negative the part of the cases called negative that would not have it
 */
public record PredictiveValues(double prevalence, Estimate positive, Estimate negative) {
  private static final String PLAIN =
      "Mercaldo's logit interval, 95 %, the prevalence taken as known";
  private static final String ADJUSTED =
      "Mercaldo's adjusted logit interval, 95 %, the prevalence taken as known";

  /**
   * Works them out.
   *
   * @param confusion the counts of the sample
   * @param prevalence between 0 and 1
   * @return the values, undefined without cases of both classes, or if no case would be called so
   * @throws IllegalArgumentException if the prevalence is not between 0 and 1
   */
  public static PredictiveValues of(ConfusionMatrix confusion, double prevalence) {
    if (!(prevalence > 0 && prevalence < 1)) {
      throw new IllegalArgumentException(
          "a prevalence is more than 0 and less than 1: " + prevalence);
    }
    int m = confusion.positives();
    int n = confusion.negatives();
    if (m == 0 || n == 0) {
      Estimate none =
          new Estimate.Undefined(
              "predictive values at a stated prevalence need cases of both classes; there are "
                  + m
                  + " positive and "
                  + n
                  + " negative ones");
      return new PredictiveValues(prevalence, none, none);
    }
    Rate sensitivity = new Rate(confusion.truePositives(), m);
    Rate specificity = new Rate(confusion.trueNegatives(), n);
    return new PredictiveValues(
        prevalence,
        value(sensitivity, specificity, prevalence, "positive"),
        value(specificity, sensitivity, 1 - prevalence, "negative"));
  }

  private record Rate(double successes, double trials) {
    double value() {
      return successes / trials;
    }

    double rest() {
      return (trials - successes) / trials;
    }

    boolean isExtreme() {
      return successes == 0 || successes == trials;
    }

    Rate adjusted() {
      double added = Wilson.Z * Wilson.Z;
      return new Rate(successes + added / 2, trials + added);
    }
  }

  /**
   * One formula for both: {@code own} is right about the part named, {@code other} about the rest.
   */
  private static Estimate value(Rate own, Rate other, double part, String called) {
    double right = own.value() * part;
    double wrong = other.rest() * (1 - part);
    if (right + wrong == 0) {
      return new Estimate.Undefined(
          "the "
              + called
              + " predictive value needs at least one case called "
              + called
              + "; there are none");
    }
    double value = right / (right + wrong);
    boolean extreme = own.isExtreme() || other.isExtreme();
    Rate se = extreme ? own.adjusted() : own;
    Rate sp = extreme ? other.adjusted() : other;
    double logit = StrictMath.log(se.value() * part / (sp.rest() * (1 - part)));
    double variance =
        se.rest() / (se.value() * se.trials()) + sp.value() / (sp.rest() * sp.trials());
    double half = Wilson.Z * Math.sqrt(variance);
    return new Estimate.Known(
        value,
        // At 0 and 1 the interval reaches the value, wherever the adjusted one is centred.
        Math.min(value, sigmoid(logit - half)),
        Math.max(value, sigmoid(logit + half)),
        extreme ? ADJUSTED : PLAIN);
  }

  private static double sigmoid(double logit) {
    return 1 / (1 + StrictMath.exp(-logit));
  }
}
