package org.pleura.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyTest {
  @TempDir Path folder;

  @Test
  void theBytesAreThoseThatNumpySaves() throws IOException {
    Npy.write(folder.resolve("map.npy"), new float[] {1, 2, 3, 4, 5, -0.5f}, 2, 3);
    ByteBuffer bytes =
        ByteBuffer.wrap(Files.readAllBytes(folder.resolve("map.npy")))
            .order(ByteOrder.LITTLE_ENDIAN);
    // numpy.save of the same array, NumPy 1.20 to 2.3: 128 bytes, then the numbers.
    String head = new String(bytes.array(), 0, 128, StandardCharsets.ISO_8859_1);
    assertThat(head)
        .startsWith(
            "\u0093NUMPY\u0001\u0000v\u0000{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }")
        .endsWith(" \n");
    assertThat(bytes.limit()).isEqualTo(128 + 24);
    assertThat(bytes.getFloat(128 + 20)).isEqualTo(-0.5f);
  }
}
