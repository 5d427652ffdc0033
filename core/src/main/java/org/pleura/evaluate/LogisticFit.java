package org.pleura.evaluate;

import java.util.Arrays;

/**
 * The likeliest {@code logit P(y = 1) = intercept + slope z}, either of them fitted or held, by
 * Newton's method; the likelihood is concave, so there is one maximum or none.
 *
 * <p>The variances are those of the inverse Hessian H, or, where the patients are known, robust to
 * the likeness of a patient's cases: {@code H S H} with S the sum of the squared scores of whole
 * patients, times {@code g/(g-1) (n-1)/(n-k)} for g patients, n cases and k parameters (Liang and
 * Zeger, Biometrika 1986; statsmodels' {@code cov_type="cluster"}).
 *
 * @param intercept fitted, or 0
 * @param slope fitted, or 1
 * @param interceptError the standard error; 0 if it was held
 * @param slopeError the standard error; 0 if it was held
 */
record LogisticFit(double intercept, double slope, double interceptError, double slopeError) {
  private static final int MOST_STEPS = 100;

  /** What is fitted; the rest is held at intercept 0 and slope 1. */
  enum Fitted {
    BOTH(true, true),
    INTERCEPT(true, false),
    SLOPE(false, true);

    private final boolean intercept;
    private final boolean slope;

    Fitted(boolean intercept, boolean slope) {
      this.intercept = intercept;
      this.slope = slope;
    }

    private int parameters() {
      return (intercept ? 1 : 0) + (slope ? 1 : 0);
    }
  }

  /** Of cases for which the maximum exists, which is for the caller to make sure of. */
  static LogisticFit of(Cases cases, double[] z, Fitted fitted) {
    double a = 0;
    double b = fitted.slope ? 0 : 1;
    double likelihood = logLikelihood(cases, z, a, b);
    for (int step = 0; step < MOST_STEPS; step++) {
      Sums sums = Sums.of(cases, z, a, b);
      double[] towards = times(sums.inverse(fitted), sums.scoreA, sums.scoreB);
      double length = 1;
      double next = logLikelihood(cases, z, a + towards[0], b + towards[1]);
      while (next < likelihood && length > 1e-10) {
        length /= 2;
        next = logLikelihood(cases, z, a + length * towards[0], b + length * towards[1]);
      }
      a += length * towards[0];
      b += length * towards[1];
      if (next - likelihood <= 1e-15 * Math.abs(likelihood)) {
        break;
      }
      likelihood = next;
    }
    double[] variances = variances(cases, z, a, b, fitted);
    return new LogisticFit(a, b, Math.sqrt(variances[0]), Math.sqrt(variances[1]));
  }

  private static double[] variances(Cases cases, double[] z, double a, double b, Fitted fitted) {
    double[][] inverse = Sums.of(cases, z, a, b).inverse(fitted);
    if (cases.patients().isEmpty()) {
      return new double[] {inverse[0][0], inverse[1][1]};
    }
    double[] scoreA = new double[cases.units()];
    double[] scoreB = new double[cases.units()];
    for (int i = 0; i < z.length; i++) {
      double rest = (cases.positive(i) ? 1 : 0) - sigmoid(a + b * z[i]);
      scoreA[cases.unitOf(i)] += rest;
      scoreB[cases.unitOf(i)] += rest * z[i];
    }
    double[] sums = new double[2];
    for (int unit = 0; unit < scoreA.length; unit++) {
      double[] moved = times(inverse, scoreA[unit], scoreB[unit]);
      sums[0] += moved[0] * moved[0];
      sums[1] += moved[1] * moved[1];
    }
    double groups = cases.units();
    double correction = groups / (groups - 1) * (z.length - 1) / (z.length - fitted.parameters());
    return Arrays.stream(sums).map(sum -> sum * correction).toArray();
  }

  private static double logLikelihood(Cases cases, double[] z, double a, double b) {
    double sum = 0;
    for (int i = 0; i < z.length; i++) {
      double eta = a + b * z[i];
      double margin = cases.positive(i) ? eta : -eta;
      sum -= Math.max(-margin, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(margin)));
    }
    return sum;
  }

  private static double sigmoid(double eta) {
    return 1 / (1 + StrictMath.exp(-eta));
  }

  private static double[] times(double[][] matrix, double first, double second) {
    return new double[] {
      matrix[0][0] * first + matrix[0][1] * second, matrix[1][0] * first + matrix[1][1] * second
    };
  }

  /** The gradient of the log likelihood and its negative second derivatives. */
  private record Sums(double scoreA, double scoreB, double aa, double ab, double bb) {
    static Sums of(Cases cases, double[] z, double a, double b) {
      double scoreA = 0;
      double scoreB = 0;
      double aa = 0;
      double ab = 0;
      double bb = 0;
      for (int i = 0; i < z.length; i++) {
        double p = sigmoid(a + b * z[i]);
        double rest = (cases.positive(i) ? 1 : 0) - p;
        double weight = p * (1 - p);
        scoreA += rest;
        scoreB += rest * z[i];
        aa += weight;
        ab += weight * z[i];
        bb += weight * z[i] * z[i];
      }
      return new Sums(scoreA, scoreB, aa, ab, bb);
    }

    /** The inverse over what is fitted; rows and columns of what is held are 0. */
    double[][] inverse(Fitted fitted) {
      if (fitted == Fitted.INTERCEPT) {
        return new double[][] {{1 / aa, 0}, {0, 0}};
      }
      if (fitted == Fitted.SLOPE) {
        return new double[][] {{0, 0}, {0, 1 / bb}};
      }
      double determinant = aa * bb - ab * ab;
      return new double[][] {
        {bb / determinant, -ab / determinant}, {-ab / determinant, aa / determinant}
      };
    }
  }
}
