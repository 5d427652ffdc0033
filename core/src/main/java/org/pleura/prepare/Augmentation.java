package org.pleura.prepare;

import org.pleura.nn.random.Mt19937;

/**
 * How much a training image may be moved each time it is shown, in the terms of Keras's {@code
 * ImageDataGenerator}. Mirroring a chest X-ray moves the heart to the right side, which is a rare
 * disease and not another view of the same patient: {@code horizontalFlip} is there because the
 * lesson's generator has it.
 *
 * @param rotationRange degrees, 0 to 180: the angle is uniform in [-range, range)
 * @param widthShiftRange part of a side, 0 to below 1
 * @param heightShiftRange part of a side, 0 to below 1
 * @param zoomRange 0 to below 1: two factors, uniform in [1 - range, 1 + range), one per axis;
 *     below 1 magnifies
 * @param horizontalFlip whether to mirror every second image, on average
 */
public record Augmentation(
    double rotationRange,
    double widthShiftRange,
    double heightShiftRange,
    double zoomRange,
    boolean horizontalFlip) {

  /**
   * Checks the ranges.
   *
   * @param rotationRange degrees
   * @param widthShiftRange part of a side
   * @param heightShiftRange part of a side
   * @param zoomRange part
   * @param horizontalFlip whether to mirror
   * @throws IllegalArgumentException if a range is outside its bounds
   */
  public Augmentation {
    if (!(rotationRange >= 0 && rotationRange <= 180)) {
      throw new IllegalArgumentException(
          "the rotation range is 0 to 180 degrees, not " + rotationRange);
    }
    checkPart("width shift", widthShiftRange);
    checkPart("height shift", heightShiftRange);
    checkPart("zoom", zoomRange);
  }

  private static void checkPart(String what, double range) {
    if (!(range >= 0 && range < 1)) {
      throw new IllegalArgumentException(
          "the " + what + " range is a part, 0 to below 1, not " + range);
    }
  }

  /**
   * No change, as the lesson ships its generator.
   *
   * @return all ranges 0, no mirroring
   */
  public static Augmentation none() {
    return new Augmentation(0, 0, 0, 0, false);
  }

  /**
   * Draws what happens to one image, consuming the stream exactly as Keras does: the angle, the
   * height shift, the width shift and two zoom factors where their range is not 0, and then always
   * two numbers for the two flips, even when neither is wanted.
   *
   * @param stream NumPy's stream
   * @return the transform; {@link AffineTransform#IDENTITY} if all ranges are 0
   */
  public AffineTransform draw(Mt19937 stream) {
    double angle = symmetric(rotationRange, stream);
    double heightShift = symmetric(heightShiftRange, stream);
    double widthShift = symmetric(widthShiftRange, stream);
    double zoomX = 1;
    double zoomY = 1;
    if (zoomRange != 0) {
      zoomX = stream.uniform(1 - zoomRange, 1 + zoomRange);
      zoomY = stream.uniform(1 - zoomRange, 1 + zoomRange);
    }
    boolean flip = stream.nextDouble() < 0.5 && horizontalFlip;
    stream.nextDouble(); // the vertical flip, which no radiograph wants
    return new AffineTransform(angle, heightShift, widthShift, zoomX, zoomY, flip);
  }

  private static double symmetric(double range, Mt19937 stream) {
    return range == 0 ? 0 : stream.uniform(-range, range);
  }
}
