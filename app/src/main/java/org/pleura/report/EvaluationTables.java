package org.pleura.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.pleura.evaluate.Estimate;
import org.pleura.evaluate.Subgroup;
import org.pleura.report.ReportContent.Block;
import org.pleura.report.ReportContent.Interval;
import org.pleura.report.ReportContent.KeyNumber;
import org.pleura.report.ReportContent.Note;
import org.pleura.report.ReportContent.Paragraph;
import org.pleura.report.ReportContent.Points;
import org.pleura.report.ReportContent.Table;
import org.pleura.run.EvaluationFacts;
import org.pleura.run.EvaluationFacts.Named;

/** An evaluation as tables and sentences: every figure of it, each with its interval. */
public final class EvaluationTables {
  private static final List<String> HEADER = List.of("figure", "value", "interval", "how");
  private static final Map<String, String> NAMES = names();

  /** Those that have an interval by patient too; that which is told has the name alone. */
  private static final Set<String> TOLD = Set.of("accuracy", "auroc");

  private EvaluationTables() {}

  private static Map<String, String> names() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("threshold.spread", "Threshold");
    names.put("accuracy", "Accuracy");
    names.put("accuracyByPatient", "Accuracy, patients resampled whole");
    names.put("majorityBaseline", "Always saying the more frequent class");
    names.put("accuracyOverBaseline.difference", "Accuracy less that, on the same images");
    names.put("accuracyOverBaseline.differenceByPatient", "the same, patients resampled whole");
    names.put("sensitivity", "Sensitivity");
    names.put("specificity", "Specificity");
    names.put("positivePredictiveValue", "Positive predictive value");
    names.put("negativePredictiveValue", "Negative predictive value");
    names.put("auroc", "AUROC");
    names.put("aurocByPatient", "AUROC, patients resampled whole");
    names.put("averagePrecision", "Average precision");
    names.put("brier", "Brier score");
    names.put("crossEntropy", "Cross-entropy");
    names.put("calibrationError", "Calibration error");
    names.put("calibrationSlope", "Calibration slope");
    names.put("calibrationIntercept", "Calibration intercept");
    names.put("calibrationInTheLarge", "Calibration in the large");
    names.put("temperatureScaling.temperature", "Temperature");
    names.put("temperatureScaling.testAfter.crossEntropyChange", "Change of the cross-entropy");
    names.put("temperatureScaling.testAfter.brierChange", "Change of the Brier score");
    names.put("aurocOfTheOther", "AUROC of the other");
    names.put("auroc.difference", "Difference of the AUROC");
    names.put("auroc.differenceByPatient", "the same, patients resampled whole");
    names.put("accuracyOfTheOther", "Accuracy of the other");
    names.put("accuracy.difference", "Difference of the accuracy");
    names.put("accuracy.differenceByPatient", "the same, patients resampled whole");
    names.put("thresholdOfTheOther.spread", "The other's threshold");
    return names;
  }

  /**
   * An evaluation's figures.
   *
   * @param facts of the evaluation
   * @return its remarks, tables of its figures, of its groups, of the reliability, and of tests,
   *     and what the figures are
   */
  public static List<Block> of(EvaluationFacts facts) {
    List<Block> blocks = new ArrayList<>();
    facts.remarks().forEach(remark -> blocks.add(new Paragraph(remark)));
    List<List<String>> calls = new ArrayList<>();
    List<List<String>> probabilities = new ArrayList<>();
    for (Named named : facts.figures()) {
      boolean calibration = named.path().matches("(brier|crossEntropy|calibration|temperature).*");
      boolean namedBeforehand =
          named.path().equals("threshold.spread") && facts.validationCases() == 0;
      if (!namedBeforehand) {
        (calibration ? probabilities : calls).add(row(name(named.path(), facts), named.estimate()));
      }
    }
    blocks.add(
        new Table(
            String.format(
                Locale.ROOT,
                "The %d test images; positive is a probability above %s.",
                facts.cases(),
                shortened(facts.threshold())),
            HEADER,
            calls));
    blocks.add(new Table("Whether the probabilities mean what they say.", HEADER, probabilities));
    if (!facts.bins().isEmpty()) {
      blocks.add(bins(facts.bins()));
    }
    if (!facts.groups().isEmpty()) {
      blocks.add(groups(facts.groups()));
    }
    if (!facts.tests().isEmpty()) {
      blocks.add(tests(facts));
    }
    blocks.add(words());
    return blocks;
  }

  /**
   * Another model beside the one that was evaluated.
   *
   * @param against the other
   * @return the verdict and the figures behind it
   */
  public static List<Block> of(EvaluationFacts.Against against) {
    List<List<String>> rows = new ArrayList<>();
    for (Named named : against.figures()) {
      rows.add(row(plainName(named.path()), named.estimate()));
    }
    return List.of(
        new Note(against.verdict()),
        new Table(
            "This model less %s, on the same test images (by %s)."
                .formatted(against.name(), against.matchedBy()),
            HEADER,
            rows));
  }

  /**
   * The figures to see first.
   *
   * @param facts of the evaluation
   * @return accuracy, sensitivity, specificity and AUROC
   */
  public static List<KeyNumber> keyNumbers(EvaluationFacts facts) {
    List<KeyNumber> numbers = new ArrayList<>();
    for (String path : List.of("accuracy", "sensitivity", "specificity", "auroc")) {
      numbers.add(keyNumber(plainName(path), facts.told(path)));
    }
    return numbers;
  }

  private static KeyNumber keyNumber(String label, Estimate estimate) {
    if (estimate instanceof Estimate.Known known) {
      boolean holds =
          known.low() >= 0
              && known.low() <= known.value()
              && known.value() <= known.high()
              && known.high() <= 1;
      return new KeyNumber(
          label,
          known.value(2),
          known.interval(2) + " (" + known.method() + ")",
          holds
              ? Optional.of(new Interval(known.value(), known.low(), known.high()))
              : Optional.empty());
    }
    return new KeyNumber(
        label, "undefined", ((Estimate.Undefined) estimate).reason(), Optional.empty());
  }

  /** What a figure is called; by its path in the file where that is new. */
  static String name(String path, EvaluationFacts facts) {
    String after = "temperatureScaling.testAfter.";
    String told = path.replaceFirst("ByPatient$", "");
    if (TOLD.contains(told) && facts.figure(told + "ByPatient") instanceof Estimate.Known) {
      return plainName(told) + (told.equals(path) ? ", images taken as independent" : "");
    }
    String known = NAMES.get(path);
    if (known != null) {
      return known;
    }
    if (path.startsWith(after)) {
      return name(path.substring(after.length()), facts) + ", scaled";
    }
    String at = "predictiveValuesAtPrevalence.";
    if (path.startsWith(at)) {
      return name(path.substring(at.length()), facts)
          + facts.prevalence().map(share -> " at a prevalence of " + share).orElse("");
    }
    return path;
  }

  /** What a figure is called that has one interval, as those of groups have. */
  static String plainName(String path) {
    return NAMES.getOrDefault(path, path);
  }

  /**
   * What a model that does not look would reach.
   *
   * @param facts of the evaluation
   * @return one sentence
   */
  public static String withoutLooking(EvaluationFacts facts) {
    return "Always saying the more frequent class would have been right for %d."
        .formatted(Math.max(facts.positives(), facts.cases() - facts.positives()));
  }

  /** What the figures are, for those who do not know their names. */
  private static Points words() {
    return new Points(
        List.of(
            "An interval holds the true figure in about 95 of 100 such samples, by the method that"
                + " is named; Wald's is the estimate and 1.96 standard errors to either side.",
            "Sensitivity is the share of the images with the finding that are called positive,"
                + " specificity the share of the others that are not; a predictive value is the"
                + " share of such calls that are right.",
            "AUROC is the area under the receiver operating characteristic curve: of one image with"
                + " the finding and one without, how often the first has the higher probability;"
                + " 0.5 is chance. Average precision is the area under precision against"
                + " sensitivity.",
            "The Brier score is the mean squared distance of probability and truth (0 to 1), the"
                + " cross-entropy is in nats, the calibration error how far probabilities and"
                + " shares are apart: of each, less is better. The calibration slope should be 1,"
                + " the intercept and calibration in the large (in logits) 0."));
  }

  /** The names of the figures that an evaluation has, each once. */
  static List<String> measures(EvaluationFacts facts) {
    return facts.figures().stream()
        .map(Named::path)
        .filter(path -> !path.contains(".") && !path.endsWith("ByPatient"))
        .map(EvaluationTables::plainName)
        .distinct()
        .toList();
  }

  /** The methods by which its intervals were made, each once. */
  static List<String> methods(EvaluationFacts facts) {
    return facts.figures().stream()
        .flatMap(
            named ->
                named.estimate() instanceof Estimate.Known known
                    ? Stream.of(known.method())
                    : Stream.empty())
        .distinct()
        .toList();
  }

  /** A figure's name, value, interval and method; or the reason why it is undefined. */
  static List<String> row(String name, Estimate estimate) {
    if (estimate instanceof Estimate.Known known) {
      return List.of(name, known.value(3), known.interval(3), known.method());
    }
    return List.of(name, "", "", estimate.text());
  }

  private static Table bins(List<EvaluationFacts.Bin> bins) {
    List<List<String>> rows = new ArrayList<>();
    for (EvaluationFacts.Bin bin : bins) {
      rows.add(
          List.of(
              String.format(Locale.ROOT, "%.2f to %.2f", bin.from(), bin.to()),
              String.valueOf(bin.cases()),
              String.format(Locale.ROOT, "%.3f", bin.meanProbability()),
              bin.observed().text(3)));
    }
    return new Table(
        "Of the test images that were given a probability, how many have the finding.",
        List.of("probability", "images", "mean probability", "have the finding (95 % interval)"),
        rows);
  }

  private static Table groups(List<EvaluationFacts.Group> groups) {
    List<String> columns = new ArrayList<>();
    groups.forEach(
        group ->
            group.figures().stream()
                .map(Named::path)
                .filter(path -> !columns.contains(path))
                .forEach(columns::add));
    List<String> header = new ArrayList<>(List.of("group", "images", "positive"));
    columns.forEach(path -> header.add(plainName(path)));
    List<List<String>> rows = new ArrayList<>();
    for (EvaluationFacts.Group group : groups) {
      List<String> row = new ArrayList<>();
      row.add(group.attribute() + " " + group.value());
      row.add(String.valueOf(group.cases()));
      row.add(String.valueOf(group.positives()));
      for (String column : columns) {
        row.add(
            group.figures().stream()
                .filter(named -> named.path().equals(column))
                .map(named -> cell(named.estimate()))
                .findFirst()
                .orElse(""));
      }
      rows.add(row);
    }
    return new Table(
        String.format(
            Locale.ROOT,
            "Groups of the test images. A figure is given from %d images of each kind it rests on;"
                + " the smallest group has %d. Of many groups some differ by chance.",
            Subgroup.SMALLEST,
            groups.stream().mapToInt(EvaluationFacts.Group::cases).min().orElse(0)),
        header,
        rows);
  }

  private static String cell(Estimate estimate) {
    return estimate instanceof Estimate.Known ? estimate.text() : "too few to say";
  }

  private static Table tests(EvaluationFacts facts) {
    List<List<String>> rows = new ArrayList<>();
    for (EvaluationFacts.Tested tested : facts.tests()) {
      String path = tested.path().replaceFirst("^comparison\\.", "") + ".difference";
      rows.add(
          List.of(
              plainName(path),
              tested.name(),
              tested.p().map(p -> String.format(Locale.ROOT, "%.3g", p)).orElse("undefined")));
    }
    return new Table("Tests of differences.", List.of("difference", "test", "p"), rows);
  }

  /** Three digits of it. */
  static String shortened(double value) {
    return new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros().toPlainString();
  }
}
