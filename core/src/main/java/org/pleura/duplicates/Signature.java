package org.pleura.duplicates;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.pleura.image.AreaMean;
import org.pleura.image.GrayImage;

/**
 * What is kept of an image to recognise it again: {@value #SIDE} x {@value #SIDE} ranks, and a
 * short descriptor of them. Immutable; about four and a half kilobytes.
 *
 * <p>A rank says which part of the small picture's pixels are darker, ties counting one half. Ranks
 * do not change with brightness, contrast or gamma, nor with anything else that keeps darker
 * darker; inverting the grays turns a rank r into 1 - r.
 *
 * <p>The descriptor holds the low frequencies of the two-dimensional discrete cosine transform
 * (Ahmed, Natarajan and Rao, IEEE Transactions on Computers 1974) of the ranks, weighted by the
 * difference of two Gaussians and scaled to length 1. Inverting the grays changes the sign of all
 * of it; mirroring changes the sign of the odd horizontal frequencies.
 */
public final class Signature {
  /** Width and height of the small picture. */
  static final int SIDE = 64;

  /** The descriptor is made of a picture of half that size, which its low frequencies fit in. */
  private static final int HALF = SIDE / 2;

  /** The highest frequency in the descriptor, in half waves over the picture. */
  private static final int HIGHEST = 8;

  private static final double FINE = 0.7;
  private static final double COARSE = 3;

  private static final float[] COSINES = cosines();
  private static final int[][] FREQUENCIES = frequencies();

  /** Of one descriptor. */
  static final int LENGTH = FREQUENCIES.length;

  private final byte[] ranks;
  private final float[] descriptor;

  private Signature(float[] small) {
    ranks = ranks(small);
    descriptor = descriptor(ranks);
  }

  /**
   * The signature of an image.
   *
   * @param image of any size
   * @return its signature
   */
  public static Signature of(GrayImage image) {
    return new Signature(AreaMean.of(image, SIDE, SIDE));
  }

  /** From 0, the darkest, to 255, row by row; the live array, to be read only. */
  byte[] ranks() {
    return ranks;
  }

  /** Of length 1, or all zero if the image has but one gray; the live array, to be read only. */
  float[] descriptor() {
    return descriptor;
  }

  /** The descriptor of the mirrored image. */
  float[] mirroredDescriptor() {
    float[] mirrored = descriptor.clone();
    for (int i = 0; i < mirrored.length; i++) {
      if (FREQUENCIES[i][1] % 2 == 1) {
        mirrored[i] = -mirrored[i];
      }
    }
    return mirrored;
  }

  private static byte[] ranks(float[] small) {
    float[] sorted = small.clone();
    Arrays.sort(sorted);
    byte[] ranks = new byte[small.length];
    for (int i = 0; i < small.length; i++) {
      int below = first(sorted, small[i], false);
      int notAbove = first(sorted, small[i], true);
      ranks[i] = (byte) Math.round(255.0 * (below + notAbove - 1) / 2 / (small.length - 1));
    }
    return ranks;
  }

  /** How many are below a value, or not above it. */
  private static int first(float[] sorted, float value, boolean notAbove) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value || (notAbove && sorted[middle] == value)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The picture of half the size, each pixel the mean of four. */
  static float[] halved(float[] picture, int side) {
    int half = side / 2;
    float[] small = new float[half * half];
    for (int row = 0; row < half; row++) {
      for (int column = 0; column < half; column++) {
        int at = 2 * row * side + 2 * column;
        small[row * half + column] =
            (picture[at] + picture[at + 1] + picture[at + side] + picture[at + side + 1]) / 4;
      }
    }
    return small;
  }

  /** The ranks as numbers from -0.5 to 0.5. */
  static float[] centred(byte[] ranks) {
    float[] centred = new float[ranks.length];
    for (int i = 0; i < centred.length; i++) {
      centred[i] = (ranks[i] & 0xff) / 255f - 0.5f;
    }
    return centred;
  }

  private static float[] descriptor(byte[] ranks) {
    float[] picture = halved(centred(ranks), SIDE);
    float[] across = new float[HALF * (HIGHEST + 1)];
    for (int row = 0; row < HALF; row++) {
      for (int u = 0; u <= HIGHEST; u++) {
        float sum = 0;
        for (int column = 0; column < HALF; column++) {
          sum += picture[row * HALF + column] * COSINES[u * HALF + column];
        }
        across[row * (HIGHEST + 1) + u] = sum;
      }
    }
    float[] descriptor = new float[FREQUENCIES.length];
    double squares = 0;
    for (int i = 0; i < descriptor.length; i++) {
      int v = FREQUENCIES[i][0];
      int u = FREQUENCIES[i][1];
      float sum = 0;
      for (int row = 0; row < HALF; row++) {
        sum += across[row * (HIGHEST + 1) + u] * COSINES[v * HALF + row];
      }
      descriptor[i] = (float) (sum * weight(v, u));
      squares += (double) descriptor[i] * descriptor[i];
    }
    float scale = squares < 1e-12 ? 0 : (float) (1 / Math.sqrt(squares));
    for (int i = 0; i < descriptor.length; i++) {
      descriptor[i] *= scale;
    }
    return descriptor;
  }

  /** How much a blur of the width {@link #FINE} leaves of a frequency and {@link #COARSE} takes. */
  private static double weight(int v, int u) {
    double squared = (double) (v * v + u * u) * Math.PI * Math.PI / (HALF * HALF);
    double scale = (v == 0 ? Math.sqrt(0.5) : 1) * (u == 0 ? Math.sqrt(0.5) : 1);
    return scale
        * (StrictMath.exp(-FINE * FINE * squared / 2)
            - StrictMath.exp(-COARSE * COARSE * squared / 2));
  }

  private static float[] cosines() {
    float[] cosines = new float[(HIGHEST + 1) * HALF];
    for (int k = 0; k <= HIGHEST; k++) {
      for (int i = 0; i < HALF; i++) {
        cosines[k * HALF + i] = (float) StrictMath.cos(Math.PI * k * (i + 0.5) / HALF);
      }
    }
    return cosines;
  }

  /** Vertical and horizontal half waves within a quarter circle, without the mean. */
  private static int[][] frequencies() {
    return IntStream.rangeClosed(1, (HIGHEST + 1) * (HIGHEST + 1) - 1)
        .mapToObj(i -> new int[] {i / (HIGHEST + 1), i % (HIGHEST + 1)})
        .filter(vu -> vu[0] * vu[0] + vu[1] * vu[1] <= HIGHEST * HIGHEST)
        .toArray(int[][]::new);
  }
}
