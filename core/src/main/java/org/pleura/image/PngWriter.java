package org.pleura.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Writes gray PNG files of 8 bits (ISO/IEC 15948), every row with the filter Paeth. */
final class PngWriter {
  private static final int SIGNATURE_BYTES = 8;
  private static final int HEADER_BYTES = 13;
  private static final int CHUNK_BYTES = 12;
  private static final byte PAETH = 4;

  private final ByteBuffer file;

  private PngWriter(int bytes) {
    file = ByteBuffer.allocate(bytes);
  }

  static byte[] encode(GrayImage image) {
    byte[] pixels = HuffmanDeflate.zlib(filtered(image));
    byte[] header =
        ByteBuffer.allocate(HEADER_BYTES)
            .putInt(image.width())
            .putInt(image.height())
            .put(
                (byte) 8) // bits; the zeros after it: gray, deflate, the five filters, no interlace
            .array();
    PngWriter writer =
        new PngWriter(SIGNATURE_BYTES + 3 * CHUNK_BYTES + HEADER_BYTES + pixels.length);
    writer.file.putLong(0x89504e470d0a1a0aL);
    writer.chunk("IHDR", header);
    writer.chunk("IDAT", pixels);
    writer.chunk("IEND", new byte[0]);
    return writer.file.array();
  }

  private static byte[] filtered(GrayImage image) {
    byte[] samples = image.samples();
    int width = image.width();
    byte[] rows = new byte[image.height() * (width + 1)];
    int to = 0;
    for (int r = 0; r < image.height(); r++) {
      rows[to++] = PAETH;
      int left = 0;
      int aboveLeft = 0;
      for (int at = r * width; at < (r + 1) * width; at++) {
        int above = r == 0 ? 0 : samples[at - width] & 0xff;
        rows[to++] = (byte) (samples[at] - PngReader.paeth(left, above, aboveLeft));
        left = samples[at] & 0xff;
        aboveLeft = above;
      }
    }
    return rows;
  }

  private void chunk(String type, byte[] body) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 sum = new CRC32();
    sum.update(name);
    sum.update(body);
    file.putInt(body.length).put(name).put(body).putInt((int) sum.getValue());
  }
}
