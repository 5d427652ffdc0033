package org.pleura.web;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.pleura.image.ImageFiles;
import org.pleura.image.ImageHeader;

/**
 * Images that are sent to be looked at. They stay in memory while they are, are never written
 * anywhere, and all of them together take no more than {@value #ALL_MIB} MiB.
 */
final class Uploads {
  static final int MOST_MIB = 32;
  static final int MOST_MEGAPIXELS = 40;

  private static final int ALL_MIB = 128;
  private static final int SECONDS = 20;

  private final Semaphore mebibytes = new Semaphore(ALL_MIB, true);

  /** What is done with an upload. */
  @FunctionalInterface
  interface Use<T> {
    T of(byte[] file, ImageHeader header) throws IOException;
  }

  /** Reads the image that a request brings, and does something with it. */
  <T> T with(Context ctx, Use<T> use) throws IOException {
    long length = ctx.req().getContentLengthLong();
    if (length < 0) {
      throw new Refused(
          Refused.LENGTH_REQUIRED, "The request must say how long the image is (Content-Length).");
    }
    if (length > (long) MOST_MIB << 20) {
      throw new Refused(
          Refused.TOO_LARGE,
          "An image may have %d MiB at most, but this one has %d."
              .formatted(MOST_MIB, (length + (1 << 20) - 1) >> 20));
    }
    int taken = (int) (length >> 20) + 1;
    take(taken);
    try {
      byte[] file = read(ctx.req().getInputStream(), (int) length);
      ImageHeader header = ImageFiles.header(file, "The image");
      if ((long) header.width() * header.height() > MOST_MEGAPIXELS * 1_000_000L) {
        throw new Refused(
            Refused.TOO_LARGE,
            "An image may have %d million pixels at most here, but this one says it is %d x %d."
                .formatted(MOST_MEGAPIXELS, header.width(), header.height()));
      }
      return use.of(file, header);
    } finally {
      mebibytes.release(taken);
    }
  }

  private void take(int taken) throws IOException {
    try {
      if (!mebibytes.tryAcquire(taken, SECONDS, TimeUnit.SECONDS)) {
        throw new Refused(Refused.BUSY, "Too many images came at once; try again in a moment.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static byte[] read(InputStream stream, int length) throws IOException {
    byte[] file = stream.readNBytes(length);
    if (file.length < length) {
      throw new Refused(
          Refused.WRONG,
          "The image ended after %d of %d bytes; send it again.".formatted(file.length, length));
    }
    return file;
  }
}
