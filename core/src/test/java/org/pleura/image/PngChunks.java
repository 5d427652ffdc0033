package org.pleura.image;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Puts PNG files together chunk by chunk, right or wrong. */
final class PngChunks {
  private final ByteArrayOutputStream file = new ByteArrayOutputStream();

  PngChunks() {
    file.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
  }

  PngChunks header(int width, int height, int bits, int colourType) {
    return chunk(
        "IHDR",
        ByteBuffer.allocate(13)
            .putInt(width)
            .putInt(height)
            .put((byte) bits)
            .put((byte) colourType)
            .array());
  }

  PngChunks data(byte[] rows) {
    return chunk("IDAT", zlib(rows));
  }

  PngChunks chunk(String type, byte[] body) {
    CRC32 sum = new CRC32();
    sum.update(type.getBytes(US_ASCII));
    sum.update(body);
    file.writeBytes(ByteBuffer.allocate(4).putInt(body.length).array());
    file.writeBytes(type.getBytes(US_ASCII));
    file.writeBytes(body);
    file.writeBytes(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
    return this;
  }

  byte[] end() {
    return chunk("IEND", new byte[0]).file.toByteArray();
  }

  static byte[] zlib(byte[] bytes) {
    Deflater deflater = new Deflater();
    deflater.setInput(bytes);
    deflater.finish();
    byte[] packed = new byte[bytes.length + 100];
    int length = deflater.deflate(packed);
    deflater.end();
    return java.util.Arrays.copyOf(packed, length);
  }

  /** Makes every check sum fit again after bytes were changed, as far as chunks can be followed. */
  static void fixSums(byte[] png) {
    ByteBuffer buffer = ByteBuffer.wrap(png);
    int at = 8;
    while (at >= 8 && at <= png.length - 12) {
      int length = buffer.getInt(at);
      if (length < 0 || length > png.length - 12 - at) {
        return;
      }
      CRC32 sum = new CRC32();
      sum.update(png, at + 4, 4 + length);
      buffer.putInt(at + 8 + length, (int) sum.getValue());
      at += 12 + length;
    }
  }
}
