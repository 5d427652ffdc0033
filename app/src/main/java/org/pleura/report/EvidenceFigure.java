package org.pleura.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.text.DecimalFormat;
import java.util.List;
import java.util.Locale;
import org.pleura.explain.ExplainedScore;
import org.pleura.explain.GradCamPlusPlus;
import org.pleura.explain.Heatmap;
import org.pleura.explain.Jet;
import org.pleura.explain.SaliencyMethod;
import org.pleura.explain.ScoreCam;

/**
 * One X-ray and beside it the maps that several methods make of it, all under one scale of colours
 * ({@link EvidenceColours}): each method's colours are full where its own map is strongest among
 * all the images that are explained together, so that two images can be compared. A map as the
 * lesson draws it is in {@link Jet} and on a scale of its own.
 */
public final class EvidenceFigure {
  private static final int PER_ROW = 3;
  private static final int GAP = 20;
  private static final int SIDE = 286;
  private static final int HEAD = 48;
  private static final int TITLE = 26;
  private static final int FOOT = 46;
  private static final int BAR = 76;

  /**
   * One method's map.
   *
   * @param map where it says the network looked
   * @param strongest the evidence whose colour is full; 0 to draw the map as the lesson does
   */
  public record Panel(Heatmap map, double strongest) {
    /**
     * The map of a method, on the method's scale.
     *
     * @param method who made it
     * @param map where it says the network looked
     * @param strongest the strongest evidence of this method's maps that are shown together
     * @return the panel; a method of the lesson's is drawn as the lesson does
     */
    public static Panel of(SaliencyMethod method, Heatmap map, double strongest) {
      // An empty map has no colour on any scale.
      return new Panel(map, EvidenceFigure.isLessons(method) ? 0 : strongest == 0 ? 1 : strongest);
    }

    boolean isLessons() {
      return strongest == 0;
    }
  }

  private EvidenceFigure() {}

  /**
   * Whether a method's maps are drawn as the lesson draws them.
   *
   * @param method any
   * @return true if so: in other colours, and each map on a scale of its own
   */
  public static boolean isLessons(SaliencyMethod method) {
    return (method instanceof GradCamPlusPlus plus && plus.score() == ExplainedScore.PROBABILITY)
        || (method instanceof ScoreCam score && score.weights() == ScoreCam.Weights.LESSON);
  }

  /**
   * Returns the figure of one image.
   *
   * @param name the figure's file name without ending
   * @param caption the sentence under it
   * @param picture the X-ray as the network saw it
   * @param heading what is known of it: class, prediction
   * @param file the image's file name
   * @param panels one for each method
   * @return the figure
   * @throws IllegalArgumentException if there are no panels, or a map has another size than the
   *     picture
   */
  public static Figure of(
      String name,
      String caption,
      Picture picture,
      String heading,
      String file,
      List<Panel> panels) {
    List<Panel> all = List.copyOf(panels);
    if (all.isEmpty()) {
      throw new IllegalArgumentException("A figure of evidence needs at least one map.");
    }
    for (Panel panel : all) {
      if (panel.map().width() != picture.width() || panel.map().height() != picture.height()) {
        throw new IllegalArgumentException(
            "The map of %s must have a value for each of its %d x %d pixels, but it has %d x %d."
                .formatted(
                    file,
                    picture.width(),
                    picture.height(),
                    panel.map().width(),
                    panel.map().height()));
      }
    }
    int places = all.size() + 1;
    int columns = Math.min(PER_ROW, places);
    int rows = (places + columns - 1) / columns;
    return new Figure(
        name,
        caption,
        columns * SIDE + (columns - 1) * GAP + BAR,
        HEAD + rows * (TITLE + SIDE + FOOT),
        g -> {
          Ink.left(g, heading, Ink.TITLE, Ink.TEXT, 0, 15);
          Ink.left(g, Ink.fit(file, Ink.SMALL, columns * SIDE), Ink.SMALL, Ink.MUTED, 0, 35);
          for (int place = 0; place < places; place++) {
            int x = place % columns * (SIDE + GAP);
            int y = HEAD + place / columns * (TITLE + SIDE + FOOT);
            if (place == 0) {
              Ink.left(g, "the X-ray as the network sees it", Ink.LABEL, Ink.TEXT, x, y + 14);
              picture.paint(g, new Picture.Box(x, y + TITLE, SIDE, SIDE));
            } else {
              paint(g, picture, all.get(place - 1), x, y);
            }
          }
          paintBar(g, all, columns * (SIDE + GAP) - GAP + 14);
        });
  }

  private static void paint(Graphics2D g, Picture picture, Panel panel, int x, int y) {
    Heatmap map = panel.map();
    Ink.left(g, Ink.fit(map.method(), Ink.LABEL, SIDE), Ink.LABEL, Ink.TEXT, x, y + 14);
    Picture.Box place = new Picture.Box(x, y + TITLE, SIDE, SIDE);
    picture.paint(g, place).paint(g, coloured(picture, panel));
    DecimalFormat pixels = Ink.format("0.#");
    boolean fine = map.rows() == map.height() && map.columns() == map.width();
    String cells =
        fine
            ? "each pixel by itself"
            : map.rows()
                + " \u00d7 "
                + map.columns()
                + " cells of "
                + pixels.format(map.cellHeight())
                + " \u00d7 "
                + pixels.format(map.cellWidth())
                + " pixels";
    Ink.left(g, cells, Ink.SMALL, Ink.MUTED, x, y + TITLE + SIDE + 17);
    String mass =
        map.isSigned()
            ? "for " + number(map.massFor()) + ", against " + number(map.massAgainst())
            : "mass " + number(map.mass());
    String scale =
        panel.isLessons() ? "; own scale" : "; full colour at " + number(panel.strongest());
    Ink.left(g, mass + scale, Ink.SMALL, Ink.MUTED, x, y + TITLE + SIDE + 34);
  }

  /** The X-ray in the colours of the evidence, pixel by pixel. */
  static BufferedImage coloured(Picture picture, Panel panel) {
    Heatmap map = panel.map();
    float[] evidence = panel.isLessons() ? map.values() : map.expanded();
    int width = picture.width();
    BufferedImage image = new BufferedImage(width, picture.height(), BufferedImage.TYPE_INT_RGB);
    for (int row = 0; row < picture.height(); row++) {
      for (int column = 0; column < width; column++) {
        int gray = picture.gray(row, column);
        float value = evidence[row * width + column];
        int rgb =
            panel.isLessons()
                ? Jet.halfOver(gray, value)
                : EvidenceColours.rgb(gray, value / panel.strongest());
        image.setRGB(column, row, rgb);
      }
    }
    return image;
  }

  /** The scale of colours, on a middle gray; and the lesson's, if a map is drawn with it. */
  private static void paintBar(Graphics2D g, List<Panel> panels, int x) {
    boolean evidence = panels.stream().anyMatch(panel -> !panel.isLessons());
    boolean lesson = panels.stream().anyMatch(Panel::isLessons);
    int height = evidence && lesson ? SIDE / 2 - 16 : SIDE;
    int y = HEAD + TITLE;
    if (evidence) {
      Picture.Box bar = new Picture.Box(x, y, 12, height);
      Ramp.paint(g, bar, v -> new Color(EvidenceColours.rgb(128, 2 * v - 1)));
      Ramp.label(g, bar, 1, "for");
      Ramp.label(g, bar, 0.5, "0");
      Ramp.label(g, bar, 0, "against");
      y += height + 32;
    }
    if (lesson) {
      Picture.Box bar = new Picture.Box(x, y, 12, height);
      Ramp.paint(g, bar, v -> new Color(Jet.rgb((float) v)));
      Ramp.label(g, bar, 1, "1");
      Ramp.label(g, bar, 0.5, "0.5");
      Ramp.label(g, bar, 0, "0");
    }
  }

  /** Three digits. */
  private static String number(double value) {
    double size = Math.abs(value);
    String text;
    if (value == 0) {
      text = "0";
    } else if (size >= 1e-3 && size < 1e6) {
      int decimals = Math.max(0, 2 - (int) Math.floor(Math.log10(size)));
      text = String.format(Locale.ROOT, "%." + decimals + "f", value);
    } else {
      text = String.format(Locale.ROOT, "%.1e", value);
    }
    return text.replace('-', '\u2212');
  }
}
