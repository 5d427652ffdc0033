package org.pleura.web;

import org.pleura.image.AreaMean;
import org.pleura.image.GrayImage;

/** Pictures for the screen, as images of 256 grays. */
final class Grays {
  /** The longest side of a picture in a gallery: twice as many pixels as it has on the screen. */
  private static final int SMALL = 320;

  private Grays() {}

  /** A small copy. */
  static GrayImage small(GrayImage image) {
    int longest = Math.max(image.width(), image.height());
    if (longest <= SMALL) {
      return image;
    }
    int width = Math.max(1, Math.round((float) image.width() * SMALL / longest));
    int height = Math.max(1, Math.round((float) image.height() * SMALL / longest));
    float[] means = AreaMean.of(image, width, height);
    byte[] grays = new byte[means.length];
    for (int i = 0; i < grays.length; i++) {
      grays[i] = (byte) Math.round(means[i]);
    }
    return GrayImage.of(width, height, grays);
  }

  /** Numbers as grays, from black to white. */
  static GrayImage between(float[] values, int width, int height, float black, float white) {
    byte[] grays = new byte[values.length];
    for (int i = 0; i < grays.length; i++) {
      float part = (values[i] - black) / (white - black) * 255;
      grays[i] = (byte) Math.round(Math.max(0, Math.min(255, part)));
    }
    return GrayImage.of(width, height, grays);
  }

  /** Numbers as grays, the least black and the most white. */
  static GrayImage ofOwnRange(float[] values, int width, int height) {
    float[] ends = ends(values);
    return between(values, width, height, ends[0], ends[1] > ends[0] ? ends[1] : ends[0] + 1);
  }

  /** The least and the most. */
  static float[] ends(float[] values) {
    float least = Float.POSITIVE_INFINITY;
    float most = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    return new float[] {least, most};
  }
}
