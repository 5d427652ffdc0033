package org.pleura.web;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tables that may say what is on radiographs without a run: the CSV files beside them and one
 * folder deeper, but for folders of images, which may hold a hundred thousand. Links are not
 * followed.
 */
final class Tables {
  private static final int MOST = 100;

  private Tables() {}

  /** By their paths from the radiographs, in this order; the first hundred. */
  static Map<String, Path> beside(Path radiographs) throws IOException {
    List<Path> tables = new ArrayList<>();
    List<Path> folders = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(radiographs)) {
      for (Path entry : entries) {
        if (isTable(entry)) {
          tables.add(entry);
        } else if (!ImageFolders.isImage(entry)
            && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          folders.add(entry);
        }
      }
    } catch (DirectoryIteratorException unreadable) {
      throw unreadable.getCause();
    }
    folders.forEach(folder -> tables.addAll(in(folder)));
    Map<String, Path> byName = new TreeMap<>();
    tables.forEach(
        table -> byName.put(radiographs.relativize(table).toString().replace('\\', '/'), table));
    Map<String, Path> first = new LinkedHashMap<>();
    byName.entrySet().stream()
        .limit(MOST)
        .forEach(table -> first.put(table.getKey(), table.getValue()));
    return first;
  }

  /** None of a folder of images, which is left at the first of them, or that cannot be read. */
  private static List<Path> in(Path folder) {
    List<Path> tables = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (ImageFolders.isImage(entry)) {
          return List.of();
        }
        if (isTable(entry)) {
          tables.add(entry);
        }
      }
    } catch (IOException | DirectoryIteratorException unreadable) {
      return List.of();
    }
    return tables;
  }

  private static boolean isTable(Path path) {
    return ImageFolders.name(path).endsWith(".csv")
        && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
  }
}
