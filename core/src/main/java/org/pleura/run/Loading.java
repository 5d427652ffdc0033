package org.pleura.run;

/**
 * How images are read. None of it changes what comes out, save which images are left out.
 *
 * @param threads how many read and decode at once
 * @param cacheBytes how much memory prepared images may take; 0 to keep none
 * @param skipUnreadable whether an image that cannot be used is left out, and not an error
 */
public record Loading(int threads, long cacheBytes, boolean skipUnreadable) {

  public Loading {
    if (threads < 1 || cacheBytes < 0) {
      throw new IllegalArgumentException(
          "loading needs 1 thread or more and a cache of 0 bytes or more, but has "
              + threads
              + " and "
              + cacheBytes);
    }
  }

  /**
   * With a quarter of the memory for the cache, and an error for an image that cannot be used.
   *
   * @param threads how many read and decode at once
   * @return how to read
   */
  public static Loading with(int threads) {
    return new Loading(threads, Runtime.getRuntime().maxMemory() / 4, false);
  }
}
