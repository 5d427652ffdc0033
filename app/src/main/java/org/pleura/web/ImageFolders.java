package org.pleura.web;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Folders that hold images: a folder itself, those in it, and those in these. */
final class ImageFolders {
  private static final int DEEPEST = 2;

  private ImageFolders() {}

  /** How many there are; none in a folder that is not there or cannot be read. */
  static int in(Path folder) {
    return in(folder, 0, Integer.MAX_VALUE);
  }

  /** Whether there is one, without a look at more images than the first. */
  static boolean isOneIn(Path folder) {
    return in(folder, 0, 1) > 0;
  }

  private static int in(Path folder, int depth, int most) {
    List<Path> inside = new ArrayList<>();
    int found = 0;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (isImage(entry)) {
          found = 1;
          if (most == 1) {
            return found;
          }
        } else if (depth < DEEPEST
            && !isPassedOver(entry)
            && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          inside.add(entry);
        }
      }
    } catch (IOException | DirectoryIteratorException unreadable) {
      return 0;
    }
    for (Path one : inside) {
      if (found == most) {
        break;
      }
      found += in(one, depth + 1, most - found);
    }
    return found;
  }

  /** As by a data set: phantoms' masks are no radiographs, nor is anything hidden. */
  private static boolean isPassedOver(Path entry) {
    return name(entry).equals("masks") || name(entry).startsWith(".");
  }

  /** By the name alone: a question to the file system for each of many images takes long. */
  static boolean isImage(Path path) {
    return name(path).matches(".*\\.(png|jpe?g)");
  }

  /** A file's name in small letters. */
  static String name(Path path) {
    return String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
  }
}
