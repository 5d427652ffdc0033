package org.pleura.prepare;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import java.util.Objects;
import org.pleura.image.GrayImage;
import org.pleura.image.Resize;

/**
 * How a gray picture becomes the input of a network: resized by {@link Resize#linear}, its grays
 * turned into the values the network was trained on.
 *
 * @param height rows of the result, 1 to 2048
 * @param width columns of the result, 1 to 2048
 * @param values what the grays become
 */
public record Preparation(int height, int width, Values values) {
  /** What a gray x from 0 (black) to 255 (white) becomes. */
  public enum Values {
    /**
     * {@code z = (x - mean) / sd}, with the mean and the population standard deviation of the
     * resized picture itself, in double and rounded once to float. The mean of the result is 0 and
     * its standard deviation 1, up to rounding, so exposure and contrast of the film drop out. This
     * is the lesson's.
     */
    @JsonProperty("standardised")
    STANDARDISED("standardised"),
    /** {@code x / 255}, from 0 to 1. */
    @JsonProperty("unit")
    UNIT("from 0 to 1"),
    /** {@code x / 127.5 - 1}, from -1 to 1, as Keras's MobileNets have it. */
    @JsonProperty("signed")
    SIGNED("from -1 to 1"),
    /** x itself, from 0 to 255, for networks that begin with a Rescaling of their own. */
    @JsonProperty("bytes")
    BYTES("from 0 to 255");

    private final String words;

    Values(String words) {
      this.words = words;
    }

    /** The word for it in plans and on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The grays in words.
     *
     * @return for example {@code from 0 to 1}
     */
    public String words() {
      return words;
    }
  }

  /**
   * Up to here the sums below are exact in a long: 255 * 255 * n * n for n pixels is below 2^63.
   */
  private static final int LONGEST_SIDE = 2048;

  private static final int GRAYS = 256;

  /**
   * Checks the sizes.
   *
   * @param height rows
   * @param width columns
   * @param values what the grays become
   * @throws IllegalArgumentException if a size is not from 1 to 2048
   */
  public Preparation {
    if (height < 1 || height > LONGEST_SIDE || width < 1 || width > LONGEST_SIDE) {
      throw new IllegalArgumentException(
          "height and width of a network's input are 1 to %d, not %d x %d"
              .formatted(LONGEST_SIDE, height, width));
    }
    Objects.requireNonNull(values, "values");
  }

  /**
   * The lesson's way.
   *
   * @param height rows of the result, 1 to 2048
   * @param width columns of the result, 1 to 2048
   * @return with standardised values
   */
  public static Preparation standardised(int height, int width) {
    return new Preparation(height, width, Values.STANDARDISED);
  }

  /**
   * Prepares one picture.
   *
   * @param image the picture, of any size
   * @return {@code height * width} numbers, row-major
   * @throws ConstantImageException if the resized picture has only one gray, which shows nothing
   *     and cannot be standardised
   */
  public float[] apply(GrayImage image) {
    return resized(image).values();
  }

  /**
   * Prepares one picture, and keeps it small.
   *
   * @param image the picture, of any size
   * @return what {@link #apply} returns, in about a quarter of the memory
   * @throws ConstantImageException as {@link #apply}
   */
  public PreparedImage resized(GrayImage image) {
    byte[] pixels = Resize.linear(image, width, height).pixels();
    return new PreparedImage(pixels, becomes(pixels));
  }

  /** What each of the 256 grays becomes in a picture of these pixels. */
  private float[] becomes(byte[] pixels) {
    long[] histogram = new long[GRAYS];
    for (byte pixel : pixels) {
      histogram[pixel & 0xff]++;
    }
    // Whole numbers: the sums are exact, and so independent of any order.
    long sum = 0;
    long squares = 0;
    for (int gray = 0; gray < GRAYS; gray++) {
      sum += histogram[gray] * gray;
      squares += histogram[gray] * gray * gray;
    }
    long count = pixels.length;
    long spread = count * squares - sum * sum;
    if (spread == 0) {
      throw new ConstantImageException(pixels[0] & 0xff, width, height);
    }
    double mean = (double) sum / count;
    double deviation = Math.sqrt((double) spread) / count;
    float[] becomes = new float[GRAYS];
    for (int gray = 0; gray < GRAYS; gray++) {
      becomes[gray] =
          switch (values) {
            case STANDARDISED -> (float) ((gray - mean) / deviation);
            case UNIT -> gray / 255f;
            case SIGNED -> gray / 127.5f - 1;
            case BYTES -> gray;
          };
    }
    return becomes;
  }
}
