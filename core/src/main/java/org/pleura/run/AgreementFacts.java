package org.pleura.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a comparison.json says, for those who tell it again.
 *
 * @param images on how many images the methods were compared
 * @param warning if they are not the run's own images
 * @param measures what the figures are, by their names
 * @param pairs of methods
 */
public record AgreementFacts(
    int images, Optional<String> warning, Map<String, String> measures, List<Pair> pairs) {

  /** Copies the list. */
  public AgreementFacts {
    pairs = List.copyOf(pairs);
  }

  /**
   * Two methods.
   *
   * @param first the name of one
   * @param second the name of the other
   * @param figures how far they agree, by the measures' names
   */
  public record Pair(String first, String second, List<EvaluationFacts.Named> figures) {

    /** Copies the list. */
    public Pair {
      figures = List.copyOf(figures);
    }
  }

  /**
   * Reads a comparison.
   *
   * @param file comparison.json
   * @return what it says
   * @throws IOException if it cannot be read or is no comparison
   */
  public static AgreementFacts read(Path file) throws IOException {
    JsonFacts facts = new JsonFacts(file.toString());
    ObjectNode json = Json.read(file, ObjectNode.class);
    Map<String, String> measures = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> measure : json.path("measures").properties()) {
      measures.put(measure.getKey(), measure.getValue().asText());
    }
    List<Pair> pairs = new ArrayList<>();
    for (JsonNode pair : json.path("pairs")) {
      List<EvaluationFacts.Named> figures = new ArrayList<>();
      facts.addEstimates("", pair, figures);
      List<String> methods = facts.texts(pair.path("methods"));
      if (methods.size() != 2) {
        throw new IOException(file + " is damaged: a pair must have two methods.");
      }
      pairs.add(new Pair(methods.get(0), methods.get(1), figures));
    }
    return new AgreementFacts(
        facts.count(json, "images"),
        json.has("warning") ? Optional.of(facts.text(json, "warning")) : Optional.empty(),
        measures,
        pairs);
  }
}
