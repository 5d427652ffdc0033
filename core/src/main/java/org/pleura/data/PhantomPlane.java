package org.pleura.data;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * A square of floats in the patient's own coordinates, on which a phantom's anatomy is drawn: x in
 * pixels from the midline, positive towards the patient's left (the image's right), y in pixels
 * from the upper edge of a film that is neither shifted nor turned. It reaches {@value #MARGIN}
 * pixels beyond that film on each side.
 */
final class PhantomPlane {
  /** How far the plane reaches beyond an unshifted film, in pixels. */
  static final int MARGIN = 32;

  /** Width and height, in pixels. */
  static final int SIZE = Phantoms.SIZE + 2 * MARGIN;

  /** The column of the midline. */
  static final int MIDLINE = SIZE / 2;

  /** What a stroke lays across its width: a table over the squared distance from its axis. */
  static final class Profile {
    /** The path of a ray through a solid round rod. */
    static final Profile ROD = new Profile(q -> Math.sqrt(1 - q));

    /** The same for dense cortex around a lighter core: the two edges are brighter. */
    static final Profile BONE =
        new Profile(q -> Math.sqrt(1 - q) - 0.72 * Math.sqrt(Math.max(0, 0.66 - q)));

    /** The same everywhere but for a soft rim. */
    static final Profile FLAT = new Profile(q -> Math.min(1, 4 * (1 - q)));

    /** Fading from the axis on, without an edge. */
    static final Profile CLOUD = new Profile(q -> (1 - q) * (1 - q));

    private static final int STEPS = 256;

    private final float[] table = new float[STEPS];

    private Profile(DoubleUnaryOperator thickness) {
      for (int i = 0; i < STEPS; i++) {
        table[i] = (float) thickness.applyAsDouble((i + 0.5) / STEPS);
      }
    }
  }

  private final float[] values = new float[SIZE * SIZE];

  /** The live values, row by row. */
  float[] values() {
    return values;
  }

  void clear() {
    Arrays.fill(values, 0);
  }

  /** The column of an x, held inside the plane. */
  static int column(double x) {
    return Math.min(SIZE - 1, Math.max(0, (int) Math.floor(x + MIDLINE)));
  }

  /** The row of a y, held inside the plane. */
  static int row(double y) {
    return Math.min(SIZE - 1, Math.max(0, (int) Math.floor(y + MARGIN)));
  }

  /**
   * Draws a straight stroke with round ends, from radius r0 to radius r1. Where strokes overlap the
   * strongest counts, so that a bent line drawn in pieces has no bright joints.
   */
  void stroke(
      double x0,
      double y0,
      double x1,
      double y1,
      double r0,
      double r1,
      double strength,
      Profile profile) {
    double reach = Math.max(r0, r1);
    int right = column(Math.max(x0, x1) + reach + 1);
    int bottom = row(Math.max(y0, y1) + reach + 1);
    float dx = (float) (x1 - x0);
    float dy = (float) (y1 - y0);
    float perLength = 1 / Math.max(1e-6f, dx * dx + dy * dy);
    float s = (float) strength;
    float radius = (float) r0;
    float taper = (float) (r1 - r0);
    for (int row = row(Math.min(y0, y1) - reach); row <= bottom; row++) {
      float py = (float) (row - MARGIN - y0);
      for (int column = column(Math.min(x0, x1) - reach); column <= right; column++) {
        float px = (float) (column - MIDLINE - x0);
        float along = Math.min(1, Math.max(0, (px * dx + py * dy) * perLength));
        float ex = px - along * dx;
        float ey = py - along * dy;
        float r = radius + along * taper;
        float q = (ex * ex + ey * ey) / (r * r);
        if (q < 1) {
          int at = row * SIZE + column;
          values[at] = Math.max(values[at], s * profile.table[(int) (q * Profile.STEPS)]);
        }
      }
    }
  }

  /**
   * Draws an ellipsoid: the path of a ray through it, at most {@code strength}. The strongest
   * counts, as with strokes.
   *
   * @param tilt sine of the angle by which the axis a is turned clockwise from horizontal
   */
  void ellipse(double cx, double cy, double a, double b, double tilt, double strength) {
    double reach = Math.max(a, b);
    int right = column(cx + reach + 1);
    int bottom = row(cy + reach + 1);
    float sin = (float) tilt;
    float cos = (float) Math.sqrt(1 - tilt * tilt);
    float s = (float) strength;
    for (int row = row(cy - reach); row <= bottom; row++) {
      float py = (float) (row - MARGIN - cy);
      for (int column = column(cx - reach); column <= right; column++) {
        float px = (float) (column - MIDLINE - cx);
        float u = (px * cos + py * sin) / (float) a;
        float v = (py * cos - px * sin) / (float) b;
        float q = u * u + v * v;
        if (q < 1) {
          int at = row * SIZE + column;
          values[at] = Math.max(values[at], s * (float) Math.sqrt(1 - q));
        }
      }
    }
  }

  /**
   * Multiplies by 1 plus smooth noise: random values within the amplitude at the nodes of a square
   * grid, joined smoothly.
   *
   * @param cell distance of the nodes, in pixels
   */
  void roughen(int cell, float amplitude, int seed) {
    int nodes = SIZE / cell + 2;
    float[] above = new float[nodes];
    float[] below = new float[nodes];
    noise(below, 0, seed);
    float[] step = new float[cell];
    for (int i = 0; i < cell; i++) {
      float t = (float) i / cell;
      step[i] = t * t * (3 - 2 * t);
    }
    for (int row = 0; row < SIZE; row++) {
      if (row % cell == 0) {
        float[] kept = above;
        above = below;
        below = kept;
        noise(below, row / cell + 1, seed);
      }
      float v = step[row % cell];
      int at = row * SIZE;
      for (int node = 0; node * cell < SIZE; node++) {
        float from = 1 + amplitude * (above[node] + v * (below[node] - above[node]));
        float to = 1 + amplitude * (above[node + 1] + v * (below[node + 1] - above[node + 1]));
        int end = Math.min(cell, SIZE - node * cell);
        for (int i = 0; i < end; i++) {
          values[at++] *= from + step[i] * (to - from);
        }
      }
    }
  }

  private static void noise(float[] nodes, int row, int seed) {
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = Phantoms.hash(seed * 0x9e3779b1 + row * 0x85ebca6b + i) * 0x1p-31f;
    }
  }
}
