package org.pleura.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

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
    List<Estimate.Known> known = new ArrayList<>();
    for (Estimate one : List.of(auroc, aurocByPatient)) {
      if (one instanceof Estimate.Known found) {
        known.add(found);
      }
    }
    if (known.stream().allMatch(one -> one.low() > 0.5)) {
      return Optional.empty();
    }
    if (known.stream().allMatch(one -> one.high() < 0.5)) {
      return Optional.of(
          "The classes are told apart the wrong way round: all of the AUROC's interval "
              + intervals(known)
              + " is below 0.5. Look whether the labels, or the probabilities, are those of the"
              + " other class.");
    }
    return Optional.of(
        "It cannot be said that the model tells the classes apart: the AUROC's interval "
            + intervals(known.stream().filter(one -> one.low() <= 0.5).toList())
            + " holds 0.5, which is chance.");
  }

  private static String intervals(List<Estimate.Known> known) {
    return known.stream()
        .map(one -> "(" + one.interval(2) + ")")
        .distinct()
        .collect(Collectors.joining(" and "));
  }
}
