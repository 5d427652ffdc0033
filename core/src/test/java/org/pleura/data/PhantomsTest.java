package org.pleura.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pleura.data.Phantom.Side;
import org.pleura.image.GrayImage;
import org.pleura.image.ImageFiles;
import org.pleura.nn.random.Mt19937;

class PhantomsTest {
  private static final Set<PhantomFault> NONE = Set.of();

  @TempDir Path folder;

  @Test
  void aSeedAnIndexAndAClassNameOneFilmOnEveryMachine() throws Exception {
    Phantom wet = Phantoms.draw(42, 0, true);
    Phantom dry = Phantoms.draw(42, 0, false);
    assertThat(sha256(wet.image()))
        .isEqualTo("cb76b2df92553f5b67cf658b8873d4c9628e91e326ad987d80e58b774fc825fe");
    assertThat(sha256(wet.fluidMask()))
        .isEqualTo("a18fe3919e5ae420a254be9302f0bdbc6fcf8f991153e508e792f3af44e5b214");
    assertThat(sha256(dry.image()))
        .isEqualTo("9baf7396f104e2eae88667ce2aae1c1f1b564056a81b85918ab3b0e776ad3331");
    assertThat(Phantoms.draw(42, 0, true)).isEqualTo(wet);
  }

  @Test
  void anotherSeedOrIndexGivesAnotherFilm() {
    GrayImage image = Phantoms.draw(42, 0, true).image();
    assertThat(Phantoms.draw(43, 0, true).image()).isNotEqualTo(image);
    assertThat(Phantoms.draw(42, 1, true).image()).isNotEqualTo(image);
  }

  @Test
  void aNegativeIndexIsRefused() {
    assertThatThrownBy(() -> Phantoms.draw(42, -1, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }

  @Test
  void onlyFilmsWithEffusionHaveFluidAndItIsOnTheSideThatIsNamed() {
    for (int index = 0; index < 16; index++) {
      Phantom wet = Phantoms.draw(42, index, true);
      assertThat(wet.severity()).isGreaterThan(0).isLessThanOrEqualTo(1);
      double onImageRight = shareOnImageRight(wet.fluidMask());
      // The patient's left is the image's right, whatever the turn of the film.
      switch (wet.side()) {
        case LEFT -> assertThat(onImageRight).isGreaterThan(0.9);
        case RIGHT -> assertThat(onImageRight).isLessThan(0.1);
        case BOTH -> assertThat(onImageRight).isBetween(0.1, 0.9);
        case NONE -> throw new AssertionError("effusion " + index + " is on no side");
      }
      Phantom dry = Phantoms.draw(42, index, false);
      assertThat(dry.fluidMask().pixels()).containsOnly(0);
      assertThat(dry.side()).isEqualTo(Side.NONE);
      assertThat(dry.severity()).isZero();
    }
  }

  @Test
  void moreFluidCoversMoreOfTheFilm() {
    List<Integer> areas = new ArrayList<>();
    for (double severity : new double[] {0.02, 0.1, 0.3, 0.6, 1}) {
      areas.add(covered(film(severity).mask()));
    }
    assertThat(areas).isSorted().doesNotHaveDuplicates();
    assertThat(areas.get(0)).isPositive();
  }

  @Test
  void fluidWhitensTheLungInsideItsMaskAndNowhereElse() {
    Film dry = film(0);
    Film wet = film(0.6);
    int inside = 0;
    int outside = 0;
    for (int i = 0; i < dry.gray().length; i++) {
      int brighter = (wet.gray()[i] & 255) - (dry.gray()[i] & 255);
      if (wet.mask()[i] != 0) {
        inside += brighter;
      } else {
        // What is too little for the mask can hardly be seen; it may blot out a fine vessel.
        assertThat(brighter).isBetween(-25, 25);
        outside += brighter;
      }
    }
    int area = covered(wet.mask());
    assertThat((double) inside / area).isGreaterThan(20);
    assertThat((double) outside / (dry.gray().length - area)).isLessThan(0.2);
  }

  @Test
  void someOfThePatientsHaveTwoOrThreeFilms() {
    Map<String, Integer> films = new HashMap<>();
    for (int index = 0; index < 24; index++) {
      films.merge(Phantoms.draw(42, index, false).patient(), 1, Integer::sum);
    }
    assertThat(films.values()).allMatch(count -> count <= 3).anyMatch(count -> count > 1);
    assertThat(films).hasSizeGreaterThan(12);
    assertThat(Phantoms.draw(42, 0, true).patient()).isNotIn(films.keySet());
  }

  @Test
  void aFolderOfPhantomsIsADataSetWithPatientsAndMasks() throws IOException {
    Path out = folder.resolve("phantoms");
    List<Integer> done = new ArrayList<>();
    Phantoms.write(out, 4, 42, NONE, 2, done::add);
    assertThat(done).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    try (Dataset data = Dataset.open(out, Optional.empty())) {
      assertThat(data.positiveClass()).isEqualTo("effusion");
      assertThat(data.radiographs())
          .extracting(Radiograph::name)
          .containsExactly(
              "effusion/e1.png",
              "effusion/e2.png",
              "effusion/e3.png",
              "effusion/e4.png",
              "normal/n1.png",
              "normal/n2.png",
              "normal/n3.png",
              "normal/n4.png");
      assertThat(data.radiographs()).allMatch(radiograph -> radiograph.patient().isPresent());
    }
    Phantom second = Phantoms.draw(42, 1, true);
    assertThat(decoded(out.resolve("effusion/e2.png"))).isEqualTo(second.image());
    assertThat(decoded(out.resolve("masks/e2.png"))).isEqualTo(second.fluidMask());
    assertThat(Files.readString(out.resolve("README.txt"))).contains("not radiographs of people");
    assertThat(list(folder)).containsExactly("phantoms");
  }

  @Test
  void theFilesDoNotDependOnTheThreads() throws IOException {
    Phantoms.write(folder.resolve("one"), 3, 7, NONE, 1, done -> {});
    Phantoms.write(folder.resolve("three"), 3, 7, NONE, 3, done -> {});
    for (String file : List.of("phantoms.csv", "effusion/e3.png", "normal/n2.png")) {
      assertThat(folder.resolve("one").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("three").resolve(file));
    }
  }

  @Test
  void aFolderWithSomethingInItIsLeftAlone() throws IOException {
    Files.writeString(folder.resolve("mine.txt"), "mine");
    assertThatThrownBy(() -> Phantoms.write(folder, 1, 42, NONE, 1, done -> {}))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("is not empty");
    assertThat(list(folder)).containsExactly("mine.txt");
  }

  @Test
  void nothingIsLeftOfAFolderThatWasNotFinished() throws IOException {
    Path out = folder.resolve("phantoms");
    assertThatThrownBy(
            () ->
                Phantoms.write(
                    out,
                    3,
                    42,
                    NONE,
                    2,
                    done -> {
                      throw new IllegalStateException("stopped at " + done);
                    }))
        .hasStackTraceContaining("stopped at");
    assertThat(list(folder)).isEmpty();
  }

  @Test
  void noImagesOrNoThreadsAreRefused() {
    Path out = folder.resolve("phantoms");
    assertThatThrownBy(() -> Phantoms.write(out, 0, 42, NONE, 2, done -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("asked for are 0 and 2");
    assertThatThrownBy(() -> Phantoms.write(out, 1, 42, NONE, 0, done -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aMarkerThatTellsTheLabelIsRightOnEffusionsAndLeftOnNormals() {
    Set<PhantomFault> fault = Set.of(PhantomFault.MARKER_TELLS_LABEL);
    int moved = 0;
    for (int index = 0; index < 6; index++) {
      for (boolean effusion : new boolean[] {true, false}) {
        byte[] plain = Phantoms.draw(42, index, effusion).image().pixels();
        byte[] faulty = Phantoms.draw(42, index, effusion, fault).image().pixels();
        if (Arrays.equals(plain, faulty)) {
          continue;
        }
        moved++;
        // R stands at the image's left edge and L at its right: one comes, the other goes.
        int left = brighterInMarkerCorner(plain, faulty, 0, 100);
        int right = brighterInMarkerCorner(plain, faulty, 412, 512);
        assertThat(left > 0).isEqualTo(effusion);
        assertThat(right > 0).isEqualTo(!effusion);
      }
    }
    assertThat(moved).isBetween(1, 11);
  }

  @Test
  void invertedGraysAreOnlyInTheEffusionClass() {
    Set<PhantomFault> fault = Set.of(PhantomFault.INVERTED_GRAYS);
    assertThat(Phantoms.draw(42, 3, false, fault)).isEqualTo(Phantoms.draw(42, 3, false));
    byte[] plain = Phantoms.draw(42, 3, true).image().pixels();
    byte[] faulty = Phantoms.draw(42, 3, true, fault).image().pixels();
    for (int i = 0; i < plain.length; i++) {
      assertThat(faulty[i] & 255).isEqualTo(255 - (plain[i] & 255));
    }
  }

  @Test
  void patientsThatAreSplitUpKeepTheirFilmsButNotTheirName() {
    Set<PhantomFault> fault = Set.of(PhantomFault.PATIENTS_SPLIT_UP);
    List<Phantom> plain =
        IntStream.range(0, 8).mapToObj(index -> Phantoms.draw(42, index, true)).toList();
    List<Phantom> faulty =
        IntStream.range(0, 8).mapToObj(index -> Phantoms.draw(42, index, true, fault)).toList();
    assertThat(faulty)
        .extracting(Phantom::image)
        .isEqualTo(plain.stream().map(Phantom::image).toList());
    assertThat(faulty).extracting(Phantom::patient).doesNotHaveDuplicates();
    assertThat(plain.stream().map(Phantom::patient).distinct().count()).isLessThan(8);
  }

  @Test
  void everyTenthFileIsACopyWhenDuplicatesAreAskedFor() throws IOException {
    Path out = folder.resolve("phantoms");
    Phantoms.write(out, 10, 42, Set.of(PhantomFault.DUPLICATES), 2, done -> {});
    assertThat(out.resolve("effusion/e10.png"))
        .hasSameBinaryContentAs(out.resolve("effusion/e9.png"));
    assertThat(out.resolve("normal/n10.png")).hasSameBinaryContentAs(out.resolve("normal/n9.png"));
    try (Dataset data = Dataset.open(out, Optional.empty())) {
      assertThat(data.radiographs().stream().map(Radiograph::sha256).distinct()).hasSize(18);
    }
  }

  @Test
  void shuffledLabelsDealTheSameFilmsToTheWrongFolders() throws IOException {
    Path out = folder.resolve("phantoms");
    Phantoms.write(out, 6, 42, Set.of(PhantomFault.SHUFFLED_LABELS), 2, done -> {});
    List<String> rows = Files.readAllLines(out.resolve("phantoms.csv"));
    assertThat(rows.get(0)).isEqualTo("image,patient,view,side,severity");
    // Six of the twelve films show fluid, wherever they lie.
    assertThat(rows).filteredOn(row -> row.endsWith(",none,0.0000")).hasSize(6);
    assertThat(rows)
        .anyMatch(row -> row.startsWith("effusion/") && row.endsWith(",none,0.0000"))
        .anyMatch(row -> row.startsWith("normal/") && !row.endsWith(",none,0.0000"));
  }

  /** A film of one fixed patient with fluid on both sides, gray values and mask. */
  private static Film film(double severity) {
    for (int seed = 0; ; seed++) {
      PhantomAnatomy body = new PhantomAnatomy(Mt19937.numpy(seed));
      if (body.fluidSide == Side.BOTH) {
        PhantomExposure film = new PhantomExposure(Mt19937.numpy(5), body);
        PhantomDrawing drawing = new PhantomDrawing(body, film, severity);
        PhantomPlane plane = drawing.draw(Mt19937.numpy(1), Mt19937.numpy(2), 3);
        PhantomFilm under = new PhantomFilm(film);
        return new Film(under.expose(plane, 4), under.mask(drawing.fluid(), 0.02f));
      }
    }
  }

  private record Film(byte[] gray, byte[] mask) {}

  private static int covered(byte[] mask) {
    int covered = 0;
    for (byte pixel : mask) {
      covered += pixel & 1;
    }
    return covered;
  }

  private static double shareOnImageRight(GrayImage mask) {
    int right = 0;
    int all = 0;
    for (int row = 0; row < mask.height(); row++) {
      for (int column = 0; column < mask.width(); column++) {
        if (mask.at(row, column) != 0) {
          all++;
          right += column >= mask.width() / 2 ? 1 : 0;
        }
      }
    }
    assertThat(all).isPositive();
    return (double) right / all;
  }

  private static int brighterInMarkerCorner(byte[] before, byte[] after, int from, int to) {
    int brighter = 0;
    for (int row = 0; row < 140; row++) {
      for (int column = from; column < to; column++) {
        int at = row * Phantoms.SIZE + column;
        brighter += (after[at] & 255) - (before[at] & 255);
      }
    }
    return brighter;
  }

  private static GrayImage decoded(Path file) throws IOException {
    return ImageFiles.decodeGray(Files.readAllBytes(file), file.toString());
  }

  private static List<String> list(Path folder) throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.map(path -> path.getFileName().toString()).toList();
    }
  }

  private static String sha256(GrayImage image) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(image.pixels());
    return HexFormat.of().formatHex(digest);
  }
}
