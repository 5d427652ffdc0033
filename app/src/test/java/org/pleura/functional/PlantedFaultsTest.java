package org.pleura.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pleura.cli.Shell.pleura;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pleura.cli.Shell.Ended;
import org.pleura.data.PhantomFault;
import org.pleura.data.Phantoms;
import org.pleura.image.GrayImage;
import org.pleura.image.ImageFiles;

/**
 * Data sets with one fault each, and the command that must say so; docs/planted-faults.md is the
 * table of them. Two kinds of images: "films" are phantoms of 512 x 512 under names as NIH gives
 * them, patient and number; "drawings" are of 48 x 48, for what needs a training. Beside each kind
 * stands one set without a fault, of which none of this may be said.
 */
class PlantedFaultsTest {

  /** What is said of a fault, in the words that a set without one must not bring about. */
  private static final String[] WARNINGS = {
    "suspicious",
    "inverted",
    "Files with the same content",
    "show the same film: ",
    "bear both labels",
    "Very dark",
    "Cannot be used",
    "Too few",
    "unknown",
    "too good",
    "learned nothing",
    "wrong way round",
    "surely worse",
    "cannot be said",
    "does not surely tell",
    "named more than once"
  };

  private static final int FILMS = 40;

  @TempDir private static Path drawn;
  private static Path films;

  @TempDir private Path folder;
  private Path images;

  @BeforeAll
  static void fortyFilmsOfEachClass() throws IOException {
    films = asNih(phantoms(Set.of()));
  }

  private static Path phantoms(Set<PhantomFault> faults) throws IOException {
    Path written = drawn.resolve("phantoms" + faults.size());
    Phantoms.write(written, FILMS, 7, faults, 2, done -> {});
    return written;
  }

  /** The same files as {@code effusion/00000013_000.png}, so that nothing tells them from real. */
  private static Path asNih(Path phantoms) throws IOException {
    Path named = phantoms.resolveSibling(phantoms.getFileName() + "-nih");
    Map<String, Integer> followUp = new HashMap<>();
    for (String line : Files.readAllLines(phantoms.resolve("phantoms.csv"))) {
      String[] cells = line.split(",");
      if (cells[0].equals("image")) {
        continue;
      }
      int number = followUp.merge(cells[1], 1, Integer::sum) - 1;
      Path target =
          named
              .resolve(cells[0].substring(0, cells[0].indexOf('/')))
              .resolve(nih(cells[1], number));
      Files.createDirectories(target.getParent());
      Files.copy(phantoms.resolve(cells[0]), target);
    }
    return named;
  }

  private static String nih(String patient, int number) {
    return String.format(Locale.ROOT, "%s_%03d.png", patient, number);
  }

  /** A copy of the films of this test's own, so many of each class. */
  private void takeFilms(int effusion, int normal) throws IOException {
    images = folder.resolve("images");
    for (Path file : files(films, "effusion").subList(0, effusion)) {
      copy(file, "effusion/" + file.getFileName());
    }
    for (Path file : files(films, "normal").subList(0, normal)) {
      copy(file, "normal/" + file.getFileName());
    }
  }

  private void copy(Path file, String name) throws IOException {
    Path target = images.resolve(name);
    Files.createDirectories(target.getParent());
    Files.copy(file, target);
  }

  private static List<Path> files(Path images, String className) throws IOException {
    try (Stream<Path> files = Files.list(images.resolve(className))) {
      return files.sorted().toList();
    }
  }

  /** Changes every film of effusion. */
  private void changeEffusions(UnaryOperator<GrayImage> change) throws IOException {
    for (Path file : files(images, "effusion")) {
      GrayImage film = ImageFiles.decodeGray(Files.readAllBytes(file), file.toString());
      Files.write(file, ImageFiles.encodePng(change.apply(film)));
    }
  }

  private static GrayImage grays(GrayImage film, UnaryOperator<Integer> change) {
    byte[] pixels = film.pixels();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = change.apply(pixels[i] & 0xff).byteValue();
    }
    return GrayImage.of(film.width(), film.height(), pixels);
  }

  private Ended inspected() {
    Ended ended = pleura("inspect", images);
    assertThat(ended.code()).as(ended.messages()).isZero();
    return ended;
  }

  // --- Films, and what inspect says of them --------------------------------------------------

  @Test
  void ofFilmsWithoutAFaultInspectWarnsOfNothing() throws IOException {
    images = films;
    assertThat(inspected().out()).contains("Patient overlap: none").doesNotContain(WARNINGS);
  }

  @Test
  void aMarkerThatGoesWithTheLabelIsToldByTheBorder() throws IOException {
    images = asNih(phantoms(Set.of(PhantomFault.MARKER_TELLS_LABEL)));
    assertThat(inspected().out())
        .containsPattern("outer 32 of 512 pixels reaches an AUROC of .*: suspicious, .* markers");
  }

  @Test
  void grayInvertedInOneClassIsCountedByClass() throws IOException {
    takeFilms(10, 10);
    changeEffusions(film -> grays(film, gray -> 255 - gray));
    assertThat(inspected().out())
        .contains("Grays seem to be inverted: 10 (10 effusion, 0 normal)", "how often each gray");
  }

  @Test
  void oneClassBrighterThanTheOtherIsToldByTheMeanGray() throws IOException {
    takeFilms(20, 20);
    changeEffusions(film -> grays(film, gray -> Math.min(255, gray + 40)));
    assertThat(inspected().out())
        .containsPattern("Mean gray, effusion: \\d+ to \\d+, median")
        .containsPattern(
            "sees only the mean gray reaches an AUROC of .*: suspicious, .* brightens");
  }

  @Test
  void oneClassOfAnotherSizeIsToldByTheFactsOfTheFile() throws IOException {
    takeFilms(10, 10);
    changeEffusions(
        film -> {
          byte[] cut = new byte[500 * 500];
          for (int i = 0; i < cut.length; i++) {
            cut[i] = (byte) film.at(6 + i / 500, 6 + i % 500);
          }
          return GrayImage.of(500, 500, cut);
        });
    assertThat(inspected().out())
        .contains("10 PNG files of 500 x 500", "; 10 effusion, 0 normal", "; 0 effusion, 10 normal")
        .containsPattern("facts of the file reaches an AUROC of 1.00 .*: suspicious");
  }

  @Test
  void aClassOfFiveImagesIsTooSmallToBeTested() throws IOException {
    takeFilms(5, 20);
    assertThat(inspected().out())
        .contains(
            // 15 % of 5 is 0.75, rounded up; of one right one Wilson's interval begins at
            // 1 / (1 + 1.96²) = 1 / 4.84 = 0.21.
            "Too few of 'effusion': of 5 images the test part has 1, and even if all of these were"
                + " called rightly, the interval would reach from 1 down to 0.21, no better than"
                + " the toss of a coin.")
        // Of 20 it is 3, and 3 / (3 + 3.84) = 0.44.
        .contains("Too few of 'normal': of 20 images the test part has 3", "down to 0.44");
  }

  @Test
  void imagesOfOneGrayAreNamedAndRefused() throws IOException {
    takeFilms(10, 10);
    for (Path file : files(images, "normal").subList(0, 2)) {
      FolderOfImages.constant(file);
    }
    String first = "normal/" + files(images, "normal").get(0).getFileName();
    Ended ended = pleura("inspect", images);
    assertThat(ended.code()).isEqualTo(3);
    assertThat(ended.out())
        .contains("Cannot be used: 2", first + ": every pixel of this image has the gray 99");
    refused(train(), first, "99");
  }

  @Test
  void aTruncatedFileIsNamedAndRefused() throws IOException {
    takeFilms(10, 10);
    Path file = files(images, "normal").get(3);
    FolderOfImages.truncate(file);
    Ended ended = pleura("inspect", images);
    assertThat(ended.code()).isEqualTo(3);
    assertThat(ended.out()).contains("Cannot be used: 1", "normal/" + file.getFileName());
    refused(train(), "normal/" + file.getFileName());
  }

  @Test
  void aSingleClassIsRefused() throws IOException {
    takeFilms(5, 0);
    Ended ended = pleura("inspect", images);
    assertThat(ended.code()).isEqualTo(3);
    assertThat(ended.messages()).contains("only 'effusion'");
    refused(train(), "only 'effusion'");
  }

  @Test
  void copiesUnderAnotherPatientsNameAreFound() throws IOException {
    takeFilms(10, 10);
    String original = files(images, "effusion").get(2).getFileName().toString();
    copy(images.resolve("effusion").resolve(original), "effusion/00099999_000.png");
    assertThat(inspected().out())
        .contains(
            "Files with the same content: 1",
            "effusion/" + original + " = effusion/00099999_000.png");
  }

  @Test
  void oneFilmInBothClassesIsAContradiction() throws IOException {
    takeFilms(10, 10);
    Path original = files(images, "effusion").get(2);
    GrayImage film = ImageFiles.decodeGray(Files.readAllBytes(original), "film");
    copy(original, "normal/00099999_000.png");
    Files.write(
        images.resolve("normal/00099999_000.png"),
        ImageFiles.encodePng(grays(film, gray -> Math.min(255, gray * 11 / 10))));
    assertThat(inspected().out())
        .contains(
            "Different files that show the same film: 1",
            "effusion/" + original.getFileName() + " = normal/00099999_000.png",
            "1 bear both labels; one of the two is wrong.");
  }

  @Test
  void followUpsUnderNamesThatHideThePatientMakeTheOverlapUnknown() throws IOException {
    images = folder.resolve("images");
    for (String className : List.of("effusion", "normal")) {
      int number = 0;
      for (Path file : files(films, className).subList(0, 10)) {
        copy(file, className + "/film" + number++ + ".png");
      }
    }
    assertThat(inspected().out())
        .contains(
            "Patient overlap: unknown: the data do not tell which images show the same patient");
  }

  @Test
  void aPatientInTwoPartsStopsTheTraining() throws IOException {
    takeFilms(20, 20);
    refused(train(), "No patient may be in two parts", "split=stratified");
  }

  // --- Drawings, and what train, evaluate and audit say of them ------------------------------

  private Path run() {
    return folder.resolve("run");
  }

  private Ended train(Object... more) {
    List<Object> words =
        new ArrayList<>(
            List.of(
                "train",
                images,
                "--out",
                run(),
                "--plan=lesson",
                "--set=preparation.height=16",
                "--set=preparation.width=16",
                "--set=network.convolutions=4@3",
                "--set=network.dense=4",
                "--set=explanation.images=0"));
    words.addAll(Arrays.asList(more));
    Ended ended = pleura(words.toArray());
    return ended;
  }

  /** Drawings as FolderOfImages makes them, bright below in effusion; each of another patient. */
  private void takeDrawings(int perClass) throws IOException {
    images = folder.resolve("images");
    Path made = FolderOfImages.draw(folder.resolve("made"), perClass);
    for (int i = 0; i < perClass; i++) {
      copy(made.resolve("effusion/e" + i + ".png"), effusion(i));
      copy(made.resolve("normal/n" + i + ".png"), normal(i));
    }
  }

  private static String effusion(int number) {
    return "effusion/" + nih(String.format(Locale.ROOT, "%08d", number), 0);
  }

  private static String normal(int number) {
    return "normal/" + nih(String.format(Locale.ROOT, "%08d", 500 + number), 0);
  }

  private Ended trained(int epochs, String split) {
    Ended ended =
        train(
            "--set=training.epochs=" + epochs,
            "--set=training.learningRate=0.01",
            "--set=split=" + split);
    assertThat(ended.code()).as(ended.messages()).isZero();
    return ended;
  }

  private Ended audited() {
    return pleura("audit", run(), "--method=gradient,class-average", "--checks=weights");
  }

  @Test
  void ofDrawingsWithoutAFaultNeitherTrainNorEvaluateNorAuditWarns() throws IOException {
    takeDrawings(70);
    Ended ended = trained(30, "stratified");
    assertThat(ended.out() + ended.messages())
        .contains("The accuracy is surely better than always saying the more frequent class")
        .contains("Patient overlap: none.")
        .doesNotContain(WARNINGS);
    Ended evaluated = pleura("evaluate", run());
    assertThat(evaluated.code()).as(evaluated.messages()).isZero();
    assertThat(evaluated.out() + evaluated.messages()).doesNotContain(WARNINGS);
    assertThat(audited().out())
        .contains("AUROC of the model", "class-average")
        .doesNotContain(WARNINGS);
    // Of 140 drawings the test part has 22, one half of them positive.
    Ended shortcut = pleura("audit", run(), "--checks=shortcut");
    assertThat(shortcut.code()).isEqualTo(2);
    assertThat(shortcut.messages())
        .contains(
            "--checks shortcut cannot be asked: it needs 20 images of 'effusion', but of these 22"
                + " images 11 are such.")
        .doesNotContain("Training");
  }

  @Test
  void withShuffledLabelsNothingIsLearnedAndTrainAndAuditSaySo() throws IOException {
    takeDrawings(70);
    Random coin = new Random(3);
    for (int i = 0; i < 70; i++) {
      if (coin.nextBoolean()) {
        Path one = images.resolve(effusion(i));
        Path other = images.resolve(normal(i));
        Path aside = Files.move(one, folder.resolve("aside.png"));
        Files.move(other, one);
        Files.move(aside, other);
      }
    }
    Ended ended = trained(30, "stratified");
    assertThat(ended.out() + ended.messages())
        .contains(
            "It cannot be said that the accuracy is better than always saying the more frequent",
            "It cannot be said that the model tells the classes apart: the AUROC's interval",
            "holds 0.5, which is chance");
    Ended audited = audited();
    assertThat(audited.code()).isEqualTo(4);
    assertThat(audited.out())
        .contains("The model does not surely tell the classes apart on these images");
  }

  /** Twenty more drawings that are copies of others under another patient's name. */
  private void copyTwenty() throws IOException {
    takeDrawings(60);
    for (int i = 0; i < 10; i++) {
      copy(images.resolve(effusion(i)), effusion(100 + i));
      copy(images.resolve(normal(i)), normal(100 + i));
    }
  }

  @Test
  void copiesThatAPlainSplitPutsInTwoPartsAreCounted() throws IOException {
    copyTwenty();
    Ended ended = trained(1, "lesson");
    String split = Files.readString(run().resolve("split.csv"));
    int apart = 0;
    for (int i = 0; i < 10; i++) {
      apart += part(split, effusion(i)).equals(part(split, effusion(100 + i))) ? 0 : 1;
      apart += part(split, normal(i)).equals(part(split, normal(100 + i))) ? 0 : 1;
    }
    assertThat(apart).isPositive();
    assertThat(ended.messages())
        .contains("Files with the same content are in two parts: " + apart + ", as ");
  }

  @Test
  void copiesAreKeptInOnePartByAStratifiedSplit() throws IOException {
    copyTwenty();
    Ended ended = trained(1, "stratified");
    String split = Files.readString(run().resolve("split.csv"));
    for (int i = 0; i < 10; i++) {
      assertThat(part(split, effusion(i))).isEqualTo(part(split, effusion(100 + i)));
    }
    assertThat(ended.messages())
        .contains("Pairs of images that show the same film: 20", "each pair is in one part")
        .doesNotContain("in two parts: ");
  }

  private static String part(String split, String image) {
    String line =
        split.lines().filter(one -> one.startsWith(image + ",")).findFirst().orElseThrow();
    return line.substring(line.lastIndexOf(',') + 1);
  }

  @Test
  void aTrainingOnAClassOfFiveImagesSaysThatItsTestTellsNothing() throws IOException {
    takeDrawings(60);
    for (int i = 5; i < 60; i++) {
      Files.delete(images.resolve(effusion(i)));
    }
    assertThat(trained(1, "stratified").messages())
        .contains("Too few of 'effusion': of 5 images the test part has 1");
  }

  // --- Tables of predictions -------------------------------------------------------------------

  /** Sixty images of thirty patients, told apart well; every line may be changed. */
  private Ended evaluated(UnaryOperator<String> change) throws IOException {
    StringBuilder table = new StringBuilder("image,patient,label,part,probability\n");
    for (int i = 0; i < 60; i++) {
      int label = i % 2;
      double probability = 0.25 + 0.5 * label + (i * 37 % 60 - 30) / 150.0;
      String line =
          String.format(
              Locale.ROOT,
              "i%d,p%d,%d,%s,%.3f%n",
              i,
              i / 2,
              label,
              i < 40 ? "test" : "validation",
              probability);
      table.append(change.apply(line));
    }
    Path file = Files.writeString(folder.resolve("predictions.csv"), table.toString());
    Ended ended = pleura("evaluate", "--predictions", file);
    assertThat(ended.code()).as(ended.messages()).isZero();
    return ended;
  }

  @Test
  void ofPredictionsWithoutAFaultEvaluateWarnsOfNothing() throws IOException {
    Ended ended = evaluated(line -> line);
    assertThat(ended.out() + ended.messages()).contains("surely better").doesNotContain(WARNINGS);
  }

  @Test
  void swappedLabelsAreToldByAnAurocBelowChance() throws IOException {
    Ended ended =
        evaluated(
            line ->
                line.contains(",0,")
                    ? line.replaceFirst(",0,", ",1,")
                    : line.replaceFirst(",1,", ",0,"));
    assertThat(ended.out())
        .contains(
            "The accuracy is surely worse than always saying the more frequent class",
            "The classes are told apart the wrong way round: all of the AUROC's interval")
        .contains("Look whether the labels, or the probabilities, are those of the other class.");
  }

  @Test
  void aPatientOfTheTestPartInAnotherPartIsNamed() throws IOException {
    // Images 38 and 39, of the test part, show patient 19; 40 and 41 are of validation.
    Ended ended = evaluated(line -> line.replaceFirst(",p20,", ",p19,"));
    assertThat(ended.messages())
        .contains(
            "Patients of the test part who are in another part too: 1, as p19 in validation (i40);"
                + " the figures may be too good.");
  }

  private void refused(Ended ended, String... words) {
    assertThat(ended.code()).as(ended.messages()).isEqualTo(3);
    String last = ended.messages().lines().reduce((before, line) -> line).orElse("");
    assertThat(last).startsWith("pleura: ").contains(words);
    assertThat(run()).doesNotExist();
  }
}
