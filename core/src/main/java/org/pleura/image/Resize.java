package org.pleura.image;

/**
 * Changes the size of a gray picture as OpenCV's {@code resize} does with its default
 * interpolation, bit for bit (version 4.6 to 5.0 on x86-64): the mean of 2 x 2 blocks where both
 * sides are exactly halved, else bilinear between pixel centres in fixed point. There is no
 * smoothing before a picture is made smaller, so fine detail aliases; that is what the networks of
 * the field are trained on.
 */
public final class Resize {
  /** One, in the 11 bits of an interpolation coefficient. */
  private static final float ONE = 2048f;

  private Resize() {}

  /**
   * A picture in another size.
   *
   * @param image the picture
   * @param width columns of the result, 1 or more
   * @param height rows of the result, 1 or more
   * @return the picture with {@code width} columns and {@code height} rows
   * @throws IllegalArgumentException if a size is not positive or the result would have more than
   *     {@link ImageFiles#MAX_PIXELS} pixels
   */
  public static GrayImage linear(GrayImage image, int width, int height) {
    if (width < 1 || height < 1 || (long) width * height > ImageFiles.MAX_PIXELS) {
      throw new IllegalArgumentException(
          "the new size is 1 x 1 to %d million pixels, not %d x %d"
              .formatted(ImageFiles.MAX_PIXELS / 1_000_000, width, height));
    }
    if (width == image.width() && height == image.height()) {
      return image;
    }
    if (image.width() == 2L * width && image.height() == 2L * height) {
      return halved(image, width, height);
    }
    return interpolated(image, width, height);
  }

  private static GrayImage halved(GrayImage image, int width, int height) {
    byte[] from = image.samples();
    byte[] to = new byte[width * height];
    int stride = image.width();
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        int at = 2 * row * stride + 2 * column;
        int sum =
            (from[at] & 0xff)
                + (from[at + 1] & 0xff)
                + (from[at + stride] & 0xff)
                + (from[at + stride + 1] & 0xff);
        to[row * width + column] = (byte) ((sum + 2) >> 2);
      }
    }
    return GrayImage.adopt(width, height, to);
  }

  private static GrayImage interpolated(GrayImage image, int width, int height) {
    Places columns = Places.of(image.width(), width);
    Places rows = Places.of(image.height(), height);
    columns.stayInside(image.width());
    byte[] to = new byte[width * height];
    int[] upper = new int[width];
    int[] lower = new int[width];
    int upperRow = -1;
    int lowerRow = -1;
    for (int row = 0; row < height; row++) {
      int first = Math.min(Math.max(rows.start[row], 0), image.height() - 1);
      int second = Math.min(Math.max(rows.start[row] + 1, 0), image.height() - 1);
      if (first != upperRow) {
        if (first == lowerRow) {
          int[] swapped = upper;
          upper = lower;
          lower = swapped;
          lowerRow = upperRow;
        } else {
          across(image, first, columns, upper);
        }
        upperRow = first;
      }
      if (second != lowerRow) {
        across(image, second, columns, lower);
        lowerRow = second;
      }
      int b0 = rows.near[row];
      int b1 = rows.far[row];
      for (int column = 0; column < width; column++) {
        // OpenCV drops 4 bits before and 16 after each product; one rounding at the end differs.
        int sum = ((b0 * (upper[column] >> 4)) >> 16) + ((b1 * (lower[column] >> 4)) >> 16);
        to[row * width + column] = (byte) ((sum + 2) >> 2);
      }
    }
    return GrayImage.adopt(width, height, to);
  }

  private static void across(GrayImage image, int row, Places columns, int[] to) {
    byte[] from = image.samples();
    int start = row * image.width();
    int last = image.width() - 1;
    for (int column = 0; column < to.length; column++) {
      int left = columns.start[column];
      int right = Math.min(left + 1, last);
      to[column] =
          (from[start + left] & 0xff) * columns.near[column]
              + (from[start + right] & 0xff) * columns.far[column];
    }
  }

  /** Along one axis: between which two source pixels each result lies, and their weights. */
  private static final class Places {
    final int[] start;
    final int[] near;
    final int[] far;

    private Places(int count) {
      start = new int[count];
      near = new int[count];
      far = new int[count];
    }

    static Places of(int source, int target) {
      Places places = new Places(target);
      double scale = 1.0 / ((double) target / source);
      for (int i = 0; i < target; i++) {
        float place = (float) ((i + 0.5) * scale - 0.5);
        int floor = (int) Math.floor(place);
        places.set(i, floor, place - floor);
      }
      return places;
    }

    private void set(int i, int floor, float between) {
      start[i] = floor;
      near[i] = (int) Math.rint((1f - between) * ONE);
      far[i] = (int) Math.rint(between * ONE);
    }

    /** Columns outside the picture take its edge; rows keep their weights and repeat the edge. */
    void stayInside(int source) {
      for (int i = 0; i < start.length; i++) {
        if (start[i] < 0) {
          set(i, 0, 0f);
        } else if (start[i] >= source - 1) {
          set(i, source - 1, 0f);
        }
      }
    }
  }
}
