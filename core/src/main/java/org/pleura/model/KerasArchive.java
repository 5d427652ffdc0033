package org.pleura.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** The zip around a model: metadata.json, config.json and model.weights.h5, not compressed. */
final class KerasArchive {
  static final String METADATA = "metadata.json";
  static final String CONFIG = "config.json";
  static final String WEIGHTS = "model.weights.h5";

  static final int MOST_TEXT = 16 << 20;
  static final int MOST_WEIGHTS = 1 << 30;

  /** An entry up to this size may be compressed as well as it can. */
  private static final long ALWAYS_ALLOWED = 16 << 20;

  /** Weights are nearly random, so a larger entry that shrinks more than this is made to harm. */
  private static final long MOST_EXPANSION = 100;

  private KerasArchive() {}

  /**
   * Writes the three entries in Keras's order, each stored, all with one date: equal models give
   * equal files.
   */
  static void write(OutputStream out, byte[] metadata, byte[] config, byte[] weights)
      throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
      add(zip, METADATA, metadata);
      add(zip, CONFIG, config);
      add(zip, WEIGHTS, weights);
    }
  }

  private static void add(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    CRC32 sum = new CRC32();
    sum.update(bytes);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    entry.setCrc(sum.getValue());
    entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }

  /**
   * Reads the three entries.
   *
   * @return the bytes of each by its name
   * @throws UnreadableModelException if it is no such zip, or an entry is missing or too large
   */
  static Map<String, byte[]> read(Path file) throws IOException {
    long size = Files.size(file);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return Map.of(
          METADATA, entry(zip, METADATA, MOST_TEXT, size),
          CONFIG, entry(zip, CONFIG, MOST_TEXT, size),
          WEIGHTS, entry(zip, WEIGHTS, MOST_WEIGHTS, size));
    } catch (ZipException notZip) {
      throw new UnreadableModelException(
          begins(file, 'P', 'K')
              ? "this is a zip, as .keras files are, but it is cut short or damaged; copy or save the"
                  + " model again"
              : "this is no model of Keras: a .keras file is a zip and a .h5 file is HDF5, and this is"
                  + " neither",
          notZip);
    }
  }

  private static boolean begins(Path file, int first, int second) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.read() == first && in.read() == second;
    }
  }

  private static byte[] entry(ZipFile zip, String name, int most, long fileSize)
      throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new UnreadableModelException(
          "the zip has no entry " + name + ", so it is no model saved by Keras 3");
    }
    // The compressed size, too, is a claim of the zip's directory; the file's own size is none.
    long compressed = Math.min(entry.getCompressedSize(), fileSize);
    long allowed = Math.min(most, Math.max(ALWAYS_ALLOWED, MOST_EXPANSION * compressed));
    try (InputStream in = zip.getInputStream(entry)) {
      // The size in the zip's directory is only a claim, so the bytes are counted.
      byte[] bytes = in.readNBytes((int) allowed);
      if (in.read() >= 0) {
        throw new UnreadableModelException(
            "entry " + name + " is larger than the " + allowed + " bytes a model may have there");
      }
      CRC32 sum = new CRC32();
      sum.update(bytes);
      if (sum.getValue() != entry.getCrc()) {
        throw new UnreadableModelException(
            "entry "
                + name
                + " is damaged: its checksum is not the one the zip says; copy or save the model"
                + " again");
      }
      return bytes;
    } catch (ZipException damaged) {
      throw new UnreadableModelException(
          "entry "
              + name
              + " is damaged: "
              + damaged.getMessage()
              + "; copy or save the model again",
          damaged);
    }
  }
}
