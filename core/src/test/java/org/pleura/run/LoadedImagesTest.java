package org.pleura.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pleura.data.Dataset;
import org.pleura.data.Labelling;
import org.pleura.data.Radiograph;
import org.pleura.data.UnusableDataException;
import org.pleura.image.ImageFiles;
import org.pleura.prepare.Preparation;
import org.pleura.testing.DrawnFolder;

class LoadedImagesTest {

  private static final Preparation SMALL = Preparation.standardised(8, 8);

  @TempDir private Path folder;

  @BeforeEach
  void fourImagesOfEachClass() throws IOException {
    DrawnFolder.of(folder, 4, 16);
  }

  private LoadedImages load(Loading loading) throws IOException {
    // Not closed: images that are not kept in memory are read when a test asks for them.
    return LoadedImages.open(
        folder, Labelling.folders(Optional.empty()), SMALL, loading, Progress.SILENT);
  }

  @Test
  void whatIsPreparedDoesNotDependOnTheCacheOrTheThreads() throws IOException {
    LoadedImages kept = load(new Loading(3, 1 << 20, false));
    LoadedImages twoKept = load(new Loading(2, 2 * (64 + 1024), false));
    LoadedImages read = load(new Loading(1, 0, false));
    assertThat(kept.radiographs()).hasSize(8);
    for (Radiograph radiograph : kept.radiographs()) {
      byte[] file = Files.readAllBytes(folder.resolve(radiograph.name()));
      float[] expected = SMALL.apply(ImageFiles.decodeGray(file, "it"));
      assertThat(kept.prepared(radiograph)).isEqualTo(expected);
      assertThat(twoKept.prepared(radiograph)).isEqualTo(expected);
      assertThat(read.prepared(radiograph)).isEqualTo(expected);
    }
  }

  @Test
  void readingOnSeveralThreadsListsWhatReadingOneByOneLists() throws IOException {
    try (Dataset oneByOne = Dataset.open(folder, Labelling.folders(Optional.empty()));
        Dataset together = load(new Loading(3, 0, false)).dataset()) {
      assertThat(together.radiographs()).isEqualTo(oneByOne.radiographs());
      assertThat(together.leftOut()).isEqualTo(oneByOne.leftOut());
    }
  }

  @Test
  void anImageThatCannotBeUsedIsNamed() throws IOException {
    byte[] whole = Files.readAllBytes(folder.resolve("effusion/e2.png"));
    Files.write(folder.resolve("effusion/e2.png"), Arrays.copyOf(whole, whole.length / 2));
    Files.write(folder.resolve("normal/n1.png"), DrawnFolder.constant(16));

    assertThatThrownBy(() -> load(new Loading(2, 0, false)))
        .isInstanceOf(UnusableDataException.class)
        .hasMessageStartingWith("effusion/e2.png: ")
        .hasMessageContaining("and 1 more")
        .hasMessageContaining("--skip-unreadable");

    LoadedImages others = load(new Loading(2, 0, true));
    assertThat(others.radiographs()).hasSize(6);
    assertThat(others.leftOut())
        .extracting(Provenance.LeftOut::image)
        .containsExactly("effusion/e2.png", "normal/n1.png");
    assertThat(others.leftOut().get(1).reason())
        .startsWith("normal/n1.png: ")
        .contains("every pixel of this one is 77");
  }

  @Test
  void progressIsToldImageByImage() throws IOException {
    List<String> told = new ArrayList<>();
    LoadedImages.open(
            folder,
            Labelling.folders(Optional.empty()),
            SMALL,
            Loading.with(2),
            (what, done, total) -> told.add(what + " " + done + "/" + total))
        .dataset()
        .close();
    assertThat(told).hasSize(8).startsWith("Reading images 1/8").endsWith("Reading images 8/8");
  }

  @Test
  void anInspectionCountsWhatIsThere() throws IOException {
    Files.copy(folder.resolve("normal/n0.png"), folder.resolve("normal/copy.png"));
    Files.write(folder.resolve("normal/n1.png"), DrawnFolder.constant(16));
    Files.writeString(folder.resolve("normal/n2.png"), "no image");
    Files.writeString(folder.resolve("notes.txt"), "notes");
    Inspection.Inspected inspected =
        Inspection.of(folder, Labelling.folders(Optional.empty()), 2, Progress.SILENT);
    inspected.close();
    Inspection inspection = inspected.inspection();
    assertThat(inspection.images()).containsEntry("effusion", 4).containsEntry("normal", 5);
    assertThat(inspection.patients()).isNull();
    assertThat(inspection.kinds())
        .containsExactly(
            new Inspection.Kind("PNG", 16, 16, 1, 8, 8, Map.of("effusion", 4, "normal", 4)));
    assertThat(inspection.kinds().get(0).colourShape()).isEqualTo("(16, 16, 3)");
    assertThat(inspection.identical()).containsExactly(List.of("normal/copy.png", "normal/n0.png"));
    assertThat(inspection.unusable())
        .extracting(Provenance.LeftOut::image)
        .containsExactly("normal/n1.png", "normal/n2.png");
    assertThat(inspection.passedOver()).containsExactly("notes.txt");
  }
}
