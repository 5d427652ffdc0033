package org.pleura.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.text.DecimalFormat;
import java.util.List;

/** Figures of radiographs as they are: one beside another, or one with its scale of values. */
public final class RadiographFigures {
  private static final int GAP = 16;

  /**
   * A picture with its title and, under it in smaller type, where it comes from.
   *
   * @param picture the picture
   * @param title for example "Class: Normal"
   * @param subtitle for example the file's name; may be empty
   */
  public record Titled(Picture picture, String title, String subtitle) {}

  private RadiographFigures() {}

  /**
   * Returns pictures in a row, all equally large: the example pair, the augmented images.
   *
   * @param name the figure's file name without ending
   * @param caption the sentence under it
   * @param pictures one to six
   * @return the figure
   * @throws IllegalArgumentException if there are no pictures or more than six
   */
  public static Figure row(String name, String caption, List<Titled> pictures) {
    if (pictures.isEmpty() || pictures.size() > 6) {
      throw new IllegalArgumentException(
          "A row holds one to six pictures, but " + pictures.size() + " came for " + name + ".");
    }
    List<Titled> all = List.copyOf(pictures);
    int count = all.size();
    int side = Math.min(460, (Figure.COLUMN - GAP * (count - 1)) / count);
    boolean subtitles = all.stream().anyMatch(titled -> !titled.subtitle().isEmpty());
    int head = subtitles ? 48 : 30;
    int width = side * count + GAP * (count - 1);
    return new Figure(
        name, caption, width, head + side, canvas -> paintRow(canvas, all, side, head));
  }

  private static void paintRow(Graphics2D g, List<Titled> pictures, int side, int head) {
    int x = 0;
    for (Titled titled : pictures) {
      Ink.left(g, Ink.fit(titled.title(), Ink.TITLE, side), Ink.TITLE, Ink.TEXT, x, 16);
      Ink.left(g, Ink.fit(titled.subtitle(), Ink.SMALL, side), Ink.SMALL, Ink.MUTED, x, 36);
      Picture.Box box = new Picture.Box(x, head, side, side);
      g.setColor(Color.BLACK);
      g.fillRect(box.x(), box.y(), box.width(), box.height());
      titled.picture().paint(g, box);
      x += side + GAP;
    }
  }

  /**
   * Returns one picture with its rows and columns along the edges and a bar that says which value
   * is which gray: the prepared image, from its own minimum to its own maximum.
   *
   * @param name the figure's file name without ending
   * @param caption the sentence under it
   * @param picture the picture
   * @param unit what the values are, for example "standard deviations from the image's mean"
   * @return the figure
   */
  public static Figure scaled(String name, String caption, Picture picture, String unit) {
    return new Figure(name, caption, 680, 556, canvas -> paintScaled(canvas, picture, unit));
  }

  private static void paintScaled(Graphics2D g, Picture picture, String unit) {
    Picture.Box place = picture.paint(g, new Picture.Box(52, 6, 512, 512));
    for (int i = 0; i <= 4; i++) {
      int column = picture.width() * i / 4;
      int row = picture.height() * i / 4;
      double x = place.x() + place.width() * i / 4.0;
      double y = place.y() + place.height() * i / 4.0;
      double bottom = place.y() + place.height();
      Ink.line(g, Ink.LINE, x, bottom, x, bottom + 4);
      Ink.centre(g, Integer.toString(column), Ink.SMALL, Ink.MUTED, x, bottom + 18);
      Ink.line(g, Ink.LINE, place.x() - 4, y, place.x(), y);
      Ink.right(g, Integer.toString(row), Ink.SMALL, Ink.MUTED, place.x() - 8, y + 4.3);
    }
    Ink.centre(g, "column", Ink.SMALL, Ink.MUTED, place.x() + place.width() / 2.0, place.y() + 548);
    Ink.upwards(g, "row", Ink.SMALL, Ink.MUTED, place.x() - 40, place.y() + place.height() / 2.0);

    Picture.Box bar = new Picture.Box(588, place.y(), 14, place.height());
    Ramp.paint(g, bar, v -> new Color((float) v, (float) v, (float) v));
    g.setColor(Ink.LINE);
    g.drawRect(bar.x(), bar.y(), bar.width(), bar.height());
    DecimalFormat format = Ink.format("0.00");
    Ramp.label(g, bar, 0, format.format(picture.black()));
    Ramp.label(g, bar, 1, format.format(picture.white()));
    double zero = -picture.black() / (double) (picture.white() - picture.black());
    if (zero > 0.04 && zero < 0.96) {
      Ramp.label(g, bar, zero, "0");
    }
    Ink.upwards(g, unit, Ink.SMALL, Ink.MUTED, bar.x() + 72, place.y() + place.height() / 2.0);
  }
}
