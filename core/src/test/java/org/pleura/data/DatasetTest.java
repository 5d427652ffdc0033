package org.pleura.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data set reads no pixels, so the files here are a few bytes each. */
class DatasetTest {
  @TempDir Path temporary;

  private Path folder(String... files) throws IOException {
    Path root = temporary.resolve("chest_xrays");
    Files.createDirectories(root);
    for (String file : files) {
      Path path = root.resolve(file);
      if (file.endsWith("/")) {
        Files.createDirectories(path);
      } else {
        Files.createDirectories(path.getParent());
        Files.writeString(path, "bytes of " + file);
      }
    }
    return root;
  }

  private Path zip(String... files) throws IOException {
    Path path = temporary.resolve("chest_xrays.zip");
    try (OutputStream stream = Files.newOutputStream(path);
        ZipOutputStream zip = new ZipOutputStream(stream)) {
      for (String file : files) {
        zip.putNextEntry(new ZipEntry(file));
        if (!file.endsWith("/")) {
          zip.write(("bytes of " + file).getBytes(UTF_8));
        }
        zip.closeEntry();
      }
    }
    return path;
  }

  private static List<String> names(Dataset data) {
    return data.radiographs().stream().map(Radiograph::name).toList();
  }

  private static void assertUnusable(Path path, String... words) {
    assertThatThrownBy(() -> Dataset.open(path, Optional.empty()).close())
        .isInstanceOf(UnusableDataException.class)
        .hasMessageContaining(path.toString())
        .hasMessageContainingAll(words)
        .hasMessageEndingWith(".");
  }

  @Test
  void positivesComeFirstAndFilesInByteOrder() throws Exception {
    Path root =
        folder(
            "normal/n2.png",
            "normal/n10.png",
            "effusion/e2.png",
            "effusion/e10.PNG",
            "effusion/E3.jpeg",
            "effusion/é.jpg");
    try (Dataset data = Dataset.open(root, Optional.empty())) {
      // 'E' is 45, 'e' is 65, 'é' begins with c3; '1' comes before '2'
      assertThat(names(data))
          .containsExactly(
              "effusion/E3.jpeg",
              "effusion/e10.PNG",
              "effusion/e2.png",
              "effusion/é.jpg",
              "normal/n10.png",
              "normal/n2.png");
      assertThat(data.radiographs())
          .extracting(Radiograph::label)
          .containsExactly(1, 1, 1, 1, 0, 0);
      assertThat(data.leftOut()).isEmpty();
    }
  }

  @Test
  void aRadiographKnowsTheHashOfItsFile() throws Exception {
    Path root = folder("normal/n.png", "effusion/e.png");
    Files.writeString(root.resolve("effusion/e.png"), "abc");
    try (Dataset data = Dataset.open(root, Optional.empty())) {
      Radiograph effusion = data.radiographs().get(0);
      // The first example of FIPS 180-2.
      assertThat(effusion.sha256())
          .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
      assertThat(data.read(effusion)).isEqualTo("abc".getBytes(UTF_8));
    }
  }

  @Test
  void aFileThatChangesAfterwardsIsNoticed() throws Exception {
    Path root = folder("normal/n.png", "effusion/e.png");
    try (Dataset data = Dataset.open(root, Optional.empty())) {
      Files.writeString(root.resolve("effusion/e.png"), "other");
      assertThatThrownBy(() -> data.read(data.radiographs().get(0)))
          .isInstanceOf(UnusableDataException.class)
          .hasMessageContaining("effusion/e.png has changed");
      Files.delete(root.resolve("normal/n.png"));
      assertThatThrownBy(() -> data.read(data.radiographs().get(1)))
          .isInstanceOf(UnusableDataException.class)
          .hasMessageContaining("no longer there");
    }
  }

  @Test
  void aZipGivesTheSameDataSetAsItsFolder() throws Exception {
    String[] files = {"normal/n1.png", "normal/n2.png", "effusion/e1.png", "effusion/e2.png"};
    String[] inside = new String[files.length + 2];
    inside[0] = "chest_xrays/";
    inside[1] = "__MACOSX/chest_xrays/effusion/._e1.png";
    for (int i = 0; i < files.length; i++) {
      inside[i + 2] = "chest_xrays/" + files[i];
    }
    try (Dataset zipped = Dataset.open(zip(inside), Optional.empty());
        Dataset folder = Dataset.open(folder(files), Optional.empty())) {
      assertThat(names(zipped)).isEqualTo(names(folder));
      assertThat(zipped.positiveClass()).isEqualTo("effusion");
      Radiograph first = zipped.radiographs().get(0);
      assertThat(new String(zipped.read(first), UTF_8))
          .isEqualTo("bytes of chest_xrays/effusion/e1.png");
    }
  }

  @Test
  void theFolderAroundTheDataSetWillDoAsWell() throws Exception {
    folder("normal/n1.png", "effusion/e1.png");
    try (Dataset data = Dataset.open(temporary, Optional.empty())) {
      assertThat(names(data)).containsExactly("effusion/e1.png", "normal/n1.png");
      assertThat(new String(data.read(data.radiographs().get(0)), UTF_8))
          .isEqualTo("bytes of effusion/e1.png");
    }
  }

  @Test
  void hiddenFilesAndMasksArePassedOverAndTheRestIsNamed() throws Exception {
    Path root =
        folder(
            "normal/n1.png",
            "normal/.DS_Store",
            "normal/Thumbs.db",
            "effusion/e1.png",
            "effusion/notes.txt",
            "effusion/deeper/e2.png",
            "masks/e1.png",
            ".git/x.png",
            "README.txt",
            "papers/");
    try (Dataset data = Dataset.open(root, Optional.empty())) {
      assertThat(names(data)).containsExactly("effusion/e1.png", "normal/n1.png");
      assertThat(data.leftOut())
          .containsExactly("README.txt", "effusion/deeper/e2.png", "effusion/notes.txt", "papers/");
    }
  }

  @Test
  void theClassBesideNormalIsPositive() throws Exception {
    try (Dataset data = Dataset.open(folder("Normal/n.png", "effusion/e.png"), Optional.empty())) {
      assertThat(data.positiveClass()).isEqualTo("effusion");
      assertThat(data.negativeClass()).isEqualTo("Normal");
      assertThat(data.positiveClassReason())
          .isEqualTo(
              "'effusion' is the positive class (label 1) because the other class is named"
                  + " 'Normal'.");
    }
  }

  @Test
  void noFindingIsNormalHoweverItIsWritten() throws Exception {
    try (Dataset data = Dataset.open(folder("No Finding/n.png", "A/e.png"), Optional.empty())) {
      assertThat(data.positiveClass()).isEqualTo("A");
    }
  }

  @Test
  void ofTwoUnknownNamesTheLastIsPositive() throws Exception {
    try (Dataset data = Dataset.open(folder("cats/c.png", "dogs/d.png"), Optional.empty())) {
      assertThat(data.positiveClass()).isEqualTo("dogs");
      assertThat(data.positiveClassReason()).contains("last in the alphabet");
    }
  }

  @Test
  void thePositiveClassCanBeAskedFor() throws Exception {
    Path root = folder("normal/n.png", "effusion/e.png");
    try (Dataset data = Dataset.open(root, Optional.of("normal"))) {
      assertThat(data.radiographs().get(0).name()).isEqualTo("normal/n.png");
      assertThat(data.positiveClassReason()).contains("'normal'").contains("as asked");
    }
    assertThatThrownBy(() -> Dataset.open(root, Optional.of("oedema")).close())
        .isInstanceOf(UnusableDataException.class)
        .hasMessageContaining("'oedema'")
        .hasMessageContaining("'effusion' and 'normal'");
  }

  @Test
  void aMissingFolderIsNamed() {
    assertUnusable(temporary.resolve("nowhere"), "no such folder or zip");
  }

  @Test
  void aFileThatIsNoZipIsRefused() throws Exception {
    Path file = Files.writeString(temporary.resolve("x.png"), "not a zip");
    assertUnusable(file, "expected a folder or a zip");
  }

  @Test
  void anEmptyFolderHasNoImages() throws Exception {
    assertUnusable(folder(), "two class folders", "no images");
  }

  @Test
  void imagesWithoutClassFoldersAreRefused() throws Exception {
    assertUnusable(folder("a.png", "b.png"), "lie in no folder");
  }

  @Test
  void aSingleClassIsRefused() throws Exception {
    assertUnusable(folder("effusion/e.png"), "only 'effusion' has any");
  }

  @Test
  void anEmptyClassFolderIsNamed() throws Exception {
    assertUnusable(
        folder("effusion/e.png", "normal/"), "only 'effusion' has any", "'normal' has none");
  }

  @Test
  void threeClassesAreTooMany() throws Exception {
    assertUnusable(folder("a/1.png", "b/1.png", "c/1.png"), "there are 3 (a, b, c)");
  }

  @Test
  void thePatientIsInTheNameOfAnNihFile() throws Exception {
    Path root = folder("effusion/00000013_005.png", "effusion/e1.png", "normal/00000013_000.png");
    try (Dataset data = Dataset.open(root, Optional.empty())) {
      assertThat(data.radiographs())
          .extracting(Radiograph::patient)
          .containsExactly(Optional.of("00000013"), Optional.empty(), Optional.of("00000013"));
    }
  }

  @Test
  void thePatientIsInTheTableBesideTheClassFolders() throws Exception {
    Path root = folder("effusion/e1.png", "effusion/e2.png", "normal/n1.png");
    Files.writeString(
        root.resolve("phantoms.csv"),
        """
        image,view,patient,note
        effusion/e1.png,PA,p1,plain
        "normal/n1.png",AP,"p ""2"", twin","two
        lines"
        """);
    try (Dataset data = Dataset.open(root, Optional.empty())) {
      assertThat(data.radiographs())
          .extracting(Radiograph::patient)
          .containsExactly(Optional.of("p1"), Optional.empty(), Optional.of("p \"2\", twin"));
      assertThat(data.leftOut()).isEmpty();
    }
  }

  @Test
  void aTableThatIsNoneIsRefused() throws Exception {
    Path root = folder("effusion/e1.png", "normal/n1.png");
    Files.writeString(root.resolve("phantoms.csv"), "image,view\neffusion/e1.png,PA\n");
    assertUnusable(root, "phantoms.csv", "'patient'", "[image, view]");
    Files.writeString(root.resolve("phantoms.csv"), "image,patient\neffusion/e1.png\n");
    assertUnusable(root, "phantoms.csv", "line 2", "has 1 values, but 2 columns");
  }

  @Test
  void aZipWithPathsThatLeaveItIsRefused() throws Exception {
    for (String name : List.of("../effusion/e.png", "/effusion/e.png", "a/../e.png", "a\\e.png")) {
      assertUnusable(zip("normal/n.png", name), name, "no plain path");
    }
  }

  @Test
  void aZipThatWouldUnpackToFarMoreIsRefused() throws Exception {
    Path path = temporary.resolve("bomb.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
      for (String name : List.of("normal/n.png", "effusion/e.png")) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(new byte[2 << 20]); // zeros: a thousandth of that when packed
        zip.closeEntry();
      }
    }
    assertUnusable(path, "effusion/e.png", "2097152 bytes");
  }

  @Test
  void aChangedZipIsADataSetOrIsRefused() throws Exception {
    byte[] whole =
        Files.readAllBytes(
            zip("normal/n1.png", "normal/n2.png", "effusion/e1.png", "effusion/e2.png"));
    Random random = new Random(8);
    Path path = temporary.resolve("changed.zip");
    int refusals = 0;
    for (int i = 0; i < 300; i++) {
      byte[] changed = whole.clone();
      for (int k = 0; k <= random.nextInt(3); k++) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      Files.write(path, changed);
      try (Dataset data = Dataset.open(path, Optional.empty())) {
        assertThat(data.radiographs()).hasSizeBetween(2, 4);
      } catch (UnusableDataException e) {
        assertThat(e).hasMessageContaining(path.toString());
        refusals++;
      }
    }
    assertThat(refusals).isPositive();
  }
}
