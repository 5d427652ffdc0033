package org.pleura.inspect;

/**
 * Logistic regression with an L2 penalty on the weights, not on the intercept: it minimises
 *
 * <pre>{@code sum over cases of log(1 + exp(-s (w x + b))) + |w|^2 / (2 C),  s = 1 or -1}</pre>
 *
 * which is scikit-learn's {@code LogisticRegression(C=...)}, by Newton's method (iteratively
 * reweighted least squares; Hastie, Tibshirani and Friedman, The Elements of Statistical Learning,
 * 2009, section 4.4.1). Features are brought to mean 0 and variance 1 of the cases it is fitted to;
 * those that do not vary are ignored. Sums run in a fixed order, so the same cases give the same
 * bits.
 */
public final class LogisticRegression {
  private static final int MOST_STEPS = 50;
  private static final double SMALL = 1e-10;

  private final double[] means;
  private final double[] scales;

  /** One for each feature, the intercept last. */
  private final double[] weights;

  private LogisticRegression(double[] means, double[] scales, double[] weights) {
    this.means = means;
    this.scales = scales;
    this.weights = weights;
  }

  /**
   * Fits the weights.
   *
   * @param features of each case, all of one length
   * @param positive of each case
   * @param c the inverse of the penalty, above 0
   * @return the fitted model
   * @throws IllegalArgumentException if there are no cases, or more or fewer labels than cases
   */
  public static LogisticRegression fit(float[][] features, boolean[] positive, double c) {
    if (features.length == 0 || features.length != positive.length) {
      throw new IllegalArgumentException(
          "each case has features and a label, but there are "
              + features.length
              + " and "
              + positive.length);
    }
    int n = features[0].length;
    double[] means = new double[n];
    double[] scales = new double[n];
    standardise(features, means, scales);
    LogisticRegression model = new LogisticRegression(means, scales, new double[n + 1]);
    for (int step = 0; step < MOST_STEPS; step++) {
      if (model.newton(features, positive, c) < SMALL) {
        break;
      }
    }
    return model;
  }

  private static void standardise(float[][] features, double[] means, double[] scales) {
    for (int i = 0; i < means.length; i++) {
      double sum = 0;
      for (float[] one : features) {
        sum += one[i];
      }
      means[i] = sum / features.length;
      double squares = 0;
      for (float[] one : features) {
        squares += (one[i] - means[i]) * (one[i] - means[i]);
      }
      double deviation = Math.sqrt(squares / features.length);
      scales[i] = deviation > 1e-9 * (1 + Math.abs(means[i])) ? 1 / deviation : 0;
    }
  }

  /** The features of a case on the scale of the weights, 1 for the intercept. */
  private void scaled(float[] features, double[] to) {
    for (int i = 0; i < features.length; i++) {
      to[i] = (features[i] - means[i]) * scales[i];
    }
    to[features.length] = 1;
  }

  /** One step; returns the largest change of a weight. */
  private double newton(float[][] features, boolean[] positive, double c) {
    int n = weights.length;
    double[][] hessian = new double[n][n];
    double[] gradient = new double[n];
    double[] x = new double[n];
    for (int k = 0; k < features.length; k++) {
      scaled(features[k], x);
      double p = sigmoid(dot(weights, x));
      double error = p - (positive[k] ? 1 : 0);
      double curvature = p * (1 - p);
      for (int i = 0; i < n; i++) {
        gradient[i] += error * x[i];
        double weighted = curvature * x[i];
        double[] line = hessian[i];
        for (int j = 0; j <= i; j++) {
          line[j] += weighted * x[j];
        }
      }
    }
    for (int i = 0; i < n - 1; i++) {
      gradient[i] += weights[i] / c;
      hessian[i][i] += 1 / c;
    }
    // Separated classes leave the intercept without curvature.
    hessian[n - 1][n - 1] += 1e-9;
    double[] step = solve(hessian, gradient);
    double largest = 0;
    for (double change : step) {
      largest = Math.max(largest, Math.abs(change));
    }
    // A step of more than this overshoots where the sigmoid is flat; the next ones catch up.
    double damped = largest > 5 ? 5 / largest : 1;
    for (int i = 0; i < n; i++) {
      weights[i] -= damped * step[i];
    }
    return largest;
  }

  /** By Cholesky's decomposition of the lower triangle, in place. */
  private static double[] solve(double[][] matrix, double[] right) {
    int n = right.length;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = matrix[i][j];
        for (int k = 0; k < j; k++) {
          sum -= matrix[i][k] * matrix[j][k];
        }
        matrix[i][j] = i == j ? Math.sqrt(sum) : sum / matrix[j][j];
      }
    }
    double[] x = right.clone();
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < i; k++) {
        x[i] -= matrix[i][k] * x[k];
      }
      x[i] /= matrix[i][i];
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int k = i + 1; k < n; k++) {
        x[i] -= matrix[k][i] * x[k];
      }
      x[i] /= matrix[i][i];
    }
    return x;
  }

  /**
   * The logit of a case.
   *
   * @param features as many as it was fitted to
   * @return log(p / (1 - p))
   */
  public double logit(float[] features) {
    double[] x = new double[weights.length];
    scaled(features, x);
    return dot(weights, x);
  }

  /** Of a logit; its values differ from those of the JDK's exp on no machine. */
  static double sigmoid(double logit) {
    return 1 / (1 + StrictMath.exp(-logit));
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
