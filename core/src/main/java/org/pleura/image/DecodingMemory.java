package org.pleura.image;

import java.util.concurrent.Semaphore;

/**
 * The memory that all pictures being decoded at one moment may take together: a third of what Java
 * was given. A small file can hold a large picture, and a thread for each would otherwise need as
 * much memory as there are threads. A picture that needs more than the third is decoded alone.
 */
final class DecodingMemory {
  private static final int UNIT = 1 << 16;
  private static final int UNITS = (int) Math.max(1, Runtime.getRuntime().maxMemory() / 3 / UNIT);
  private static final Semaphore FREE = new Semaphore(UNITS, true);

  private DecodingMemory() {}

  /** Waits until there is room for a picture, and says how much is to be {@link #giveBack}. */
  static int take(ImageHeader header) {
    double samples = Math.max(1, header.channels() * header.bitsPerSample() / 8.0);
    // The samples as they lie in the file, and two pictures of gray: one is turned into the other.
    double bytes = (double) header.width() * header.height() * (samples + 2);
    int units = (int) Math.min(UNITS, Math.ceil(bytes / UNIT));
    FREE.acquireUninterruptibly(units);
    return units;
  }

  static void giveBack(int units) {
    FREE.release(units);
  }
}
