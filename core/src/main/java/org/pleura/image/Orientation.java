package org.pleura.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a camera held the picture it stored, from tag 0x0112 of the Exif block (CIPA DC-008): 1 is
 * upright, 2 to 8 are its mirrorings and quarter turns.
 */
record Orientation(int tag) {
  static final Orientation UPRIGHT = new Orientation(1);

  private static final int TAG = 0x0112;
  private static final int SHORT = 3;

  /**
   * Finds the tag in the first directory of an Exif block, which is a TIFF file without picture.
   * Exif blocks are often written badly; one that makes no sense says nothing, as in OpenCV.
   */
  static Orientation ofExif(byte[] file, int offset, int length) {
    ByteBuffer tiff = ByteBuffer.wrap(file, offset, length).slice();
    if (length < 8) {
      return UPRIGHT;
    }
    short order = tiff.getShort(0);
    if (order != 0x4949 && order != 0x4d4d) {
      return UPRIGHT;
    }
    tiff.order(order == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = tiff.getInt(4);
    if (tiff.getShort(2) != 42 || directory < 8 || directory > length - 2) {
      return UPRIGHT;
    }
    int entries = Short.toUnsignedInt(tiff.getShort(directory));
    for (int i = 0; i < entries; i++) {
      int entry = directory + 2 + 12 * i;
      if (entry > length - 12) {
        break;
      }
      if (Short.toUnsignedInt(tiff.getShort(entry)) == TAG && tiff.getShort(entry + 2) == SHORT) {
        int tag = tiff.getShort(entry + 8);
        return tag >= 1 && tag <= 8 ? new Orientation(tag) : UPRIGHT;
      }
    }
    return UPRIGHT;
  }

  /** Whether width and height change places. */
  boolean turns() {
    return tag >= 5;
  }

  /** The stored picture, turned upright. */
  GrayImage apply(GrayImage stored) {
    if (tag == 1) {
      return stored;
    }
    int width = turns() ? stored.height() : stored.width();
    int height = turns() ? stored.width() : stored.height();
    boolean mirrorColumns = tag == 2 || tag == 3 || tag == 7 || tag == 8;
    boolean mirrorRows = tag == 3 || tag == 4 || tag == 6 || tag == 7;
    byte[] from = stored.samples();
    byte[] to = new byte[from.length];
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        int r = turns() ? column : row;
        int c = turns() ? row : column;
        r = mirrorRows ? stored.height() - 1 - r : r;
        c = mirrorColumns ? stored.width() - 1 - c : c;
        to[row * width + column] = from[r * stored.width() + c];
      }
    }
    return GrayImage.adopt(width, height, to);
  }
}
