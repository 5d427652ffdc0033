package org.pleura.evaluate;

import java.util.Locale;
import java.util.Optional;

/**
 * The simplest cure of bad calibration: all logits divided by one number, the temperature T, which
 * makes the labels of the validation cases likeliest (Guo, Pleiss, Sun and Weinberger, ICML 2017).
 * T above 1 draws probabilities towards 0.5. It changes no order and no call at 0.5: AUROC, average
 * precision and the ROC curve stay as they are.
 *
 * @param temperature more than 0, with Wald's interval on the scale of log T; or why none can be
 *     fitted
 * @param validationCases how many it was fitted on
 * @param after the test cases with their logits divided by T; empty without a temperature
 */
public record TemperatureScaling(Estimate temperature, int validationCases, Optional<After> after) {

  /**
   * What scaling did to cases it was not fitted on.
   *
   * @param calibration of the scaled probabilities
   * @param crossEntropyChange of the mean cross-entropy by scaling, same resamples; below 0 it
   *     helped
   * @param brierChange of the Brier score likewise
   */
  public record After(Calibration calibration, Estimate crossEntropyChange, Estimate brierChange) {}

  /**
   * Fits on one part and looks at another.
   *
   * @param validation what to fit on
   * @param test what to look at
   * @param bootstrap how to resample the test cases
   * @return the temperature and what it does, or why there is none
   */
  static TemperatureScaling of(Cases validation, Cases test, Bootstrap bootstrap) {
    Estimate temperature = fit(validation);
    Optional<double[]> logits = test.logits();
    if (!(temperature instanceof Estimate.Known known) || logits.isEmpty() || test.size() == 0) {
      return new TemperatureScaling(temperature, validation.size(), Optional.empty());
    }
    double[] scaled = logits.get();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] /= known.value();
    }
    Cases cooled = test.withLogits(scaled);
    return new TemperatureScaling(
        temperature,
        validation.size(),
        Optional.of(
            new After(
                Calibration.of(cooled, bootstrap),
                Calibration.crossEntropyChange(test, cooled, bootstrap),
                Calibration.brierChange(test, cooled, bootstrap))));
  }

  /**
   * A temperature to divide an answer's logit by: only one that can be told from 1, and that did
   * the test cases no harm. A few dozen validation cases give some temperature or other, and by it
   * an answer would be made more or less certain by chance.
   *
   * @return {@link #temperature()}, or the reason for none
   */
  public Estimate usable() {
    return usable(
        temperature,
        after
            .map(After::brierChange)
            .orElseGet(() -> new Estimate.Undefined("there are no test images to try it on")));
  }

  /**
   * The same of figures that were kept.
   *
   * @param temperature as {@link #temperature()}
   * @param brierChange as {@link After#brierChange()}
   * @return the temperature if 1 is outside its interval and the Brier score of the test cases is
   *     not larger with it; otherwise the reason for none
   */
  public static Estimate usable(Estimate temperature, Estimate brierChange) {
    if (temperature instanceof Estimate.Known known && known.low() <= 1 && known.high() >= 1) {
      return new Estimate.Undefined(
          "the temperature of the validation images, " + known.text() + ", cannot be told from 1");
    }
    if (temperature instanceof Estimate.Known known
        && brierChange instanceof Estimate.Known change
        && change.value() > 0) {
      return new Estimate.Undefined(
          String.format(
              Locale.ROOT,
              "the temperature of the validation images, %.3f, makes the Brier score of the test"
                  + " images worse, by %s",
              known.value(),
              change.text(3)));
    }
    if (temperature instanceof Estimate.Known known
        && brierChange instanceof Estimate.Undefined unknown) {
      return new Estimate.Undefined(
          String.format(
              Locale.ROOT,
              "whether the temperature of the validation images, %.3f, makes answers better is not"
                  + " known: %s",
              known.value(),
              unknown.reason()));
    }
    return temperature;
  }

  private static Estimate fit(Cases validation) {
    if (!validation.hasBothClasses()) {
      return new Estimate.Undefined(
          validation.size() == 0
              ? "a temperature is fitted on validation cases; there are none"
              : validation.needsBothClasses("the temperature of the validation part"));
    }
    if (validation.units() < 2) {
      return new Estimate.Undefined(
          "a temperature needs at least 2 validation patients; there is " + validation.units());
    }
    Optional<double[]> logits = validation.logits();
    if (logits.isEmpty()) {
      return new Estimate.Undefined(Recalibration.INFINITE_LOGITS);
    }
    double[] z = logits.get();
    double gainAtZero = 0;
    boolean wrongSide = false;
    for (int i = 0; i < z.length; i++) {
      gainAtZero += (validation.positive(i) ? 0.5 : -0.5) * z[i];
      wrongSide |= validation.positive(i) ? z[i] < 0 : z[i] > 0;
    }
    if (gainAtZero <= 0) {
      return new Estimate.Undefined(
          "the logits of the validation cases say no more than 0.5 for all of them would: no"
              + " temperature is hot enough");
    }
    if (!wrongSide) {
      return new Estimate.Undefined(
          "the logits of the validation cases are all on the right side of 0: no temperature is"
              + " cold enough");
    }
    LogisticFit fit = LogisticFit.of(validation, z, LogisticFit.Fitted.SLOPE);
    double temperature = 1 / fit.slope();
    double factor = StrictMath.exp(Wilson.Z * fit.slopeError() / fit.slope());
    if (!Double.isFinite(temperature * factor) || !(temperature > 0)) {
      return new Estimate.Undefined("the fit has no finite maximum on these logits");
    }
    return new Estimate.Known(
        temperature,
        temperature / factor,
        temperature * factor,
        "Wald on the scale of its logarithm"
            + (validation.patients().isPresent() ? ", errors of whole patients" : "")
            + ", 95 %");
  }
}
