package org.pleura.evaluate;

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
}
