package org.pleura.inspect;

import org.pleura.image.AreaMean;
import org.pleura.image.GrayImage;
import org.pleura.image.ImageHeader;

/** What a reader sees who is not shown the radiograph itself. */
public enum Look {
  /** The outer 32 pixels of an image of 512, or as much of one of another size. */
  BORDER("the outer 32 of 512 pixels", 0.6, "markers, edges of the film and collimation lie there"),
  /** The whole image in 8 x 8 pixels. */
  THUMBNAIL("a thumbnail of 8 x 8 pixels", 0.8, "a large finding can be seen in it"),
  /** How often each gray occurs. */
  GRAYS("how often each gray occurs", 0.8, "a large finding brightens an image"),
  /** The mean gray of the image. */
  MEAN(
      "the mean gray",
      0.8,
      "a large finding brightens an image, and so do another machine or program"),
  /** Size in pixels, bits, channels, format and length of the file. */
  FILE(
      "the facts of the file",
      0.6,
      "they say which machine and program an image went through, and how far it could be packed");

  /** Of the picture of which the border and the thumbnail are made. */
  private static final int SIDE = 64;

  /** How wide the border is there: 32 of 512. */
  private static final int WIDTH = 4;

  private static final int BLOCKS = SIDE / WIDTH;
  private static final int GRAY_BINS = 32;

  private final String words;
  private final double suspicious;
  private final String why;

  Look(String words, double suspicious, String why) {
    this.words = words;
    this.suspicious = suspicious;
    this.why = why;
  }

  /**
   * What is seen, to stand after "a model that sees only".
   *
   * @return a few words
   */
  public String words() {
    return words;
  }

  /** From which AUROC on a look that sees so little should not do so well. */
  double suspicious() {
    return suspicious;
  }

  /** Where it may come from. */
  String why() {
    return why;
  }

  /**
   * What the reader sees of one image.
   *
   * @param image the image
   * @param header of its file
   * @param fileBytes the length of its file
   * @return numbers, as many for every image
   */
  public float[] at(GrayImage image, ImageHeader header, int fileBytes) {
    return switch (this) {
      case BORDER -> border(AreaMean.of(image, SIDE, SIDE));
      case THUMBNAIL -> AreaMean.of(image, 8, 8);
      case GRAYS -> grays(image);
      case MEAN -> new float[] {mean(image)};
      case FILE -> file(header, fileBytes);
    };
  }

  /** The mean of each block along the border and how much its pixels differ. */
  private static float[] border(float[] picture) {
    float[] seen = new float[2 * (4 * BLOCKS - 4)];
    int next = 0;
    for (int block = 0; block < BLOCKS * BLOCKS; block++) {
      int row = block / BLOCKS;
      int column = block % BLOCKS;
      if (row > 0 && row < BLOCKS - 1 && column > 0 && column < BLOCKS - 1) {
        continue;
      }
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < WIDTH * WIDTH; i++) {
        float gray = picture[(row * WIDTH + i / WIDTH) * SIDE + column * WIDTH + i % WIDTH];
        sum += gray;
        squares += (double) gray * gray;
      }
      double mean = sum / (WIDTH * WIDTH);
      seen[next++] = (float) mean;
      seen[next++] = (float) Math.sqrt(Math.max(0, squares / (WIDTH * WIDTH) - mean * mean));
    }
    return seen;
  }

  private static float mean(GrayImage image) {
    long sum = 0;
    byte[] pixels = image.pixels();
    for (byte pixel : pixels) {
      sum += pixel & 0xff;
    }
    return (float) ((double) sum / pixels.length);
  }

  private static float[] grays(GrayImage image) {
    float[] shares = new float[GRAY_BINS];
    byte[] pixels = image.pixels();
    for (byte pixel : pixels) {
      shares[(pixel & 0xff) * GRAY_BINS / 256]++;
    }
    for (int i = 0; i < shares.length; i++) {
      // The root makes rare grays count: the shares of counts have variances like their means.
      shares[i] = (float) Math.sqrt(shares[i] / pixels.length);
    }
    return shares;
  }

  private static float[] file(ImageHeader header, int bytes) {
    double pixels = (double) header.width() * header.height();
    return new float[] {
      (float) StrictMath.log(header.width()),
      (float) StrictMath.log(header.height()),
      header.channels(),
      header.bitsPerSample(),
      header.format() == ImageHeader.Format.JPEG ? 1 : 0,
      (float) StrictMath.log(bytes),
      (float) StrictMath.log(bytes / pixels)
    };
  }
}
