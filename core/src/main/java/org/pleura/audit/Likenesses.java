package org.pleura.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
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
    Map<Verdict, String> reasons = new EnumMap<>(Verdict.class);
    for (Measure measure : JUDGED) {
      List<Double> others = new ArrayList<>();
      List<Double> differences = new ArrayList<>();
      for (int i = 0; i < stay.size(); i++) {
        OptionalDouble stays = measure.of(stay.get(i));
        OptionalDouble other = measure.of(unrelated.get(i));
        if (stays.isPresent() && other.isPresent()) {
          others.add(other.getAsDouble());
          differences.add(stays.getAsDouble() - other.getAsDouble());
        }
      }
      if (differences.size() < Check.FEWEST_IMAGES) {
        return tooFew(check, rule, differences.size(), stay.size(), all);
      }
      Estimate more = mean(differences.stream().mapToDouble(Double::doubleValue).toArray());
      all.put(measure.words() + ", above that of different images", more);
      double baseline = others.stream().mapToDouble(Double::doubleValue).average().orElse(0);
      if (!(more instanceof Estimate.Known known)) {
        reasons.putIfAbsent(Verdict.CANNOT_TELL, more.text());
      } else if (baseline > 1 - MARGIN) {
        reasons.putIfAbsent(
            Verdict.CANNOT_TELL,
            String.format(
                Locale.ROOT,
                "maps of different images are already alike: %s %.2f",
                measure.words(),
                baseline));
      } else {
        Verdict one =
            known.high() <= MARGIN
                ? Verdict.PASS
                : known.low() > MARGIN ? Verdict.FAIL : Verdict.CANNOT_TELL;
        reasons.putIfAbsent(
            one,
            String.format(
                Locale.ROOT,
                "%s is %s %s that of different images' maps",
                measure.words(),
                amount(known),
                known.value() < 0 ? "below" : "above"));
      }
    }
    Verdict verdict =
        reasons.containsKey(Verdict.FAIL)
            ? Verdict.FAIL
            : reasons.containsKey(Verdict.CANNOT_TELL) ? Verdict.CANNOT_TELL : Verdict.PASS;
    return new Finding(check, verdict, reasons.getOrDefault(verdict, ""), rule, all);
  }

  /**
   * Judges maps that should stay alike: their mean is at least this, and above that of maps of
   * different images, with its interval.
   *
   * @param measure of the likeness
   * @param least the line
   * @param stay how alike each image's maps are
   * @param unrelated how alike the original and the maps of other images are
   */
  static Finding alike(
      Check check,
      String rule,
      Measure measure,
      double least,
      List<Likeness> stay,
      List<Likeness> unrelated,
      Map<String, Estimate> figures) {
    Map<String, Estimate> all = new LinkedHashMap<>(figures);
    List<Double> values = new ArrayList<>();
    List<Double> differences = new ArrayList<>();
    for (int i = 0; i < stay.size(); i++) {
      OptionalDouble stays = measure.of(stay.get(i));
      OptionalDouble other = measure.of(unrelated.get(i));
      if (stays.isPresent() && other.isPresent()) {
        values.add(stays.getAsDouble());
        differences.add(stays.getAsDouble() - other.getAsDouble());
      }
    }
    if (values.size() < Check.FEWEST_IMAGES) {
      return tooFew(check, rule, values.size(), stay.size(), all);
    }
    Estimate mean = mean(values.stream().mapToDouble(Double::doubleValue).toArray());
    Estimate more = mean(differences.stream().mapToDouble(Double::doubleValue).toArray());
    all.put(measure.words() + ", above that of different images", more);
    if (!(mean instanceof Estimate.Known value) || !(more instanceof Estimate.Known above)) {
      return new Finding(check, Verdict.CANNOT_TELL, mean.text(), rule, all);
    }
    Verdict verdict =
        value.low() >= least && above.low() > 0
            ? Verdict.PASS
            : value.high() < least || above.high() <= 0 ? Verdict.FAIL : Verdict.CANNOT_TELL;
    String why =
        String.format(
            Locale.ROOT,
            "%s %s, %s %s that of different images' maps",
            measure.words(),
            mean.text(),
            amount(above),
            above.value() < 0 ? "below" : "above");
    return new Finding(check, verdict, why, rule, all);
  }

  private static String amount(Estimate.Known known) {
    return known.value() < 0
        ? new Estimate.Known(-known.value(), -known.high(), -known.low(), known.method()).text()
        : known.text();
  }

  /** Where there are images enough, it is constant maps that leave too few. */
  private static Finding tooFew(
      Check check, String rule, int defined, int images, Map<String, Estimate> figures) {
    if (images < Check.FEWEST_IMAGES) {
      return tooFew(check, rule, images, figures);
    }
    String why =
        String.format(
            Locale.ROOT,
            "a map is constant in %d of %d images, as where a probability is saturated",
            images - defined,
            images);
    return new Finding(check, Verdict.CANNOT_TELL, why, rule, figures);
  }

  static Finding tooFew(Check check, String rule, int images, Map<String, Estimate> figures) {
    return new Finding(
        check,
        Verdict.CANNOT_TELL,
        "too few images: " + images + " of at least " + Check.FEWEST_IMAGES,
        rule,
        figures);
  }
}
