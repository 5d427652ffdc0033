package org.pleura.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Files in a zip, read in place: nothing is unpacked to disk. */
record ZipSource(Path path, ZipFile zip) implements FileSource {
  /** PNG and JPEG are compressed already; what shrinks a hundredfold was made to do harm. */
  private static final long MOST_INFLATION = 100;

  private static final long ALWAYS_ALLOWED = 1 << 20;

  private static final Pattern TRICK = Pattern.compile("(^|/)\\.{0,2}/|(^|/)\\.\\.?$|\\\\");

  static ZipSource open(Path path) throws UnusableDataException {
    try {
      return new ZipSource(path, new ZipFile(path.toFile()));
    } catch (ZipException e) {
      throw new UnusableDataException(
          path + ": expected a folder or a zip, but this file is no zip: " + e.getMessage() + ".",
          e);
    } catch (IOException e) {
      throw new UnusableDataException(path + " cannot be opened: " + e.getMessage() + ".", e);
    }
  }

  @Override
  public List<String> paths(int levels) throws UnusableDataException {
    List<String> paths = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    Enumeration<? extends ZipEntry> entries = zip.entries();
    while (entries.hasMoreElements()) {
      String name = entries.nextElement().getName();
      if (TRICK.matcher(name).find()) {
        throw new UnusableDataException(
            path + ": the zip holds '" + name + "', which is no plain path; pack it again.");
      }
      if (!seen.add(name)) {
        throw new UnusableDataException(
            path + ": the zip holds '" + name + "' twice; pack it again.");
      }
      if (name.split("/", -1).length <= levels) {
        paths.add(name);
      }
    }
    return paths;
  }

  @Override
  public byte[] read(String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new UnusableDataException(path + ": the zip does not hold '" + name + "'.");
    }
    long size = entry.getSize();
    long packed = entry.getCompressedSize();
    boolean bomb = size > ALWAYS_ALLOWED && size / MOST_INFLATION > packed;
    if (size < 0 || size > MAX_FILE_BYTES || bomb) {
      throw new UnusableDataException(
          "%s: '%s' would unpack from %d to %d bytes, which no image file does."
              .formatted(path, name, packed, size));
    }
    byte[] bytes;
    try (InputStream stream = zip.getInputStream(entry)) {
      bytes = stream.readNBytes((int) size + 1);
    } catch (IOException e) {
      throw new UnusableDataException(
          path + ": '" + name + "' cannot be unpacked, the zip is damaged: " + e + ".", e);
    }
    if (bytes.length != size) {
      throw new UnusableDataException(
          "%s: '%s' should have %d bytes, but has %s; the zip is damaged."
              .formatted(path, name, size, bytes.length > size ? "more" : "" + bytes.length));
    }
    return bytes;
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
