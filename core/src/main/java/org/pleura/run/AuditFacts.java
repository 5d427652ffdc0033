package org.pleura.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.pleura.audit.Check;
import org.pleura.evaluate.Estimate;

/**
 * What an audit.json says, for those who tell it again.
 *
 * @param weights fingerprint of the model that was audited
 * @param isComplete whether all methods had been asked
 * @param images how many
 * @param auroc how well the model tells the classes apart on them
 * @param warning if they are not the run's own images, or the model had seen such before
 * @param methods what was found of each
 */
public record AuditFacts(
    String weights,
    boolean isComplete,
    int images,
    Estimate auroc,
    Optional<String> warning,
    List<Method> methods) {

  /** Copies the list. */
  public AuditFacts {
    methods = List.copyOf(methods);
  }

  /**
   * A way of explaining.
   *
   * @param word its name
   * @param title its name for people
   * @param isControl whether it only looks like a way of explaining, and has to fail
   * @param findings of each check, in the audit's order
   */
  public record Method(String word, String title, boolean isControl, List<Found> findings) {

    /** Copies the list. */
    public Method {
      findings = List.copyOf(findings);
    }
  }

  /**
   * What a check found.
   *
   * @param check its name
   * @param verdict PASS, FAIL or CANNOT TELL
   * @param why in one clause
   * @param rule when it passes
   * @param figures on which the verdict rests
   */
  public record Found(
      String check, String verdict, String why, String rule, List<EvaluationFacts.Named> figures) {

    /** Copies the list. */
    public Found {
      figures = List.copyOf(figures);
    }

    /**
     * Whether it passed.
     *
     * @return true for PASS alone
     */
    public boolean passed() {
      return verdict.equals("PASS");
    }
  }

  /**
   * Reads an audit.
   *
   * @param file audit.json
   * @return what it says
   * @throws IOException if it cannot be read or is no audit
   */
  public static AuditFacts read(Path file) throws IOException {
    JsonFacts facts = new JsonFacts(file.toString());
    ObjectNode json = Json.read(file, ObjectNode.class);
    List<Method> methods = new ArrayList<>();
    for (JsonNode method : json.path("methods")) {
      List<Found> found = new ArrayList<>();
      for (JsonNode check : method.path("checks")) {
        List<EvaluationFacts.Named> figures = new ArrayList<>();
        facts.addEstimates("", check.path("figures"), figures);
        found.add(
            new Found(
                facts.text(check, "check"),
                facts.text(check, "verdict"),
                facts.text(check, "why"),
                facts.text(check, "rule"),
                figures));
      }
      String title = facts.text(method, "title");
      // Audits of before it was kept tell by the title.
      boolean isControl = method.path("control").asBoolean(title.startsWith("control: "));
      methods.add(new Method(facts.text(method, "method"), title, isControl, found));
    }
    return new AuditFacts(
        facts.text(json, "weights"),
        json.path("complete").asBoolean(),
        json.path("images").size(),
        facts.estimate("auroc", facts.object(json, "auroc")),
        json.has("warning") ? Optional.of(facts.text(json, "warning")) : Optional.empty(),
        methods);
  }

  /**
   * Whether every way of explaining passed every check. Controls do not count: they are no ways of
   * explaining, and should fail.
   *
   * @return false also where nothing but controls was asked or the audit did not come to its end
   */
  public boolean passed() {
    List<Method> explaining = methods.stream().filter(method -> !method.isControl()).toList();
    return isComplete
        && !explaining.isEmpty()
        && explaining.stream()
            .flatMap(method -> method.findings().stream())
            .allMatch(Found::passed);
  }

  /**
   * What the audit found, in short: of the ways of explaining, of each control, and what was not
   * asked.
   *
   * @return a few sentences
   */
  public String sentences() {
    List<String> sentences = new ArrayList<>();
    List<Method> explaining = methods.stream().filter(method -> !method.isControl()).toList();
    List<Found> asked = explaining.stream().flatMap(one -> one.findings().stream()).toList();
    long passed = asked.stream().filter(Found::passed).count();
    if (!explaining.isEmpty()) {
      sentences.add(
          "Of %s to %s of explaining, %d %s passed."
              .formatted(
                  counted(asked.size(), "question"),
                  counted(explaining.size(), "way"),
                  passed,
                  passed == 1 ? "was" : "were"));
    }
    methods.stream().filter(Method::isControl).map(AuditFacts::sentence).forEach(sentences::add);
    List<String> notAsked =
        Arrays.stream(Check.values()).map(Check::word).filter(word -> !wasAsked(word)).toList();
    if (!notAsked.isEmpty()) {
      sentences.add("Not asked: " + String.join(", ", notAsked) + ".");
    }
    return String.join(" ", sentences);
  }

  private boolean wasAsked(String check) {
    return methods.stream()
        .flatMap(method -> method.findings().stream())
        .anyMatch(found -> found.check().equals(check));
  }

  private static String sentence(Method control) {
    long failed =
        control.findings().stream().filter(found -> found.verdict().equals("FAIL")).count();
    long passed = control.findings().stream().filter(Found::passed).count();
    String checks = counted((int) (failed + passed), "check");
    if (failed + passed == 0) {
      return "The control %s, which only looks like a map, could not be asked."
          .formatted(control.word());
    }
    return failed == 0
        ? "The control %s, which only looks like a map, failed none of %s, so passing says little."
            .formatted(control.word(), checks)
        : "The control %s, which only looks like a map, failed %d of %s, as it should."
            .formatted(control.word(), failed, checks);
  }

  private static String counted(int count, String name) {
    return count + " " + name + (count == 1 ? "" : "s");
  }
}
