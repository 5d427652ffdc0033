package org.pleura.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.pleura.audit.Comparison;
import org.pleura.audit.MethodAgreement;
import org.pleura.evaluate.Estimate;
import org.pleura.explain.Heatmap;
import org.pleura.report.RoundedProbability;
import org.pleura.run.Comparing;
import org.pleura.run.Explanation;

/** Results as lines of text. */
record ResultText(Narration narration) {

  /** So many images are named from each end of a ranking. */
  private static final int ENDS = 3;

  private static String value(Estimate estimate, String otherwise) {
    return estimate instanceof Estimate.Known known ? known.value(2) : otherwise;
  }

  /** One line for each explained image and method. */
  void explanations(List<Explanation> explanations) {
    String before = "";
    for (Explanation explanation : explanations) {
      String what = what(explanation.map());
      if (!what.equals(before)) {
        before = what;
        narration.line("%s", what);
        narration.line(
            "%-32s %6s %12s %10s %10s", "image", "class", "probability", "for", "against");
      }
      narration.line(
          "%-32s %6s %12s %10.3g %10.3g",
          explanation.image(),
          explanation.label() < 0 ? "" : String.valueOf(explanation.label()),
          RoundedProbability.words(explanation.probability(), 4),
          explanation.map().massFor(),
          explanation.map().massAgainst());
    }
    narration.line(
        "for, against: the sums of a map's cells above and below 0, in its method's own unit; they"
            + " compare images, not methods.");
  }

  /** How far methods agree, and the images at both ends of the ranking. */
  void comparison(Comparing.Outcome outcome) {
    Comparison comparison = outcome.comparison();
    int images = outcome.images().size();
    narration.line(images == 1 ? "%d image" : "%d images", images);
    narration.line("");
    agreementRow("agreement of", List.of("rank corr.", "rank corr.", "SSIM", "overlap", "HOG"));
    agreementRow("", List.of("of cells", "of maps", "", "of top 20 %", "similarity"));
    for (MethodAgreement pair : comparison.pairs()) {
      List<String> values = new ArrayList<>();
      List<String> intervals = new ArrayList<>();
      for (MethodAgreement.Mean mean : pair.means().values()) {
        values.add(value(mean.estimate(), "undefined"));
        intervals.add(mean.estimate() instanceof Estimate.Known known ? known.interval(2) : "");
      }
      agreementRow(pair.first().word(), values);
      agreementRow("  and " + pair.second().word(), intervals);
    }
    reasons(comparison, images).forEach(reason -> narration.line("%s", reason));
    narration.line("Intervals: bootstrap of images, 95 %%.");
    int ends = Math.min(ENDS, comparison.ranked().size());
    ranked("Wildest disagreement (the rank correlation of the maps):", outcome, 0, ends);
    int last = comparison.ranked().size();
    ranked("Closest agreement:", outcome, Math.max(ends, last - ENDS), last);
    for (Comparison.Unranked image : comparison.unranked()) {
      narration.line(
          "Not ranked: %s: %s.",
          outcome.images().get(image.image()).radiograph().name(), image.reason());
    }
  }

  private void agreementRow(String name, List<String> cells) {
    StringBuilder row = new StringBuilder(String.format("%-28s", name));
    cells.forEach(cell -> row.append(String.format(" %-14s", cell)));
    narration.line("%s", row.toString().stripTrailing());
  }

  private void ranked(String heading, Comparing.Outcome outcome, int from, int to) {
    if (from < to) {
      narration.line("");
      narration.line("%s", heading);
    }
    for (int rank = from; rank < to; rank++) {
      Comparison.Ranked ranked = outcome.comparison().ranked().get(rank);
      Comparing.Compared image = outcome.images().get(ranked.image());
      narration.line(
          "%4d. %5.2f  %s (class %s, Pred = %.3f)",
          rank + 1,
          ranked.agreement(),
          image.radiograph().name(),
          image.radiograph().className(),
          image.probability());
    }
  }

  /** Two methods in words. */
  static String names(MethodAgreement pair) {
    return pair.first().word() + " and " + pair.second().word();
  }

  /**
   * Why some means are undefined, or are not over all images: a sentence for each reason, with the
   * pairs that have it.
   */
  static List<String> reasons(Comparison comparison, int images) {
    Map<String, List<String>> pairs = new LinkedHashMap<>();
    for (MethodAgreement pair : comparison.pairs()) {
      pair.means()
          .forEach(
              (measure, mean) -> {
                String reason =
                    mean.estimate() instanceof Estimate.Undefined
                        ? mean.estimate().text()
                        : "over %d of %d images; in the others a map is the same everywhere"
                            .formatted(mean.images(), images);
                if (mean.estimate() instanceof Estimate.Undefined || mean.images() < images) {
                  pairs
                      .computeIfAbsent(measure.words() + ": " + reason, key -> new ArrayList<>())
                      .add(names(pair));
                }
              });
    }
    return pairs.entrySet().stream()
        .map(one -> one.getKey() + " (" + String.join("; ", one.getValue()) + ").")
        .toList();
  }

  private static String what(Heatmap map) {
    return String.format(
        Locale.ROOT,
        "%s at %s: %d x %d cells, each %s x %s pixels of the %d x %d image",
        map.method(),
        map.layer(),
        map.rows(),
        map.columns(),
        plain(map.cellHeight()),
        plain(map.cellWidth()),
        map.height(),
        map.width());
  }

  private static String plain(double value) {
    return value == Math.rint(value)
        ? String.valueOf((long) value)
        : String.format(Locale.ROOT, "%.1f", value);
  }
}
