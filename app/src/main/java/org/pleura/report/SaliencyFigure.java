package org.pleura.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.text.DecimalFormat;
import java.util.List;
import java.util.Locale;
import org.pleura.explain.Heatmap;
import org.pleura.explain.Jet;

/**
 * Where the network looked: each X-ray beside the same X-ray under its map in {@link Jet} at half
 * opacity, with the colour bar. Under it stand the two things such pictures usually hide: how large
 * one cell of the map really is, and the mass the map had before it was stretched to 0 to 1.
 */
public final class SaliencyFigure {
  private static final int PER_ROW = 2;
  private static final int GAP = 32;
  private static final int SHEET_SIDE = 194;
  private static final int SINGLE_SIDE = 440;

  /** What the tile has beside its two pictures: the gap between them, the bar and its numbers. */
  private static final int BESIDE = 76;

  /** With more cells than these along an edge, their ticks would run together. */
  private static final int MOST_TICKS = 32;

  private static final int HEAD = 46;
  private static final int FOOT = 26;

  /**
   * One explained image.
   *
   * @param picture the X-ray as the network saw it
   * @param map where the network looked in it; of the same size
   * @param className the true class
   * @param probability the predicted probability of the positive class, 0 to 1
   * @param file the image's file name
   */
  public record Tile(
      Picture picture, Heatmap map, String className, double probability, String file) {
    /**
     * Checks the map's size and the probability.
     *
     * @param picture the X-ray
     * @param map where the network looked
     * @param className the true class
     * @param probability 0 to 1
     * @param file the image's file name
     * @throws IllegalArgumentException if the map has another size than the picture, or the
     *     probability is not 0 to 1
     */
    public Tile {
      if (map.width() != picture.width() || map.height() != picture.height()) {
        throw new IllegalArgumentException(
            "The map of %s must have a value for each of its %d x %d pixels, but it has %d x %d."
                .formatted(file, picture.width(), picture.height(), map.width(), map.height()));
      }
      if (!(probability >= 0 && probability <= 1)) {
        throw new IllegalArgumentException(
            "The prediction for %s must be a probability, 0 to 1, but it is %s."
                .formatted(file, probability));
      }
    }
  }

  private SaliencyFigure() {}

  /**
   * Returns up to ten images on one sheet, two in a row.
   *
   * @param name the figure's file name without ending
   * @param caption the sentence under it
   * @param tiles one to ten
   * @return the figure
   * @throws IllegalArgumentException if there are none or more than ten
   */
  public static Figure sheet(String name, String caption, List<Tile> tiles) {
    if (tiles.isEmpty() || tiles.size() > 10) {
      throw new IllegalArgumentException(
          "A sheet of saliency maps holds one to ten images, but " + tiles.size() + " came.");
    }
    List<Tile> all = List.copyOf(tiles);
    int rows = (all.size() + PER_ROW - 1) / PER_ROW;
    int tileHeight = HEAD + SHEET_SIDE + FOOT;
    int height = rows * tileHeight + (rows - 1) * GAP;
    return new Figure(
        name,
        caption,
        Figure.COLUMN,
        height,
        g -> {
          for (int i = 0; i < all.size(); i++) {
            int x = i % PER_ROW * (2 * SHEET_SIDE + BESIDE + GAP);
            int y = i / PER_ROW * (tileHeight + GAP);
            paintTile(g, all.get(i), x, y, SHEET_SIDE);
          }
        });
  }

  /**
   * Returns one image, large.
   *
   * @param name the figure's file name without ending
   * @param caption the sentence under it
   * @param tile the image and its map
   * @return the figure
   */
  public static Figure single(String name, String caption, Tile tile) {
    return new Figure(
        name,
        caption,
        2 * SINGLE_SIDE + BESIDE,
        HEAD + SINGLE_SIDE + FOOT,
        g -> paintTile(g, tile, 0, 0, SINGLE_SIDE));
  }

  private static void paintTile(Graphics2D g, Tile tile, int x, int y, int side) {
    int width = 2 * side + BESIDE;
    String prediction = String.format(Locale.ROOT, "%.3f", tile.probability());
    String title =
        "Class: " + Ink.fit(tile.className(), Ink.TITLE, width - 130) + ". Pred = " + prediction;
    Ink.left(g, title, Ink.TITLE, Ink.TEXT, x, y + 15);
    Ink.left(g, Ink.fit(tile.file(), Ink.SMALL, width), Ink.SMALL, Ink.MUTED, x, y + 35);

    Picture.Box first = tile.picture().paint(g, new Picture.Box(x, y + HEAD, side, side));
    Picture.Box second =
        new Picture.Box(first.x() + side + 8, first.y(), first.width(), first.height());
    second.paint(g, underMap(tile));
    paintCellTicks(g, tile, second);

    Picture.Box bar = new Picture.Box(x + 2 * side + 24, y + HEAD, 12, side);
    Ramp.paint(g, bar, v -> new Color(Jet.rgb((float) v)));
    Ramp.label(g, bar, 0, "0");
    Ramp.label(g, bar, 0.5, "0.5");
    Ramp.label(g, bar, 1, "1");

    DecimalFormat pixels = Ink.format("0.#");
    String cell =
        "one cell = "
            + pixels.format(tile.map().cellHeight())
            + " \u00d7 "
            + pixels.format(tile.map().cellWidth())
            + " pixels";
    double base = y + HEAD + side + 20;
    Ink.left(g, cell, Ink.SMALL, Ink.MUTED, x, base);
    // Jet shows each map on a scale of its own: the mass is what two maps may be compared by.
    String mass = "mass " + mass(tile.map().mass());
    Ink.left(g, mass, Ink.SMALL, Ink.MUTED, x + side + 8, base);
  }

  /** Each pixel half its gray, half its colour, exactly. */
  private static BufferedImage underMap(Tile tile) {
    Picture picture = tile.picture();
    int width = picture.width();
    int height = picture.height();
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        int gray = picture.gray(row, column);
        image.setRGB(column, row, Jet.halfOver(gray, tile.map().at(row, column)));
      }
    }
    return image;
  }

  /** Ticks under and beside the map where its cells meet: finer than these it cannot tell. */
  private static void paintCellTicks(Graphics2D g, Tile tile, Picture.Box place) {
    if (tile.map().columns() > MOST_TICKS || tile.map().rows() > MOST_TICKS) {
      return;
    }
    double scaleX = (double) place.width() / tile.picture().width();
    double scaleY = (double) place.height() / tile.picture().height();
    double bottom = place.y() + place.height();
    double right = place.x() + place.width();
    for (int edge = 0; edge <= tile.map().columns(); edge++) {
      double x = place.x() + edge * tile.map().cellWidth() * scaleX;
      Ink.line(g, Ink.MUTED, x, bottom + 1, x, bottom + 5);
    }
    for (int edge = 0; edge <= tile.map().rows(); edge++) {
      double y = place.y() + edge * tile.map().cellHeight() * scaleY;
      Ink.line(g, Ink.MUTED, right + 1, y, right + 5, y);
    }
  }

  /** Three digits, as a plain number where that is short. */
  private static String mass(double mass) {
    if (mass == 0) {
      return "0 (the map is empty)";
    }
    double size = Math.abs(mass);
    String text =
        size >= 0.01 && size < 10_000
            ? Ink.format(size >= 100 ? "0" : size >= 10 ? "0.0" : size >= 1 ? "0.00" : "0.000")
                .format(mass)
            : String.format(Locale.ROOT, "%.2e", mass);
    return text.replace('-', '\u2212') + ", own scale";
  }
}
