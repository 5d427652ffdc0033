package org.pleura.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.pleura.evaluate.Baseline;
import org.pleura.evaluate.Estimate;
import org.pleura.evaluate.Evaluation;

/**
 * What an evaluation.json says, for those who tell it again: every figure in the file is here under
 * its path, whatever it is called, so that a figure that is added to the file is not forgotten in a
 * report.
 *
 * @param cases how many images were evaluated
 * @param positives how many of them have the finding
 * @param patients how many patients they are of, where that is known
 * @param threshold above which a probability is called positive
 * @param rule how that threshold was to be found
 * @param validationCases on how many cases it was chosen; 0 if it was named beforehand
 * @param calls the confusion matrix at that threshold
 * @param figures every estimate outside the groups and the bins by its path, as {@code
 *     temperatureScaling.testAfter.brier}, in the file's order
 * @param tests every test of a difference, those of the comparison included
 * @param prevalence at which predictive values were asked for too
 * @param groups some of the images, grouping by grouping
 * @param bins of the reliability diagram, from the lowest probability
 * @param remarks what a reader of the figures must not miss; none in files of before they were kept
 * @param against another model on the same images, where one was named
 */
public record EvaluationFacts(
    int cases,
    int positives,
    OptionalInt patients,
    double threshold,
    String rule,
    int validationCases,
    Calls calls,
    List<Named> figures,
    List<Tested> tests,
    Optional<Double> prevalence,
    List<Group> groups,
    List<Bin> bins,
    List<String> remarks,
    Optional<Against> against) {

  /** Copies the lists. */
  public EvaluationFacts {
    figures = List.copyOf(figures);
    tests = List.copyOf(tests);
    groups = List.copyOf(groups);
    bins = List.copyOf(bins);
    remarks = List.copyOf(remarks);
  }

  /**
   * A confusion matrix.
   *
   * @param truePositives positive and called so
   * @param falsePositives negative but called positive
   * @param trueNegatives negative and called so
   * @param falseNegatives positive but called negative
   */
  public record Calls(
      int truePositives, int falsePositives, int trueNegatives, int falseNegatives) {

    /**
     * The calls that were right.
     *
     * @return 0 or more
     */
    public int right() {
      return truePositives + trueNegatives;
    }
  }

  /**
   * A figure.
   *
   * @param path where it stands in the file, with dots
   * @param estimate its value and interval, or why it has none
   */
  public record Named(String path, Estimate estimate) {}

  /**
   * A test of a difference.
   *
   * @param path where the difference stands in the file, with dots
   * @param name of the test
   * @param p its p-value, where it has one
   */
  public record Tested(String path, String name, Optional<Double> p) {}

  /**
   * Some of the images.
   *
   * @param attribute what parts the images
   * @param value the group's value
   * @param cases how many
   * @param positives how many of them have the finding
   * @param figures its figures
   */
  public record Group(
      String attribute, String value, int cases, int positives, List<Named> figures) {

    /** Copies the list. */
    public Group {
      figures = List.copyOf(figures);
    }
  }

  /**
   * The images whose probability lies in a range.
   *
   * @param from the range's lower end
   * @param to its upper end
   * @param cases how many images
   * @param meanProbability what was said of them on average
   * @param observed how many of them have the finding
   */
  public record Bin(double from, double to, int cases, double meanProbability, Estimate observed) {}

  /**
   * Another model on the same images.
   *
   * @param name what it is called
   * @param matchedBy how the images were found to be the same
   * @param verdict in one sentence
   * @param figures of the other and of the difference
   */
  public record Against(String name, String matchedBy, String verdict, List<Named> figures) {

    /** Copies the list. */
    public Against {
      figures = List.copyOf(figures);
    }
  }

  /**
   * Reads an evaluation.
   *
   * @param file evaluation.json
   * @return what it says
   * @throws IOException if it cannot be read, or is no evaluation; the message names what is
   *     missing
   */
  public static EvaluationFacts read(Path file) throws IOException {
    return of(Json.read(file, ObjectNode.class), file.toString());
  }

  /**
   * An evaluation that is at hand as JSON.
   *
   * @param json as {@link EvaluationFile} makes it
   * @param where it is, for messages
   * @return what it says
   * @throws IOException if it is no evaluation
   */
  public static EvaluationFacts of(ObjectNode json, String where) throws IOException {
    JsonFacts facts = new JsonFacts(where);
    JsonNode threshold = facts.object(json, "threshold");
    List<Named> figures = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      if (!List.of("subgroups", "comparison").contains(entry.getKey())) {
        facts.addEstimates(entry.getKey(), entry.getValue(), figures);
      }
    }
    List<Tested> tests = new ArrayList<>();
    facts.addTests("", json, tests);
    JsonNode prevalence = json.path("predictiveValuesAtPrevalence").path("prevalence");
    return new EvaluationFacts(
        facts.count(json, "cases"),
        facts.count(json, "positives"),
        json.path("patients").isInt()
            ? OptionalInt.of(json.path("patients").asInt())
            : OptionalInt.empty(),
        facts.number(threshold, "value"),
        facts.text(threshold, "rule"),
        facts.count(threshold, "validationCases"),
        calls(facts, facts.object(json, "confusionMatrix")),
        figures,
        tests,
        prevalence.isNumber() ? Optional.of(prevalence.asDouble()) : Optional.empty(),
        groups(facts, json.path("subgroups")),
        bins(facts, json.path("reliability")),
        facts.texts(json.path("remarks")),
        against(facts, json.path("comparison")));
  }

  /**
   * A figure by its path.
   *
   * @param path as {@code auroc}
   * @return the figure, or undefined where the file does not have it
   */
  public Estimate figure(String path) {
    return figures.stream()
        .filter(named -> named.path().equals(path))
        .map(Named::estimate)
        .findFirst()
        .orElseGet(() -> new Estimate.Undefined("the evaluation does not have it"));
  }

  /**
   * A figure as it is told where it has one interval.
   *
   * @param path as {@code auroc}
   * @return the figure by {@link Evaluation#told} where it has an interval by patient too
   */
  public Estimate told(String path) {
    return Evaluation.told(figure(path + "ByPatient"), figure(path));
  }

  /**
   * Whether the accuracy is surely better than always saying the more frequent class.
   *
   * @return the sentence of {@link Baseline}
   */
  public String overBaseline() {
    return Baseline.sentence(
        figure("accuracyOverBaseline.differenceByPatient"),
        figure("accuracyOverBaseline.difference"));
  }

  private static Calls calls(JsonFacts facts, JsonNode json) throws IOException {
    return new Calls(
        facts.count(json, "truePositives"),
        facts.count(json, "falsePositives"),
        facts.count(json, "trueNegatives"),
        facts.count(json, "falseNegatives"));
  }

  private static List<Group> groups(JsonFacts facts, JsonNode array) throws IOException {
    List<Group> groups = new ArrayList<>();
    for (JsonNode json : array) {
      List<Named> figures = new ArrayList<>();
      facts.addEstimates("", json, figures);
      groups.add(
          new Group(
              facts.text(json, "attribute"),
              facts.text(json, "value"),
              facts.count(json, "cases"),
              facts.count(json, "positives"),
              figures));
    }
    return groups;
  }

  private static List<Bin> bins(JsonFacts facts, JsonNode array) throws IOException {
    List<Bin> bins = new ArrayList<>();
    for (JsonNode json : array) {
      bins.add(
          new Bin(
              facts.number(json, "from"),
              facts.number(json, "to"),
              facts.count(json, "cases"),
              facts.number(json, "meanProbability"),
              facts.estimate("reliability.observed", facts.object(json, "observed"))));
    }
    return bins;
  }

  private static Optional<Against> against(JsonFacts facts, JsonNode json) throws IOException {
    if (json.isMissingNode()) {
      return Optional.empty();
    }
    List<Named> figures = new ArrayList<>();
    facts.addEstimates("", json, figures);
    return Optional.of(
        new Against(
            facts.text(json, "against"),
            facts.text(json, "matchedBy"),
            facts.text(json, "verdict"),
            figures));
  }
}
