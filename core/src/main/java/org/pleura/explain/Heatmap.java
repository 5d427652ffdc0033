package org.pleura.explain;

/**
 * Where a network looked in one image. What was computed are the cells, one for each position of
 * the explained layer's feature maps; the values are those cells drawn out to the image's size for
 * the eye, and show nothing finer than a cell. Immutable.
 *
 * <p>The values' range is 0 to 1 whatever the cells were: a map of faint evidence, or of none but
 * noise, is as red as one of strong evidence. {@link #mass()} tells them apart.
 */
public final class Heatmap {
  /** tf-keras-vis's, which keeps a constant map from dividing by zero. */
  private static final float EPSILON = 1e-7f;

  private final String method;
  private final String layer;
  private final float[] cells;
  private final int rows;
  private final int columns;
  private final float[] values;
  private final int height;
  private final int width;

  private Heatmap(
      String method,
      String layer,
      float[] cells,
      int rows,
      int columns,
      float[] values,
      int height,
      int width) {
    this.method = method;
    this.layer = layer;
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
    for (float cell : cells) {
      if (!Float.isFinite(cell)) {
        throw new IllegalArgumentException(
            method + " at layer '" + layer + "' made a cell of " + cell + ", not a finite number");
      }
    }
    float[] values = CornerAlignedZoom.expand(cells, rows, columns, height, width);
    normalise(values);
    return new Heatmap(method, layer, cells.clone(), rows, columns, values, height, width);
  }

  private static void normalise(float[] values) {
    float min = Float.POSITIVE_INFINITY;
    float max = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
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
   * @return 0 to 1
   */
  public float at(int row, int column) {
    return values[row * width + column];
  }

  /**
   * All values, row by row.
   *
   * @return a copy of height * width numbers from 0 to 1
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
