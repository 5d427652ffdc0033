package org.pleura.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.pleura.explain.Heatmap;
import org.pleura.explain.SaliencyMethod;
import org.pleura.nn.Network;
import org.pleura.nn.train.BinaryCrossentropy;

/**
 * Where a model looked in one image, and what it said of it.
 *
 * @param image the image's name
 * @param sha256 of its file, 64 hexadecimal digits, which tell it from another of the same name;
 *     empty within a run, whose images have names of their own
 * @param label 1 or 0, or -1 if the truth is not known
 * @param probability what the model said
 * @param method how that was found out
 * @param map where it looked
 */
public record Explanation(
    String image, String sha256, int label, float probability, SaliencyMethod method, Heatmap map) {

  /**
   * Shows where a model looked in one image.
   *
   * @param method how to find out
   * @param classifier the model
   * @param name the image's name
   * @param sha256 of its file, or nothing within a run
   * @param label 1 or 0, or -1 if the truth is not known
   * @param prepared the image's grays
   * @return the explanation
   * @throws IOException if the method cannot explain this model, such as one without a convolution
   */
  public static Explanation of(
      SaliencyMethod method,
      Classifier classifier,
      String name,
      String sha256,
      int label,
      float[] prepared)
      throws IOException {
    Network network = classifier.network();
    float[] input = classifier.input(prepared);
    Heatmap map;
    try {
      map = method.explain(network, input);
    } catch (IllegalArgumentException impossible) {
      throw new IOException(
          method.title() + " of " + name + " is not possible: " + impossible.getMessage() + ".",
          impossible);
    }
    float probability = BinaryCrossentropy.probability(classifier.logit(name, prepared));
    return new Explanation(name, sha256, label, probability, method, map);
  }

  /**
   * A file name for what belongs to this explanation. Of an image's name that is not plain, as
   * {@code effusion/e1.png} is, too little is left to be told from others: it gets a number made
   * from it.
   *
   * @return lower-case letters, digits and hyphens, without an ending
   */
  public String fileName() {
    return imageName() + "-" + method.word().replace("+", "-plus");
  }

  /**
   * A file name for what belongs to this image, whatever the method.
   *
   * @return as {@link #fileName()}, without the method
   */
  public String imageName() {
    return imageName(image, sha256);
  }

  /** The same, of an image of which no more is known; the first digits of the SHA-256 will do. */
  static String imageName(String image, String sha256) {
    String plain = image.replaceFirst("\\.[A-Za-z0-9]+$", "").toLowerCase(Locale.ROOT);
    String word = plain.replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    boolean simple = image.matches("[a-z0-9]+(/[a-z0-9]+)?\\.png");
    String number = simple ? "" : String.format(Locale.ROOT, "-%08x", image.hashCode());
    return (word.isEmpty() ? "image" : word)
        + number
        + (sha256.isEmpty() ? "" : "-" + sha256.substring(0, Math.min(8, sha256.length())));
  }

  /**
   * Writes the map as numbers: its cells with what is known of them as JSON, and drawn out to the
   * image's size, in the unit of the cells, for NumPy.
   *
   * @param folder where to; the files are {@link #fileName()} with the endings .json and .npy
   * @throws IOException if it cannot be written
   */
  public void write(Path folder) throws IOException {
    WholeFile.write(folder.resolve(fileName() + ".json"), Json.text(json()) + "\n");
    Npy.write(folder.resolve(fileName() + ".npy"), map.expanded(), map.height(), map.width());
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
            .put("method", method.word())
            .put("title", map.method())
            .put("layer", map.layer())
            .put("probability", probability)
            .put("signed", map.isSigned())
            .put("mass", map.mass())
            .put("massFor", map.massFor())
            .put("massAgainst", map.massAgainst())
            .put("cellHeight", map.cellHeight())
            .put("cellWidth", map.cellWidth())
            .put("rows", map.rows())
            .put("columns", map.columns());
    if (!sha256.isEmpty()) {
      json.put("sha256", sha256);
    }
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
