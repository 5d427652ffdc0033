package org.pleura.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pleura.evaluate.Estimate;

/**
 * What an audit.json says, for those who tell it again.
 *
 * @param weights fingerprint of the model that was audited
 * @param isComplete whether all methods had been asked
 * @param images how many
 * @param auroc how well the model tells the classes apart on them
 * @param warning if the model had seen images like these before
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
   * @param findings of each check, in the audit's order
   */
  public record Method(String word, String title, List<Found> findings) {

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
      methods.add(new Method(facts.text(method, "method"), facts.text(method, "title"), found));
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
   * Whether every method passed every check.
   *
   * @return false also where nothing was asked or the audit did not come to its end
   */
  public boolean passed() {
    return isComplete
        && !methods.isEmpty()
        && methods.stream().flatMap(method -> method.findings().stream()).allMatch(Found::passed);
  }
}
