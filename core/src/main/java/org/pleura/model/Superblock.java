package org.pleura.model;

import io.jhdf.checksum.ChecksumUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The first bytes of an HDF5 file (HDF5 File Format Specification 3.0, section II.A), which say
 * where the file ends.
 */
final class Superblock {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

  private static final int VERSION = SIGNATURE.length;

  /** Where the end's address stands in version 0, in version 1, and in versions 2 and 3. */
  private static final int[] END = {40, 44, 28, 28};

  /** In versions 2 and 3 a checksum of what is before it. */
  private static final int CHECKSUM = 44;

  private static final int SHORTEST = 96;

  private static final byte[] WRITER = "jHDF - ".getBytes(StandardCharsets.US_ASCII);

  private Superblock() {}

  /** Whether a file says at its beginning that it is HDF5. */
  static boolean begins(byte[] file) {
    return Arrays.equals(file, 0, Math.min(file.length, VERSION), SIGNATURE, 0, VERSION);
  }

  /** Refuses a file that is shorter than it says: its reader would not notice. */
  static void requireWhole(byte[] file) throws UnreadableModelException {
    int version = file.length < SHORTEST ? -1 : file[VERSION];
    if (version < 0 || version >= END.length) {
      throw new UnreadableModelException(
          "the HDF5 data are cut short or of a kind Keras does not write");
    }
    long end = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong(END[version]);
    if (end > file.length) {
      throw new UnreadableModelException(
          "the HDF5 data are cut short: they have "
              + file.length
              + " of "
              + end
              + " bytes; save or copy the model again");
    }
  }

  /**
   * Removes what jHDF writes at the end of a file, its version and the machine's system: the same
   * network must give the same bytes everywhere.
   *
   * @param file as jHDF wrote it
   * @return the file without its last words
   */
  static byte[] withoutWriter(byte[] file) {
    int end = file.length - WRITER.length;
    while (end > SHORTEST
        && !Arrays.equals(file, end, end + WRITER.length, WRITER, 0, WRITER.length)) {
      end--;
    }
    if (file[VERSION] != 2 || end <= SHORTEST) {
      throw new IllegalStateException("jHDF has changed what it writes at a file's end");
    }
    ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(file, end)).order(ByteOrder.LITTLE_ENDIAN);
    cut.putLong(END[2], end);
    cut.putInt(CHECKSUM, ChecksumUtils.checksum(Arrays.copyOf(cut.array(), CHECKSUM)));
    return cut.array();
  }
}
