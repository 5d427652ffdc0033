package org.pleura.audit;

import java.util.OptionalDouble;
import org.pleura.explain.Heatmap;

/**
 * A map made ready to be compared with others: its raw cells, and a picture of it at most {@value
 * #MOST} pixels high and wide, brought to a largest amount of 1. Cells finer than that are averaged
 * too, so that two maps need not agree on the very pixel. Immutable.
 */
public final class ComparedMap {
  private static final int MOST = 64;

  /** So many cells of the histogram of gradients from side to side: of 16 pixels in 256. */
  private static final int HOG_CELLS = 16;

  private static final double STRONGEST = 0.2;

  private final float[] cells;
  private final int rows;
  private final int columns;
  private final int height;
  private final int width;
  private final boolean hasSigns;
  private final View signed;
  private final View amounts;

  private ComparedMap(
      float[] cells, int rows, int columns, float[] picture, int height, int width) {
    this.cells = cells;
    this.rows = rows;
    this.columns = columns;
    this.height = height;
    this.width = width;
    hasSigns = hasNegative(cells) || hasNegative(picture);
    signed = new View(cells, picture, height, width);
    amounts = hasSigns ? new View(amounts(cells), amounts(picture), height, width) : signed;
  }

  /** One way to look at a map: with its signs, or at the amounts. */
  private static final class View {
    final double[] cellRanks;
    final float[] picture;
    final double[] pictureRanks;
    final double[] gradients;

    View(float[] cells, float[] picture, int height, int width) {
      cellRanks = MapSimilarity.ranks(cells);
      this.picture = picture;
      pictureRanks = MapSimilarity.ranks(picture);
      int cell = Math.max(1, Math.min(height, width) / HOG_CELLS);
      gradients = MapSimilarity.hog(picture, height, width, cell);
    }
  }

  /**
   * Makes a map ready.
   *
   * @param map of an image of 7 x 7 pixels or more
   * @return the map as it is compared
   */
  public static ComparedMap of(Heatmap map) {
    int rows = Math.min(MOST, map.rows());
    int columns = Math.min(MOST, map.columns());
    int height = Math.min(MOST, map.height());
    int width = Math.min(MOST, map.width());
    float[] picture = averaged(map.expanded(), map.height(), map.width(), height, width);
    float most = 0;
    for (float value : picture) {
      most = Math.max(most, Math.abs(value));
    }
    for (int i = 0; most > 0 && i < picture.length; i++) {
      picture[i] /= most;
    }
    float[] cells = averaged(map.cells(), map.rows(), map.columns(), rows, columns);
    return new ComparedMap(cells, rows, columns, picture, height, width);
  }

  /** The means of the cells that fall into each of fewer cells. */
  private static float[] averaged(float[] cells, int rows, int columns, int toRows, int toColumns) {
    if (rows == toRows && columns == toColumns) {
      return cells;
    }
    int[] intoColumns = new int[columns];
    for (int column = 0; column < columns; column++) {
      intoColumns[column] = column * toColumns / columns;
    }
    double[] sums = new double[toRows * toColumns];
    int[] counts = new int[toRows * toColumns];
    for (int row = 0; row < rows; row++) {
      int intoRow = row * toRows / rows * toColumns;
      for (int column = 0; column < columns; column++) {
        int into = intoRow + intoColumns[column];
        sums[into] += cells[row * columns + column];
        counts[into]++;
      }
    }
    float[] means = new float[sums.length];
    for (int i = 0; i < means.length; i++) {
      means[i] = (float) (sums[i] / counts[i]);
    }
    return means;
  }

  /** Whether the map is the same everywhere, so that nothing can be like it. */
  boolean isConstant() {
    return MapSimilarity.isConstant(signed.picture);
  }

  private static boolean hasNegative(float[] values) {
    for (float value : values) {
      if (value < 0) {
        return true;
      }
    }
    return false;
  }

  private static float[] amounts(float[] values) {
    float[] amounts = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      amounts[i] = Math.abs(values[i]);
    }
    return amounts;
  }

  /**
   * The raw cells.
   *
   * @return a copy, row by row
   */
  public float[] cells() {
    return cells.clone();
  }

  /**
   * How alike this map and another are. Where a map has signs, each measure is taken of the maps
   * and of their amounts, and the higher counts: a map whose signs have turned is not another one
   * (Adebayo et al., NeurIPS 2018, look at both).
   *
   * @param other a map of an image of the same size
   * @return the measures; all undefined if either map is constant
   */
  public Likeness likeness(ComparedMap other) {
    if (isConstant() || other.isConstant()) {
      return Likeness.UNDEFINED;
    }
    boolean signs = hasSigns || other.hasSigns;
    Likeness asTheyAre = likeness(signed, other.signed, signs ? 2 : 1, sameGrid(other));
    return signs
        ? asTheyAre.orHigher(likeness(amounts, other.amounts, 1, sameGrid(other)))
        : asTheyAre;
  }

  /**
   * How alike this map and another are, signs and all: of two methods that explain the same answer,
   * one that says for where the other says against contradicts it.
   *
   * @param other a map of an image of the same size
   * @return the measures; all undefined if either map is constant
   */
  public Likeness likenessWithSigns(ComparedMap other) {
    return isConstant() || other.isConstant()
        ? Likeness.UNDEFINED
        : likeness(signed, other.signed, hasSigns || other.hasSigns ? 2 : 1, sameGrid(other));
  }

  private boolean sameGrid(ComparedMap other) {
    return rows == other.rows && columns == other.columns;
  }

  private Likeness likeness(View a, View b, double range, boolean sameGrid) {
    return new Likeness(
        sameGrid ? MapSimilarity.pearson(a.cellRanks, b.cellRanks) : OptionalDouble.empty(),
        MapSimilarity.pearson(a.pictureRanks, b.pictureRanks),
        OptionalDouble.of(MapSimilarity.ssim(a.picture, b.picture, height, width, range)),
        MapSimilarity.overlap(a.picture, b.picture, STRONGEST),
        MapSimilarity.pearson(a.gradients, b.gradients));
  }

  /**
   * Whether two maps are the same up to a factor.
   *
   * @param other a map of an image of the same size
   * @return true if no cell differs by more than a millionth of the strongest one; false if a map
   *     is 0 everywhere, which says nothing
   */
  public boolean isIdentical(ComparedMap other) {
    float most = largest(cells);
    float others = largest(other.cells);
    if (most == 0 || others == 0) {
      return false;
    }
    for (int i = 0; i < cells.length; i++) {
      if (Math.abs(cells[i] / most - other.cells[i] / others) > 1e-6f) {
        return false;
      }
    }
    return true;
  }

  private static float largest(float[] cells) {
    float most = 0;
    for (float cell : cells) {
      most = Math.max(most, Math.abs(cell));
    }
    return most;
  }

  /**
   * By how much the cells of another map differ from this one's, each divided by its largest
   * amount: {@code sum |a - b| / sum (|a| + |b|)}.
   *
   * @param other a map with the same cells
   * @return 0 for maps that look the same, to 1; empty if either is 0 everywhere
   */
  OptionalDouble change(ComparedMap other) {
    float most = largest(cells);
    float others = largest(other.cells);
    double difference = 0;
    double amount = 0;
    for (int i = 0; i < cells.length; i++) {
      double a = cells[i] / (double) most;
      double b = other.cells[i] / (double) others;
      difference += Math.abs(a - b);
      amount += Math.abs(a) + Math.abs(b);
    }
    return most == 0 || others == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(difference / amount);
  }
}
