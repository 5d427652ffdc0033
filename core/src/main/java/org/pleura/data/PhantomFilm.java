package org.pleura.data;

import static org.pleura.data.PhantomPlane.MARGIN;
import static org.pleura.data.PhantomPlane.MIDLINE;
import static org.pleura.data.PhantomPlane.SIZE;

/**
 * Exposes a film: takes the plane as it lies under a turned, shifted and enlarged film, adds the
 * grain of the quanta and blackens the film by what got through.
 */
final class PhantomFilm {
  private static final int PIXELS = Phantoms.SIZE;
  private static final double CENTRE = (PIXELS - 1) / 2.0;

  /** Steps of the film's curve in an attenuation of 1. */
  private static final int STEPS = 1000;

  private final PhantomExposure film;
  private final double sin;
  private final double cos;

  PhantomFilm(PhantomExposure film) {
    this.film = film;
    sin = StrictMath.sin(film.turn) / film.zoom;
    cos = StrictMath.cos(film.turn) / film.zoom;
  }

  /** The x, in the patient's coordinates, of what a pixel shows. */
  double patientX(double column, double row) {
    return (column - CENTRE - film.shiftX) * cos - (row - CENTRE - film.shiftY) * sin;
  }

  /** The y, in the patient's coordinates, of what a pixel shows. */
  double patientY(double column, double row) {
    return CENTRE + (column - CENTRE - film.shiftX) * sin + (row - CENTRE - film.shiftY) * cos;
  }

  /** The gray values, 0 to 255, of a film of these attenuations. */
  byte[] expose(PhantomPlane attenuation, int seed) {
    float[] curve = curve();
    byte[] gray = new byte[PIXELS * PIXELS];
    float[][] grain = new float[3][PIXELS];
    grain(grain[2], -1, seed);
    grain(grain[0], 0, seed);
    float[] values = attenuation.values();
    for (int row = 0; row < PIXELS; row++) {
      grain(grain[(row + 1) % 3], row + 1, seed);
      float[] above = grain[(row + 2) % 3];
      float[] here = grain[row % 3];
      float[] below = grain[(row + 1) % 3];
      float x0 = (float) patientX(0, row) + MIDLINE;
      float y0 = (float) patientY(0, row) + MARGIN;
      for (int column = 0; column < PIXELS; column++) {
        float a = at(values, x0 + column * (float) cos, y0 + column * (float) sin);
        float speck = (above[column] + 2 * here[column] + below[column]) * (0.5f + a);
        int step = Math.max(0, Math.min(curve.length - 1, (int) ((a + speck) * STEPS)));
        gray[row * PIXELS + column] = (byte) curve[step];
      }
    }
    return gray;
  }

  /** 255 where the film shows more than a threshold of a plane, else 0. */
  byte[] mask(PhantomPlane plane, float threshold) {
    byte[] mask = new byte[PIXELS * PIXELS];
    float[] values = plane.values();
    for (int row = 0; row < PIXELS; row++) {
      float x0 = (float) patientX(0, row) + MIDLINE;
      float y0 = (float) patientY(0, row) + MARGIN;
      for (int column = 0; column < PIXELS; column++) {
        if (at(values, x0 + column * (float) cos, y0 + column * (float) sin) > threshold) {
          mask[row * PIXELS + column] = (byte) 255;
        }
      }
    }
    return mask;
  }

  /** Between four values of a plane; beyond its edge, the edge. */
  private static float at(float[] plane, float x, float y) {
    float inX = Math.min(SIZE - 1.01f, Math.max(0, x));
    float inY = Math.min(SIZE - 1.01f, Math.max(0, y));
    int column = (int) inX;
    int row = (int) inY;
    float fx = inX - column;
    int i = row * SIZE + column;
    float upper = plane[i] + fx * (plane[i + 1] - plane[i]);
    float lower = plane[i + SIZE] + fx * (plane[i + SIZE + 1] - plane[i + SIZE]);
    return upper + (inY - row) * (lower - upper);
  }

  /** One row of grain, smoothed along the row; the caller smooths down the columns. */
  private void grain(float[] grain, int row, int seed) {
    // A bell deviates by 148, its smoothed sum by 6 times that: each way is 1, 2, 1.
    float amplitude = (float) (film.noise / 148 / 6);
    int counter = seed + (row + 1) * (PIXELS + 2);
    int before = bell(Phantoms.hash(counter));
    int here = bell(Phantoms.hash(counter + 1));
    for (int column = 0; column < PIXELS; column++) {
      int after = bell(Phantoms.hash(counter + column + 2));
      grain[column] = amplitude * (before + 2 * here + after);
      before = here;
      here = after;
    }
  }

  /** Nearly a bell curve about 0: the sum of a word's four bytes. */
  private static int bell(int word) {
    return (word & 255) + (word >>> 8 & 255) + (word >>> 16 & 255) + (word >>> 24) - 510;
  }

  /** Gray per step of attenuation: a film's S, almost black where nothing is in the way. */
  private float[] curve() {
    float[] curve = new float[2 * STEPS];
    double foot = logistic(-film.contrast * film.level);
    for (int i = 0; i < curve.length; i++) {
      double above = film.contrast * ((double) i / STEPS - film.level);
      double light = (logistic(above) - foot) / (1 - foot);
      curve[i] = (float) Math.floor(4 + 250 * (film.scatter + (1 - film.scatter) * light));
    }
    return curve;
  }

  private static double logistic(double x) {
    return 1 / (1 + StrictMath.exp(-x));
  }
}
