package org.pleura.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which tables are found beside radiographs. */
class TablesTest {
  @TempDir private Path radiographs;

  private void file(String path) throws IOException {
    Path file = radiographs.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "");
  }

  private List<String> found() throws IOException {
    return List.copyOf(Tables.beside(radiographs).keySet());
  }

  @Test
  void tablesAreBesideTheRadiographsAndOneFolderDeeper() throws IOException {
    for (String path : List.of("b.CSV", "a.csv", "lists/c.csv", "lists/deeper/d.csv", "e.txt")) {
      file(path);
    }
    assertThat(found()).containsExactly("a.csv", "b.CSV", "lists/c.csv");
    assertThat(Tables.beside(radiographs).get("lists/c.csv"))
        .isEqualTo(radiographs.resolve("lists").resolve("c.csv"));
  }

  @Test
  void aFolderOfImagesIsPassedOver() throws IOException {
    file("effusion/e1.png");
    file("effusion/boxes.csv");
    file("normal/n1.JPEG");
    file("normal/notes.csv");
    file("list.csv");
    file("f1.png");
    assertThat(found()).containsExactly("list.csv");
  }

  @Test
  void ofTooManyTheFirstByNameStay() throws IOException {
    // 1 + 120, of which 100 stay: a.csv and the tables 100 to 198.
    for (int i = 219; i >= 100; i--) {
      file("lists/" + i + ".csv");
    }
    file("a.csv");
    List<String> names = found();
    assertThat(names).hasSize(100).startsWith("a.csv", "lists/100.csv").endsWith("lists/198.csv");
    assertThat(names.subList(1, 100))
        .isEqualTo(IntStream.range(100, 199).mapToObj(i -> "lists/" + i + ".csv").toList());
  }

  @Test
  void aFolderThatCannotBeReadHidesNoOther() throws IOException {
    file("a/a.csv");
    file("b/b.csv");
    file("c/c.csv");
    Path closed = radiographs.resolve("b");
    Assumptions.assumeTrue(Files.getFileStore(closed).supportsFileAttributeView("posix"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
    try {
      Assumptions.assumeFalse(Files.isReadable(closed), "this user may read everything");
      assertThat(found()).containsExactly("a/a.csv", "c/c.csv");
    } finally {
      Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    }
  }
}
