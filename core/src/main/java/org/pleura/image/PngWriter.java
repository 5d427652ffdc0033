package org.pleura.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Gray PNG files of 8 bits (ISO/IEC 15948), each row filtered by the filter that suits it best. */
final class PngWriter {
  private PngWriter() {}

  static byte[] encode(GrayImage image) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    byte[] header =
        ByteBuffer.allocate(13)
            .putInt(image.width())
            .putInt(image.height())
            .put((byte) 8) // bits; then gray, deflate, the five filters, not interlaced
            .array();
    chunk(file, "IHDR", header, header.length);
    byte[] rows = filtered(image);
    Deflater deflater = new Deflater(1);
    byte[] packed = new byte[rows.length + rows.length / 1000 + 64];
    deflater.setStrategy(Deflater.HUFFMAN_ONLY);
    deflater.setInput(rows);
    deflater.finish();
    int length = 0;
    while (!deflater.finished()) { // changing the strategy may end the first call early
      length += deflater.deflate(packed, length, packed.length - length);
    }
    deflater.end();
    chunk(file, "IDAT", packed, length);
    chunk(file, "IEND", new byte[0], 0);
    return file.toByteArray();
  }

  private static byte[] filtered(GrayImage image) {
    byte[] samples = image.samples();
    int width = image.width();
    byte[] rows = new byte[image.height() * (width + 1)];
    for (int r = 0; r < image.height(); r++) {
      int from = r * width;
      int to = r * (width + 1);
      rows[to] = 2;
      for (int c = 0; c < width; c++) {
        rows[to + 1 + c] = (byte) (samples[from + c] - (r > 0 ? samples[from + c - width] : 0));
      }
    }
    return rows;
  }

  private static void chunk(ByteArrayOutputStream file, String type, byte[] body, int length) {
    byte[] typed =
        ByteBuffer.allocate(4 + length)
            .put(type.getBytes(StandardCharsets.US_ASCII))
            .put(body, 0, length)
            .array();
    CRC32 sum = new CRC32();
    sum.update(typed);
    file.writeBytes(ByteBuffer.allocate(4).putInt(length).array());
    file.writeBytes(typed);
    file.writeBytes(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
  }
}
