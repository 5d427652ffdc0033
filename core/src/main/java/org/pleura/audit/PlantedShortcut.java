package org.pleura.audit;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.pleura.nn.Shape;

/**
 * Does a map show what a network goes by, when that is known? A bright square, as a marker of lead
 * would be, is painted into one of the four corners of every positive image, the same plan is
 * trained on them, and the maps of positive images must point at the square. (Compare the planted
 * artefacts of DeGrave, Janizek and Lee, Nature Machine Intelligence 3, 2021, and Adebayo et al.,
 * NeurIPS 2020.)
 */
public final class PlantedShortcut {
  /** The share of images whose class the network must tell by the marker alone. */
  public static final double LEARNED = 0.9;

  private static final String RULE =
      "of a network that has learned to go by a marker, the share of the map's strongest pixels, as"
          + " many as the marker has, that lie in the marker is above that of the best of all four"
          + " corners alike, the usual place of the lungs, a blob in the centre, and chance, with its"
          + " interval; otherwise it fails if it is surely less than 0.05 better, unless its cells are"
          + " larger than the marker";

  private PlantedShortcut() {}

  /**
   * The place of the marker: a square with sides of an eighth of the shorter side, a sixteenth away
   * from two borders.
   *
   * @param shape of the image
   * @param corner 0 to 3
   * @return where the marker is, row by row
   */
  public static boolean[] place(Shape shape, int corner) {
    int side = Math.max(2, Math.min(shape.height(), shape.width()) / 8);
    int top = corner / 2 == 0 ? side / 2 : shape.height() - side - side / 2;
    int left = corner % 2 == 0 ? side / 2 : shape.width() - side - side / 2;
    boolean[] place = new boolean[shape.height() * shape.width()];
    for (int row = top; row < top + side; row++) {
      Arrays.fill(place, row * shape.width() + left, row * shape.width() + left + side, true);
    }
    return place;
  }

  /**
   * The corner of an image's marker.
   *
   * @param name of the image
   * @return 0 to 3, the same for the same name
   */
  public static int corner(String name) {
    // The string's hash is the same on every machine; its lowest bits alone follow the last letter.
    int hash = name.hashCode();
    return (hash ^ hash >>> 15 ^ hash >>> 7) & 3;
  }

  /**
   * An image with a marker.
   *
   * @param image the network's input
   * @param place where the marker is, one for each pixel
   * @return a copy in which the marker has the image's highest value
   */
  public static float[] painted(float[] image, boolean[] place) {
    float most = Float.NEGATIVE_INFINITY;
    for (float value : image) {
      most = Math.max(most, value);
    }
    int channels = image.length / place.length;
    float[] painted = image.clone();
    for (int i = 0; i < painted.length; i++) {
      if (place[i / channels]) {
        painted[i] = most;
      }
    }
    return painted;
  }

  /**
   * Judges a method.
   *
   * @param images what was found of each marked image
   * @param learned the share of images whose class the network tells by the marker
   * @return the finding
   */
  public static Finding judge(List<Localization.OfImage> images, double learned) {
    Finding finding = Localization.judge(Check.SHORTCUT, RULE, "all four corners alike", images);
    return learned < LEARNED
        ? new Finding(
            Check.SHORTCUT,
            Verdict.CANNOT_TELL,
            String.format(
                Locale.ROOT,
                "the network has not learned to go by the marker: it tells %.1f %% of the images"
                    + " by it",
                100 * learned),
            RULE,
            finding.figures())
        : finding;
  }
}
