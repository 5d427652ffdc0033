package org.pleura.report;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.pleura.image.GrayImage;
import org.pleura.image.ImageFiles;

/**
 * Encodes pixels as PNG (ISO/IEC 15948), in memory. ImageIO, which asks its raster for every number
 * of every pixel, takes three times as long for files half as large again.
 */
final class PngPicture {
  private static final int SIGNATURE_AND_CHUNKS = 8 + 3 * 12 + 13;
  private static final byte UP = 2;

  private PngPicture() {}

  /** The file of a picture in red, green and blue, or of one whose palette is the 256 grays. */
  static byte[] encode(BufferedImage image) {
    if (image.getColorModel() instanceof IndexColorModel) {
      byte[] grays =
          (byte[])
              image.getRaster().getDataElements(0, 0, image.getWidth(), image.getHeight(), null);
      return ImageFiles.encodePng(GrayImage.of(image.getWidth(), image.getHeight(), grays));
    }
    byte[] pixels = deflated(rows(image));
    byte[] header =
        ByteBuffer.allocate(13)
            .putInt(image.getWidth())
            .putInt(image.getHeight())
            .put((byte) 8) // bits
            .put((byte) 2) // red, green and blue; then deflate, the five filters, no interlace
            .array();
    ByteBuffer file = ByteBuffer.allocate(SIGNATURE_AND_CHUNKS + pixels.length);
    file.putLong(0x89504e470d0a1a0aL);
    chunk(file, "IHDR", header);
    chunk(file, "IDAT", pixels);
    chunk(file, "IEND", new byte[0]);
    return file.array();
  }

  /** Each row as its difference from the one above: of a drawing most of that is zero. */
  private static byte[] rows(BufferedImage image) {
    int width = image.getWidth();
    byte[] rows = new byte[image.getHeight() * (1 + 3 * width)];
    int[] above = new int[width];
    int[] row = new int[width];
    int to = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      rows[to++] = UP;
      for (int x = 0; x < width; x++) {
        rows[to++] = (byte) ((row[x] >> 16) - (above[x] >> 16));
        rows[to++] = (byte) ((row[x] >> 8) - (above[x] >> 8));
        rows[to++] = (byte) (row[x] - above[x]);
      }
      int[] swapped = above;
      above = row;
      row = swapped;
    }
    return rows;
  }

  private static byte[] deflated(byte[] rows) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try {
      deflater.setInput(rows);
      deflater.finish();
      ByteArrayOutputStream stream = new ByteArrayOutputStream();
      byte[] part = new byte[1 << 16];
      while (!deflater.finished()) {
        stream.write(part, 0, deflater.deflate(part));
      }
      return stream.toByteArray();
    } finally {
      deflater.end();
    }
  }

  private static void chunk(ByteBuffer file, String type, byte[] body) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 sum = new CRC32();
    sum.update(name);
    sum.update(body);
    file.putInt(body.length).put(name).put(body).putInt((int) sum.getValue());
  }
}
