package org.pleura.report;

import java.awt.Graphics2D;
import java.util.List;

/**
 * Several X-rays, one below the other, and beside each the maps that several methods make of it, in
 * the colours of {@link EvidenceFigure}.
 */
public final class AgreementFigure {
  private static final int SIDE = 190;
  private static final int GAP = 12;
  private static final int HEAD = 24;
  private static final int TITLE = 40;
  private static final int MOST = 10;

  /**
   * One X-ray and its maps.
   *
   * @param picture the X-ray as the network saw it
   * @param title what is known of it: class, prediction, agreement
   * @param file the image's file name
   * @param scales how strong each map is where its colour is full
   * @param panels one for each method, in the same order in each row
   */
  public record Row(
      Picture picture,
      String title,
      String file,
      String scales,
      List<EvidenceFigure.Panel> panels) {
    /** Copies the list. */
    public Row {
      panels = List.copyOf(panels);
    }
  }

  private AgreementFigure() {}

  /**
   * Returns the figure.
   *
   * @param name the figure's file name without ending
   * @param caption the sentence under it
   * @param rows one to ten, each with as many maps
   * @return the figure
   * @throws IllegalArgumentException if there are no rows or more than ten, or one has other maps
   */
  public static Figure of(String name, String caption, List<Row> rows) {
    if (rows.isEmpty() || rows.size() > MOST) {
      throw new IllegalArgumentException(
          "A figure of agreement holds one to ten images, but " + rows.size() + " came.");
    }
    List<Row> all = List.copyOf(rows);
    int maps = all.get(0).panels().size();
    for (Row row : all) {
      if (row.panels().size() != maps) {
        throw new IllegalArgumentException(
            "Each row must have %d maps as the first has, but that of %s has %d."
                .formatted(maps, row.file(), row.panels().size()));
      }
    }
    return new Figure(
        name,
        caption,
        (maps + 1) * SIDE + maps * GAP,
        HEAD + all.size() * (TITLE + SIDE + GAP) - GAP,
        g -> {
          label(g, "the X-ray", 0);
          for (int map = 0; map < maps; map++) {
            label(g, all.get(0).panels().get(map).map().method(), (map + 1) * (SIDE + GAP));
          }
          for (int row = 0; row < all.size(); row++) {
            paint(g, all.get(row), HEAD + row * (TITLE + SIDE + GAP));
          }
        });
  }

  private static void label(Graphics2D g, String text, int x) {
    Ink.left(g, Ink.fit(text, Ink.LABEL, SIDE), Ink.LABEL, Ink.MUTED, x, 13);
  }

  private static void paint(Graphics2D g, Row row, int y) {
    int width = (row.panels().size() + 1) * (SIDE + GAP) - GAP;
    Ink.left(g, Ink.fit(row.title(), Ink.TITLE, width), Ink.TITLE, Ink.TEXT, 0, y + 14);
    String below = row.file() + "; " + row.scales();
    Ink.left(g, Ink.fit(below, Ink.SMALL, width), Ink.SMALL, Ink.MUTED, 0, y + 31);
    Picture.Box place = new Picture.Box(0, y + TITLE, SIDE, SIDE);
    Picture.Box box = row.picture().paint(g, place);
    for (int map = 0; map < row.panels().size(); map++) {
      box.at(box.x() + (map + 1) * (SIDE + GAP), box.y())
          .paint(g, EvidenceFigure.coloured(row.picture(), row.panels().get(map)));
    }
  }
}
