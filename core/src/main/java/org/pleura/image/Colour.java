package org.pleura.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** How colourful a picture is: a radiograph is gray, even where its file could hold colours. */
public final class Colour {
  /**
   * Above this mean difference a picture is called one in colour: compression alone makes 2 or 3.
   */
  public static final double COLOURED = 8;

  /** Of each side, so many pixels are looked at. */
  private static final int LOOKED_AT = 256;

  private Colour() {}

  /**
   * The mean over pixels of the largest minus the smallest of red, green and blue. Large JPEG
   * pictures are looked at in every so many-th row and column.
   *
   * @param file PNG or JPEG
   * @param name for messages
   * @return 0 (gray) to 255
   * @throws UnreadableImageException if it is no readable image
   */
  public static double of(byte[] file, String name) throws UnreadableImageException {
    ImageHeader header = ImageFiles.header(file, name);
    if (header.channels() == 1) {
      return 0;
    }
    if (header.format() == ImageHeader.Format.PNG) {
      return new PngReader(file, name).colour();
    }
    int memory = DecodingMemory.take(header);
    try (ImageInputStream input = ImageIO.createImageInputStream(new ByteArrayInputStream(file))) {
      return difference(read(input, header, name));
    } catch (UnreadableImageException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new UnreadableImageException(name, "its colours cannot be read");
    } finally {
      DecodingMemory.giveBack(memory);
    }
  }

  private static BufferedImage read(ImageInputStream input, ImageHeader header, String name)
      throws IOException {
    Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
    if (!readers.hasNext()) {
      throw new UnreadableImageException(name, "its colours cannot be read");
    }
    ImageReader reader = readers.next();
    try {
      reader.setInput(input, true, true);
      ImageReadParam coarse = reader.getDefaultReadParam();
      coarse.setSourceSubsampling(
          Math.max(1, header.width() / LOOKED_AT), Math.max(1, header.height() / LOOKED_AT), 0, 0);
      return reader.read(0, coarse);
    } finally {
      reader.dispose();
    }
  }

  private static double difference(BufferedImage image) {
    double sum = 0;
    for (int row = 0; row < image.getHeight(); row++) {
      for (int column = 0; column < image.getWidth(); column++) {
        int rgb = image.getRGB(column, row);
        sum += spread(rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff);
      }
    }
    return sum / ((double) image.getWidth() * image.getHeight());
  }

  /** How colourful a pixel is: the largest of its samples minus the smallest. */
  static int spread(int red, int green, int blue) {
    return Math.max(red, Math.max(green, blue)) - Math.min(red, Math.min(green, blue));
  }
}
