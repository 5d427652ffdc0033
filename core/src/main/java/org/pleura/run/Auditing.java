package org.pleura.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.pleura.audit.Audited;
import org.pleura.audit.Finding;
import org.pleura.audit.WeightRandomization;
import org.pleura.data.Radiograph;
import org.pleura.evaluate.Estimate;
import org.pleura.explain.SaliencyMethod;
import org.pleura.nn.Network;

/** The audit step: can what a model's maps show be believed? */
public final class Auditing {
  /** How many random networks each map is compared with, at every stage. */
  private static final int DRAWS = 3;

  private Auditing() {}

  /**
   * Audits methods on some radiographs.
   *
   * @param methods the methods
   * @param classifier the model
   * @param radiographs which images
   * @param images where they are
   * @param threads how many compute at once
   * @param progress hears how many images are done
   * @return the findings of each method, in the methods' order
   * @throws IOException if an image cannot be read, or a method cannot explain this model
   */
  public static Map<SaliencyMethod, List<Finding>> run(
      List<SaliencyMethod> methods,
      Classifier classifier,
      List<Radiograph> radiographs,
      LoadedImages images,
      int threads,
      Progress progress)
      throws IOException {
    Network network = classifier.network();
    List<List<Network>> cascades = new ArrayList<>();
    for (int draw = 0; draw < DRAWS; draw++) {
      cascades.add(WeightRandomization.cascade(network, draw));
    }
    Map<SaliencyMethod, List<Finding>> findings = new LinkedHashMap<>();
    for (SaliencyMethod method : methods) {
      Audited audited = new Audited(method, network, cascades);
      try {
        List<float[]> originals =
            Threads.map(
                threads,
                radiographs,
                "Explaining by " + method.word(),
                progress,
                radiograph -> audited.original(classifier.input(images.prepared(radiograph))));
        List<Audited.OfImage> found =
            Threads.map(
                threads,
                IntStream.range(0, radiographs.size()).boxed().toList(),
                "Auditing " + method.word(),
                progress,
                index ->
                    audited.of(
                        classifier.input(images.prepared(radiographs.get(index))),
                        originals,
                        index));
        findings.put(method, audited.findings(found));
      } catch (IllegalArgumentException impossible) {
        throw new IOException(
            method.title() + " is not possible: " + impossible.getMessage() + ".", impossible);
      }
    }
    return findings;
  }

  /**
   * Writes what was found: leaves audit.json.
   *
   * @param folder of the run
   * @param findings of each method
   * @param images how many images were looked at
   * @throws IOException if the file cannot be written
   */
  public static void write(
      RunFolder folder, Map<SaliencyMethod, List<Finding>> findings, int images)
      throws IOException {
    Json.write(folder.audit(), json(findings, images));
  }

  /**
   * What was found, as JSON.
   *
   * @param findings of each method
   * @param images how many images were looked at
   * @return one object
   */
  public static ObjectNode json(Map<SaliencyMethod, List<Finding>> findings, int images) {
    ObjectNode json = Json.object().put("images", images);
    ArrayNode methods = json.putArray("methods");
    findings.forEach(
        (method, found) -> {
          ObjectNode one = methods.addObject();
          one.put("method", method.word()).put("title", method.title());
          ArrayNode checks = one.putArray("checks");
          for (Finding finding : found) {
            checks.add(json(finding));
          }
        });
    return json;
  }

  private static ObjectNode json(Finding finding) {
    ObjectNode json =
        Json.object()
            .put("check", finding.check())
            .put("verdict", finding.verdict().words())
            .put("why", finding.why())
            .put("rule", finding.rule());
    ObjectNode figures = json.putObject("figures");
    finding
        .figures()
        .forEach(
            (name, estimate) -> {
              ObjectNode figure = figures.putObject(name);
              if (estimate instanceof Estimate.Known known) {
                figure
                    .put("value", known.value())
                    .put("low", known.low())
                    .put("high", known.high())
                    .put("method", known.method());
              } else {
                figure.put("undefined", ((Estimate.Undefined) estimate).reason());
              }
            });
    return json;
  }
}
