package org.pleura.explain;

import java.util.Arrays;

/**
 * Where a network looked in one image. What was computed are the cells, one for each position of
 * the explained layer's feature maps; the values are those cells drawn out to the image's size for
 * the eye, and show nothing finer than a cell. Immutable.
 *
 * <p>The values' range is 0 to 1 whatever the cells were, or -1 to 1 for a map with a sign: a map
 * of faint evidence, or of none but noise, is as red as one of strong evidence. {@link #mass()}
 * tells them apart.
 */
public final class Heatmap {
  /** tf-keras-vis's, which keeps a constant map from dividing by zero. */
  private static final float EPSILON = 1e-7f;

  private final String method;
  private final String layer;
  private final boolean signed;
  private final float[] cells;
  private final int rows;
  private final int columns;
  private final float[] values;
  private final int height;
  private final int width;

  private Heatmap(
      String method,
      String layer,
      boolean signed,
      float[] cells,
      int rows,
      int columns,
      float[] values,
      int height,
      int width) {
    this.method = method;
    this.layer = layer;
    this.signed = signed;
    this.cells = cells;
    this.rows = rows;
    this.columns = columns;
    this.values = values;
    this.height = height;
    this.width = width;
  }

  /**
   * The map of a method's cells: expanded with their corners on the image's ({@link
   * CornerAlignedZoom}), then {@code (x - min) / (max - min + 1e-7)}, as tf-keras-vis does.
   *
   * @param method who computed the cells: "GradCAM++ of the logit"
   * @param layer name of the explained layer
   * @param cells rows * columns finite numbers, row by row
   * @param rows height of the layer's feature maps
   * @param columns width of the layer's feature maps
   * @param height of the image, in pixels
   * @param width of the image, in pixels
   * @return the map
   * @throws IllegalArgumentException if a cell is not finite, or the sizes do not fit
   */
  public static Heatmap of(
      String method, String layer, float[] cells, int rows, int columns, int height, int width) {
    requireFinite(method, layer, cells);
    float[] values = CornerAlignedZoom.expand(cells, rows, columns, height, width);
    normalise(values);
    return new Heatmap(method, layer, false, cells.clone(), rows, columns, values, height, width);
  }

  /**
   * The map of a method whose cells say for (above 0) and against (below 0): expanded as in {@link
   * #of}, then divided by the largest amount, so that 0 stays 0.
   *
   * @param method who computed the cells
   * @param layer name of the explained layer, or of the input
   * @param cells rows * columns finite numbers, row by row
   * @param rows of cells
   * @param columns of cells
   * @param height of the image, in pixels
   * @param width of the image, in pixels
   * @return the map, its values from -1 to 1
   * @throws IllegalArgumentException as {@link #of}
   */
  public static Heatmap signed(
      String method, String layer, float[] cells, int rows, int columns, int height, int width) {
    requireFinite(method, layer, cells);
    float[] values = CornerAlignedZoom.expand(cells, rows, columns, height, width);
    float most = 0;
    for (float value : values) {
      most = Math.max(most, Math.abs(value));
    }
    for (int i = 0; most > 0 && i < values.length; i++) {
      values[i] /= most;
    }
    return new Heatmap(method, layer, true, cells.clone(), rows, columns, values, height, width);
  }

  private static void requireFinite(String method, String layer, float[] cells) {
    for (float cell : cells) {
      if (!Float.isFinite(cell)) {
        throw new IllegalArgumentException(
            method + " at layer '" + layer + "' made a cell of " + cell + ", not a finite number");
      }
    }
  }

  /** To 0 to 1, {@code (x - min) / (max - min + 1e-7)}, in place. */
  static void normalise(float[] values) {
    // Two of each: one would have every comparison wait for the last.
    float min = Float.POSITIVE_INFINITY;
    float otherMin = min;
    float max = Float.NEGATIVE_INFINITY;
    float otherMax = max;
    int half = values.length / 2;
    for (int i = 0; i < half; i++) {
      float value = values[i];
      float other = values[half + i];
      min = value < min ? value : min;
      max = value > max ? value : max;
      otherMin = other < otherMin ? other : otherMin;
      otherMax = other > otherMax ? other : otherMax;
    }
    float last = values.length == 0 ? 0 : values[values.length - 1];
    min = Math.min(last, Math.min(min, otherMin));
    max = Math.max(last, Math.max(max, otherMax));
    float range = max - min + EPSILON;
    for (int i = 0; i < values.length; i++) {
      values[i] = (values[i] - min) / range;
    }
  }

  /**
   * Who computed the cells.
   *
   * @return for people
   */
  public String method() {
    return method;
  }

  /**
   * Whether the map says both for and against.
   *
   * @return true if 0 is neither, and values reach from -1 to 1
   */
  public boolean isSigned() {
    return signed;
  }

  /**
   * The explained layer.
   *
   * @return its name
   */
  public String layer() {
    return layer;
  }

  /**
   * Height of the image.
   *
   * @return in pixels
   */
  public int height() {
    return height;
  }

  /**
   * Width of the image.
   *
   * @return in pixels
   */
  public int width() {
    return width;
  }

  /**
   * The value of a pixel.
   *
   * @param row 0 to height - 1
   * @param column 0 to width - 1
   * @return 0 to 1, or -1 to 1 for a map with a sign
   */
  public float at(int row, int column) {
    return values[row * width + column];
  }

  /**
   * All values, row by row.
   *
   * @return a copy of height * width numbers, as {@link #at}
   */
  public float[] values() {
    return values.clone();
  }

  /**
   * Height of the explained layer's feature maps.
   *
   * @return in cells
   */
  public int rows() {
    return rows;
  }

  /**
   * Width of the explained layer's feature maps.
   *
   * @return in cells
   */
  public int columns() {
    return columns;
  }

  /**
   * What the method computed, neither enlarged nor normalised, row by row.
   *
   * @return a copy of rows * columns numbers in the unit of the explained score
   */
  public float[] cells() {
    return cells.clone();
  }

  /**
   * The cells drawn out to the image's size as in {@link #of}, but not normalised.
   *
   * @return height * width numbers in the unit of the cells, row by row
   */
  public float[] expanded() {
    return CornerAlignedZoom.expand(cells, rows, columns, height, width);
  }

  /**
   * The evidence for: the sum of the cells above 0.
   *
   * @return 0 or more
   */
  public double massFor() {
    double sum = 0;
    for (float cell : cells) {
      sum += Math.max(0, cell);
    }
    return sum;
  }

  /**
   * The evidence against: the sum of the cells below 0.
   *
   * @return 0 or less
   */
  public double massAgainst() {
    double sum = 0;
    for (float cell : cells) {
      sum += Math.min(0, cell);
    }
    return sum;
  }

  /**
   * How strong the map's strong cells are: the amount, whatever its sign, that 99.5 % of the cells
   * do not exceed. Of few cells that is the strongest; of many pixels a handful may be far beyond.
   *
   * @return 0 or more
   */
  public double strongest() {
    float[] amounts = new float[cells.length];
    for (int i = 0; i < cells.length; i++) {
      amounts[i] = Math.abs(cells[i]);
    }
    Arrays.sort(amounts);
    return amounts[(int) Math.ceil(0.995 * amounts.length) - 1];
  }

  /**
   * How much evidence the map shows, before it was normalised.
   *
   * @return the sum of the cells
   */
  public double mass() {
    double sum = 0;
    for (float cell : cells) {
      sum += cell;
    }
    return sum;
  }

  /**
   * How much of the image one cell stands for: nothing smaller can be located.
   *
   * @return pixels from top to bottom
   */
  public double cellHeight() {
    return (double) height / rows;
  }

  /**
   * How much of the image one cell stands for.
   *
   * @return pixels from left to right
   */
  public double cellWidth() {
    return (double) width / columns;
  }
}
