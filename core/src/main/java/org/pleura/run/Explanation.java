package org.pleura.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.pleura.explain.ExplainedScore;
import org.pleura.explain.GradCamPlusPlus;
import org.pleura.explain.Heatmap;
import org.pleura.nn.Network;

/**
 * Where a model looked in one image, and what it said of it.
 *
 * @param image the image's name
 * @param label 1 or 0, or -1 if the truth is not known
 * @param probability what the model said
 * @param map where it looked
 */
public record Explanation(String image, int label, float probability, Heatmap map) {

  /**
   * Shows where a model looked in one image, as the lesson does: GradCAM++ of the probability at
   * the last convolution.
   *
   * @param network the model
   * @param name the image's name
   * @param label 1 or 0, or -1 if the truth is not known
   * @param prepared the image as the network sees it
   * @return the explanation
   */
  public static Explanation of(Network network, String name, int label, float[] prepared) {
    Heatmap map =
        GradCamPlusPlus.explain(
            network,
            prepared,
            GradCamPlusPlus.lastConvolution(network.graph()),
            ExplainedScore.PROBABILITY);
    return new Explanation(name, label, network.predict(prepared)[0], map);
  }

  /**
   * A file name for what belongs to this explanation. An image's name in letters that are not
   * ASCII's leaves too little of itself to be told from others, and gets a number made from it.
   *
   * @return lower-case letters, digits and hyphens, without an ending
   */
  public String fileName() {
    String plain = image.replaceFirst("\\.[A-Za-z0-9]+$", "").toLowerCase(Locale.ROOT);
    String word = plain.replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    boolean ascii = plain.chars().allMatch(letter -> letter < 0x80);
    String number = ascii ? "" : String.format(Locale.ROOT, "-%08x", plain.hashCode());
    return (word.isEmpty() ? "image" : word) + number + "-gradcam-plus-plus";
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
