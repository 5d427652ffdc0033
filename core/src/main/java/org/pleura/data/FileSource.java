package org.pleura.data;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** Where the files of a data set lie: a folder or a zip. */
sealed interface FileSource extends Closeable permits FolderSource, ZipSource {
  /** The largest file that is read; a radiograph of 100 million pixels in 16 bits fits. */
  int MAX_FILE_BYTES = 256 << 20;

  /**
   * All files and folders in the first so many levels, as paths with slashes; those of folders end
   * with one.
   */
  List<String> paths(int levels) throws IOException;

  /** The bytes of one file. */
  byte[] read(String path) throws IOException;
}
