package org.pleura.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.pleura.explain.ExplainedScore;
import org.pleura.explain.GradCamPlusPlus;
import org.pleura.explain.Heatmap;
import org.pleura.nn.Conv2D;
import org.pleura.nn.DepthwiseConv2D;
import org.pleura.nn.Graph;
import org.pleura.nn.Network;

/**
 * Where a model looked in one image, and what it said of it.
 *
 * @param image the image's name
 * @param mark what tells its file from one of another image of the same name; empty within a run,
 *     whose images have names of their own
 * @param label 1 or 0, or -1 if the truth is not known
 * @param probability what the model said
 * @param map where it looked
 */
public record Explanation(String image, String mark, int label, float probability, Heatmap map) {

  /**
   * Shows where a model looked in one image, as the lesson does: GradCAM++ of the probability at
   * the last convolution.
   *
   * @param classifier the model
   * @param name the image's name
   * @param mark what tells its file from one of another image of the same name, or nothing
   * @param label 1 or 0, or -1 if the truth is not known
   * @param prepared the image's grays
   * @return the explanation
   * @throws IOException if there is no convolution in the model
   */
  public static Explanation of(
      Classifier classifier, String name, String mark, int label, float[] prepared)
      throws IOException {
    Network network = classifier.network();
    float[] input = classifier.input(prepared);
    if (network.graph().nodes().stream()
        .map(Graph.Node::layer)
        .noneMatch(layer -> layer instanceof Conv2D || layer instanceof DepthwiseConv2D)) {
      throw new IOException(
          "The network has no convolution, so GradCAM++ has no feature maps to explain it by.");
    }
    Heatmap map =
        GradCamPlusPlus.explain(
            network,
            input,
            GradCamPlusPlus.lastConvolution(network.graph()),
            ExplainedScore.PROBABILITY);
    return new Explanation(name, mark, label, network.predict(input)[0], map);
  }

  /**
   * A file name for what belongs to this explanation. Of an image's name that is not plain, as
   * {@code effusion/e1.png} is, too little is left to be told from others: it gets a number made
   * from it.
   *
   * @return lower-case letters, digits and hyphens, without an ending
   */
  public String fileName() {
    String plain = image.replaceFirst("\\.[A-Za-z0-9]+$", "").toLowerCase(Locale.ROOT);
    String word = plain.replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    boolean simple = image.matches("[a-z0-9]+(/[a-z0-9]+)?\\.png");
    String number = simple ? "" : String.format(Locale.ROOT, "-%08x", image.hashCode());
    return (word.isEmpty() ? "image" : word)
        + number
        + (mark.isEmpty() ? "" : "-" + mark)
        + "-gradcam-plus-plus";
  }

  /**
   * Writes the map as numbers, with its mass.
   *
   * @param folder where to; the file is {@link #fileName()} with the ending .json
   * @throws IOException if it cannot be written
   */
  public void write(Path folder) throws IOException {
    WholeFile.write(folder.resolve(fileName() + ".json"), Json.text(json()) + "\n");
  }

  /**
   * The explanation as JSON.
   *
   * @return one object
   */
  public ObjectNode json() {
    ObjectNode json =
        Json.MAPPER
            .createObjectNode()
            .put("image", image)
            .put("method", map.method())
            .put("layer", map.layer())
            .put("probability", probability)
            .put("mass", map.mass())
            .put("cellHeight", map.cellHeight())
            .put("cellWidth", map.cellWidth())
            .put("rows", map.rows())
            .put("columns", map.columns());
    if (label >= 0) {
      json.put("label", label);
    }
    var cells = json.putArray("cells");
    for (float cell : map.cells()) {
      cells.add(cell);
    }
    return json;
  }
}
