package org.pleura.evaluate;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How well the scores tell the classes apart, whatever the threshold.
 *
 * @param auroc the area under the curve, cases taken as independent
 * @param aurocByPatient the same area, patients resampled whole; undefined where they are not known
 * @param averagePrecision precision averaged over sensitivity
 * @param curve the receiver operating characteristic; empty if a class is missing
 * @param band the doubt around it; empty if a class is missing
 */
public record Discrimination(
    Estimate auroc,
    Estimate aurocByPatient,
    Estimate averagePrecision,
    Optional<RocCurve> curve,
    Optional<RocBand> band) {
  /**
   * Measures cases.
   *
   * @param cases what to measure
   * @param bootstrap how to resample
   * @return the figures
   */
  public static Discrimination of(Cases cases, Bootstrap bootstrap) {
    boolean both = cases.hasBothClasses();
    return new Discrimination(
        Auroc.of(cases),
        Auroc.byPatient(cases, bootstrap),
        AveragePrecision.of(cases, bootstrap),
        both ? Optional.of(RocCurve.of(cases)) : Optional.empty(),
        both ? Optional.of(RocBand.of(cases, bootstrap)) : Optional.empty());
  }

  /**
   * What the area's intervals do not let one say: of both, the lowest and the highest end count.
   *
   * @return a sentence if they reach down to 0.5, and another if they lie below it; nothing if all
   *     is well, or if the area is undefined
   */
  public Optional<String> doubt() {
    if (!(auroc instanceof Estimate.Known)) {
      return Optional.empty();
    }
    double low = 1;
    double high = 0;
    for (Estimate one : List.of(auroc, aurocByPatient)) {
      if (one instanceof Estimate.Known known) {
        low = Math.min(low, known.low());
        high = Math.max(high, known.high());
      }
    }
    if (low > 0.5) {
      return Optional.empty();
    }
    return Optional.of(
        high < 0.5
            ? String.format(
                Locale.ROOT,
                "The classes are told apart the wrong way round: all of the AUROC's interval (%.2f"
                    + " to %.2f) is below 0.5. Look whether the labels, or the probabilities, are"
                    + " those of the other class.",
                low,
                high)
            : String.format(
                Locale.ROOT,
                "It cannot be said that the model tells the classes apart: the AUROC's interval"
                    + " (%.2f to %.2f) holds 0.5, which is chance.",
                low,
                high));
  }
}
