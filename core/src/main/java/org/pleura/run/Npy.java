package org.pleura.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * NumPy's file of one array, version 1.0: {@code numpy.load} reads it. Little-endian float32, row
 * by row.
 */
final class Npy {
  /** What stands before the numbers ends at a multiple of this. */
  private static final int ALIGNMENT = 64;

  private Npy() {}

  static void write(Path file, float[] values, int rows, int columns) throws IOException {
    String described =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (" + rows + ", " + columns + "), }";
    int before = 10 + described.length() + 1;
    int padding = (ALIGNMENT - before % ALIGNMENT) % ALIGNMENT;
    ByteBuffer bytes =
        ByteBuffer.allocate(before + padding + 4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    bytes.put((byte) 1).put((byte) 0).putShort((short) (before - 10 + padding));
    bytes.put((described + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII));
    bytes.asFloatBuffer().put(values);
    WholeFile.write(file, bytes.array());
  }
}
