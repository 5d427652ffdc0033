package org.pleura.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.pleura.audit.Likeness.Measure;
import org.pleura.evaluate.Bootstrap;
import org.pleura.evaluate.Estimate;

/** What is found of the likenesses of many images' maps. */
final class Likenesses {
  /** How much more alike than maps of different images a map may stay that should change. */
  static final double MARGIN = 0.2;

  static final int FEWEST_IMAGES = 20;

  /** The measures a verdict hangs on; the others are told. */
  private static final List<Measure> JUDGED = List.of(Measure.CELLS, Measure.SSIM, Measure.OVERLAP);

  private Likenesses() {}

  /** The means of all measures, by name. */
  static Map<String, Estimate> figures(List<Likeness> images, String of) {
    Map<String, Estimate> figures = new LinkedHashMap<>();
    for (Measure measure : Measure.values()) {
      figures.put(measure.words() + ", " + of, mean(images.stream().map(measure::of).toList()));
    }
    return figures;
  }

  /**
   * The mean over the images where a value is defined, with its interval; undefined if it is not in
   * half of them.
   */
  static Estimate mean(List<OptionalDouble> values) {
    return mean(
        values, "a map is constant in %d of %d images, as where a probability is saturated");
  }

  /** As {@link #mean(List)}, with the reason why values are undefined: in %d of %d images. */
  static Estimate mean(List<OptionalDouble> values, String reason) {
    double[] defined =
        values.stream()
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .toArray();
    if (2 * defined.length < values.size()) {
      return new Estimate.Undefined(
          String.format(Locale.ROOT, reason, values.size() - defined.length, values.size()));
    }
    return mean(defined);
  }

  /** The mean with its interval, of width 0 if all values are the same. */
  static Estimate mean(double[] values) {
    boolean equal = values.length > 1 && Arrays.stream(values).distinct().count() == 1;
    return equal
        ? new Estimate.Known(values[0], values[0], values[0], "the same in all images")
        : Bootstrap.standard().mean(values);
  }

  /**
   * Judges maps that should have become as unlike the original as the map of another image: of no
   * measure may they be more than {@link #MARGIN} above it.
   *
   * @param check its name
   * @param rule what it asks for
   * @param stay how alike each image's map and the original are
   * @param unrelated how alike the original and the maps of other images are
   * @param figures so far
   */
  static Finding unlike(
      Check check,
      String rule,
      List<Likeness> stay,
      List<Likeness> unrelated,
      Map<String, Estimate> figures) {
    Map<String, Estimate> all = new LinkedHashMap<>(figures);
    if (stay.size() < FEWEST_IMAGES) {
      return tooFew(check, rule, stay.size(), all);
    }
    Verdict verdict = Verdict.PASS;
    String why = "";
    double highest = Double.NEGATIVE_INFINITY;
    for (Measure measure : JUDGED) {
      List<OptionalDouble> differences = new ArrayList<>();
      for (int i = 0; i < stay.size(); i++) {
        OptionalDouble stays = measure.of(stay.get(i));
        OptionalDouble other = measure.of(unrelated.get(i));
        differences.add(
            stays.isPresent() && other.isPresent()
                ? OptionalDouble.of(stays.getAsDouble() - other.getAsDouble())
                : OptionalDouble.empty());
      }
      Estimate more = mean(differences);
      all.put(measure.words() + ", above that of different images", more);
      if (!(more instanceof Estimate.Known known)) {
        return new Finding(check, Verdict.CANNOT_TELL, more.text(), rule, all);
      }
      Verdict one =
          known.high() <= MARGIN
              ? Verdict.PASS
              : known.low() > MARGIN ? Verdict.FAIL : Verdict.CANNOT_TELL;
      verdict = worse(verdict, one);
      if (known.value() > highest) {
        highest = known.value();
        why =
            String.format(
                Locale.ROOT,
                "%s is %s %s that of different images' maps",
                measure.words(),
                amount(known),
                known.value() < 0 ? "below" : "above");
      }
    }
    return new Finding(check, verdict, why, rule, all);
  }

  private static String amount(Estimate.Known known) {
    return known.value() < 0
        ? new Estimate.Known(-known.value(), -known.high(), -known.low(), known.method()).text()
        : known.text();
  }

  private static Verdict worse(Verdict a, Verdict b) {
    return a == Verdict.FAIL || b == Verdict.FAIL
        ? Verdict.FAIL
        : a == Verdict.CANNOT_TELL || b == Verdict.CANNOT_TELL ? Verdict.CANNOT_TELL : Verdict.PASS;
  }

  static Finding tooFew(Check check, String rule, int images, Map<String, Estimate> figures) {
    return new Finding(
        check,
        Verdict.CANNOT_TELL,
        "too few images: " + images + " of at least " + FEWEST_IMAGES,
        rule,
        figures);
  }
}
