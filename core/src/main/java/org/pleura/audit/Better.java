package org.pleura.audit;

import java.util.LinkedHashMap;
import java.util.Map;
import org.pleura.evaluate.Estimate;

/** The verdict of checks that ask whether a method is better than a map that knows nothing. */
final class Better {
  private Better() {}

  /**
   * Judges paired differences.
   *
   * @param check its name
   * @param differences by how much the method is better, for each image
   * @param than the baseline
   * @param worth less than this is not better
   * @param rule what is asked for
   * @param figures so far
   */
  static Finding judged(
      Check check,
      double[] differences,
      String than,
      double worth,
      String rule,
      Map<String, Estimate> figures) {
    Map<String, Estimate> all = new LinkedHashMap<>(figures);
    if (differences.length < Check.FEWEST_IMAGES) {
      return Likenesses.tooFew(check, rule, differences.length, all);
    }
    Estimate mean = Likenesses.mean(differences);
    all.put("better than " + than, mean);
    if (!(mean instanceof Estimate.Known known)) {
      return new Finding(check, Verdict.CANNOT_TELL, mean.text(), rule, all);
    }
    Verdict verdict =
        known.low() > 0 ? Verdict.PASS : known.high() < worth ? Verdict.FAIL : Verdict.CANNOT_TELL;
    return new Finding(check, verdict, "better than " + than + " by " + mean.text(), rule, all);
  }
}
