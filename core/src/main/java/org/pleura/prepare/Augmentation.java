package org.pleura.prepare;

import org.pleura.nn.random.Mt19937;

/**
 * How much a training image may be varied each time it is shown: moved, in the terms of Keras's
 * {@code ImageDataGenerator}, and exposed differently, in terms of our own. Mirroring a chest X-ray
 * moves the heart to the right side, which is a rare disease and not another view of the same
 * patient: {@code horizontalFlip} is there because the lesson's generator has it.
 *
 * @param rotationRange degrees, 0 to 180: the angle is uniform in [-range, range)
 * @param widthShiftRange part of a side, 0 to below 1
 * @param heightShiftRange part of a side, 0 to below 1
 * @param zoomRange 0 to below 1: two factors, uniform in [1 - range, 1 + range), one per axis;
 *     below 1 magnifies
 * @param horizontalFlip whether to mirror every second image, on average
 * @param contrastRange 0 to below 1: a factor, uniform in [1 - range, 1 + range), about 0, which is
 *     the mean of a standardised image
 * @param brightnessRange 0 or more: what is added, uniform in [-range, range), in the unit of the
 *     prepared image
 */
public record Augmentation(
    double rotationRange,
    double widthShiftRange,
    double heightShiftRange,
    double zoomRange,
    boolean horizontalFlip,
    double contrastRange,
    double brightnessRange) {

  /**
   * Checks the ranges.
   *
   * @param rotationRange degrees
   * @param widthShiftRange part of a side
   * @param heightShiftRange part of a side
   * @param zoomRange part
   * @param horizontalFlip whether to mirror
   * @param contrastRange part
   * @param brightnessRange in the unit of the prepared image
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
    checkPart("contrast", contrastRange);
    if (!(brightnessRange >= 0 && Double.isFinite(brightnessRange))) {
      throw new IllegalArgumentException(
          "the brightness range is 0 or more, not " + brightnessRange);
    }
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
    return new Augmentation(0, 0, 0, 0, false, 0, 0);
  }

  /**
   * Draws what happens to one image, consuming the stream exactly as Keras does: the angle, the
   * height shift, the width shift and two zoom factors where their range is not 0, and then always
   * two numbers for the two flips, even when neither is wanted; after them, which Keras does not
   * have, contrast and brightness where their range is not 0.
   *
   * @param stream NumPy's stream
   * @return what happens; the identity if all ranges are 0
   */
  public Variation draw(Mt19937 stream) {
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
    double contrast = 1 + symmetric(contrastRange, stream);
    double brightness = symmetric(brightnessRange, stream);
    return new Variation(
        new AffineTransform(angle, heightShift, widthShift, zoomX, zoomY, flip),
        contrast,
        brightness);
  }

  private static double symmetric(double range, Mt19937 stream) {
    return range == 0 ? 0 : stream.uniform(-range, range);
  }
}
