package org.pleura.inspect;

import java.util.Arrays;
import java.util.List;

/**
 * How like the images of a training another image is: the correlation (Pearson) of its picture in
 * {@value #SIDE} x {@value #SIDE} blocks with the mean of theirs. Coarse on purpose: it tells a
 * photograph, an inverted or a turned film from a chest X-ray, and nothing finer. Immutable.
 */
public final class Typicality {
  /** Fewer images than these have no usual range. */
  public static final int FEWEST = 20;

  private static final int SIDE = 32;

  /** One in a hundred of the training images is as unlike the others, or more. */
  private static final double RARE = 0.01;

  private final double[] mean;
  private final double least;
  private final int height;
  private final int width;

  private Typicality(double[] mean, double least, int height, int width) {
    this.mean = mean;
    this.least = least;
    this.height = height;
    this.width = width;
  }

  /**
   * Learns what is usual.
   *
   * @param images prepared, height * width numbers each; each in its own unit
   * @param height of the images
   * @param width of the images
   * @return what to compare others with
   * @throws IllegalArgumentException if there are fewer than {@link #FEWEST}
   */
  public static Typicality of(List<float[]> images, int height, int width) {
    if (images.size() < FEWEST) {
      throw new IllegalArgumentException(
          "what is usual is learnt from " + FEWEST + " images or more, not " + images.size());
    }
    List<double[]> blocks = images.stream().map(image -> blocks(image, height, width)).toList();
    double[] mean = new double[SIDE * SIDE];
    for (double[] image : blocks) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += image[i] / blocks.size();
      }
    }
    double[] likenesses = blocks.stream().mapToDouble(image -> product(image, mean)).toArray();
    Arrays.sort(likenesses);
    double least = likenesses[(int) (RARE * likenesses.length)];
    return new Typicality(mean, least, height, width);
  }

  /**
   * What was learnt before.
   *
   * @param mean as {@link #mean()}
   * @param least as {@link #least()}
   * @param height of the images
   * @param width of the images
   * @return the same as when it was learnt
   * @throws IllegalArgumentException if the mean has another number of blocks, or a size is below 1
   */
  public static Typicality of(double[] mean, double least, int height, int width) {
    if (mean.length != SIDE * SIDE || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "a mean of %d blocks and images of 1 x 1 pixels or more are expected, but there are %d blocks and %d x %d pixels"
              .formatted(SIDE * SIDE, mean.length, height, width));
    }
    return new Typicality(mean.clone(), least, height, width);
  }

  /**
   * How like the mean of the training images one is.
   *
   * @param image prepared as they were
   * @return -1 (its negative) to 1 (the same)
   */
  public double of(float[] image) {
    return product(blocks(image, height, width), mean);
  }

  /**
   * What 99 of 100 training images reach.
   *
   * @return -1 to 1
   */
  public double least() {
    return least;
  }

  /**
   * The mean picture of the training images, each in blocks minus their mean and of length 1.
   *
   * @return {@value #SIDE} * {@value #SIDE} numbers, row by row
   */
  public double[] mean() {
    return mean.clone();
  }

  /**
   * The height of the images.
   *
   * @return in pixels
   */
  public int height() {
    return height;
  }

  /**
   * The width of the images.
   *
   * @return in pixels
   */
  public int width() {
    return width;
  }

  private static double product(double[] unit, double[] other) {
    double product = 0;
    double squares = 0;
    for (int i = 0; i < unit.length; i++) {
      product += unit[i] * other[i];
      squares += other[i] * other[i];
    }
    return squares == 0 ? 0 : product / Math.sqrt(squares);
  }

  /** Means of blocks, minus their mean, of length 1. */
  private static double[] blocks(float[] image, int height, int width) {
    double[] sums = new double[SIDE * SIDE];
    int[] counts = new int[SIDE * SIDE];
    int[] blockOf = new int[width];
    Arrays.setAll(blockOf, column -> column * SIDE / width);
    for (int row = 0; row < height; row++) {
      int first = row * SIDE / height * SIDE;
      for (int column = 0; column < width; column++) {
        int block = first + blockOf[column];
        sums[block] += image[row * width + column];
        counts[block]++;
      }
    }
    double total = 0;
    for (int i = 0; i < sums.length; i++) {
      sums[i] = counts[i] == 0 ? 0 : sums[i] / counts[i];
      total += sums[i];
    }
    double squares = 0;
    for (int i = 0; i < sums.length; i++) {
      sums[i] -= total / sums.length;
      squares += sums[i] * sums[i];
    }
    for (int i = 0; squares > 0 && i < sums.length; i++) {
      sums[i] /= Math.sqrt(squares);
    }
    return sums;
  }
}
