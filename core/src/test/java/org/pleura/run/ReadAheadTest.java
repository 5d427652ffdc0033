package org.pleura.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pleura.data.Labelling;
import org.pleura.data.Radiograph;
import org.pleura.nn.Input;
import org.pleura.prepare.Preparation;
import org.pleura.testing.DrawnFolder;

class ReadAheadTest {

  private static final Preparation SMALL = Preparation.standardised(8, 8);

  @TempDir private Path folder;

  @BeforeEach
  void sixImagesOfEachClass() throws IOException {
    DrawnFolder.of(folder, 6, 16);
  }

  private LoadedImages images(long cacheBytes) throws IOException {
    return LoadedImages.open(
        folder,
        Labelling.folders(Optional.empty()),
        SMALL,
        new Loading(2, cacheBytes, false),
        Progress.SILENT);
  }

  private static float[] written(Input input) {
    float[] pixels = new float[64];
    input.writeTo(pixels);
    return pixels;
  }

  @Test
  void whatIsReadAheadIsWhatWouldBeReadWhenNeeded() throws IOException {
    // An image of 8 x 8 takes 64 bytes and its table of 256 numbers of 4 bytes; 5 are kept.
    LoadedImages images = images(5 * (64 + 1024));
    try (ReadAhead ahead = new ReadAhead(images, 4, 2)) {
      for (int from = 0; from < 12; from += 4) {
        List<Radiograph> batch = images.radiographs().subList(from, from + 4);
        List<Input> drawn = batch.stream().map(ahead::drawn).toList();
        for (int i = 3; i >= 0; i--) { // in whatever order they are asked for
          assertThat(written(drawn.get(i))).isEqualTo(images.prepared(batch.get(i)));
        }
      }
    }
  }

  @Test
  void aMiniBatchThatIsThrownAwayIsNotRead() throws IOException {
    LoadedImages images = images(0);
    List<Radiograph> all = images.radiographs();
    try (ReadAhead ahead = new ReadAhead(images, 2, 1)) {
      // The first one is drawn and not asked for, and then two more; mini-batches are of two. Its
      // file is away for as long: had a reader tried, the failure would be the answer afterwards.
      Path first = folder.resolve(all.get(0).name());
      byte[] file = Files.readAllBytes(first);
      Files.delete(first);
      Input thrownAway = ahead.drawn(all.get(0));
      List<Input> drawn = List.of(ahead.drawn(all.get(1)), ahead.drawn(all.get(2)));
      assertThat(written(drawn.get(0))).isEqualTo(images.prepared(all.get(1)));
      assertThat(written(drawn.get(1))).isEqualTo(images.prepared(all.get(2)));
      Files.write(first, file);
      assertThat(written(thrownAway)).isEqualTo(images.prepared(all.get(0)));
    }
  }

  @Test
  void anImageThatHasChangedSinceIsNamedByTheThreadThatNeedsIt() throws IOException {
    LoadedImages images = images(0);
    Radiograph changed = images.radiographs().get(1);
    Files.write(folder.resolve(changed.name()), DrawnFolder.constant(16));
    try (ReadAhead ahead = new ReadAhead(images, 2, 2)) {
      Input first = ahead.drawn(images.radiographs().get(0));
      Input second = ahead.drawn(changed);
      assertThat(written(first)).isEqualTo(images.prepared(images.radiographs().get(0)));
      assertThatThrownBy(() -> written(second))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining(changed.name() + " has changed");
    }
  }
}
