package org.pleura.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pleura.cli.Shell.pleura;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pleura.cli.Shell.Ended;
import org.pleura.data.Phantoms;
import org.pleura.image.GrayImage;
import org.pleura.image.ImageFiles;
import org.pleura.run.Loading;
import org.pleura.run.Progress;
import org.pleura.run.Run;
import org.pleura.run.RunData;
import org.pleura.run.RunFolder;

/** What a data set is asked before anything is trained on it. */
class InspectTest {

  @TempDir private Path folder;
  private Path images;

  @BeforeEach
  void tenFilmsOfEachClass() throws IOException {
    images = folder.resolve("images");
    Phantoms.write(images, 10, 5, Set.of(), 2, done -> {});
  }

  /** A brighter, mirrored, inverted copy of one film, under a name of the other class. */
  private void plantCopy() throws IOException {
    GrayImage film =
        ImageFiles.decodeGray(Files.readAllBytes(images.resolve("effusion/e4.png")), "e4.png");
    byte[] changed = new byte[film.width() * film.height()];
    for (int i = 0; i < changed.length; i++) {
      int gray = film.at(i / film.width(), film.width() - 1 - i % film.width());
      changed[i] = (byte) (255 - Math.min(255, gray * 11 / 10));
    }
    Files.write(
        images.resolve("normal/planted.png"),
        ImageFiles.encodePng(GrayImage.of(film.width(), film.height(), changed)));
  }

  @Test
  void aChangedCopyIsFoundShownAndSaidToContradict() throws IOException {
    plantCopy();
    Path out = folder.resolve("out");
    Ended ended = pleura("inspect", images, "--out", out);
    assertThat(ended.code()).as(ended.messages()).isZero();
    assertThat(ended.out())
        .contains(
            "Different files that show the same film: 1",
            "effusion/e4.png = normal/planted.png",
            "mirrored and inverted",
            "1 bear both labels",
            "Grays seem to be inverted: 1",
            "normal/planted.png",
            "View PA",
            // The planted film is in no table.
            "Patient overlap: unknown");
    assertThat(out.resolve("inspection.html"))
        .content()
        .contains("mirrored and inverted", "data:image/png;base64,");
    assertThat(out.resolve("inspection.json"))
        .content()
        .contains("\"nearDuplicates\"", "\"auroc\"");
  }

  @Test
  void aStratifiedRunKeepsTheCopyWithItsOriginal() throws IOException {
    plantCopy();
    Path run = folder.resolve("run");
    Ended ended =
        pleura(
            "train",
            images,
            "--out",
            run,
            "--plan=lesson",
            "--set=split=stratified",
            "--set=preparation.height=16",
            "--set=preparation.width=16",
            "--set=network.convolutions=4@3",
            "--set=network.dense=4",
            "--set=training.epochs=1",
            "--set=explanation.images=0");
    assertThat(ended.code()).as(ended.messages()).isZero();
    assertThat(run.resolve("duplicates.csv"))
        .content()
        .contains("effusion/e4.png,normal/planted.png,", ",yes,yes");
    assertThat(ended.messages()).contains("Pairs of images that show the same film: 1");
    String split = Files.readString(run.resolve("split.csv"));
    assertThat(part(split, "effusion/e4.png")).isEqualTo(part(split, "normal/planted.png"));
  }

  private static String part(String split, String image) {
    String line =
        split.lines().filter(one -> one.startsWith(image + ",")).findFirst().orElseThrow();
    return line.substring(line.lastIndexOf(',') + 1);
  }

  /** The films without their table, under names as the NIH gives them, all of one patient. */
  private Path ofOnePatient() throws IOException {
    Path named = folder.resolve("named");
    for (String className : new String[] {"effusion", "normal"}) {
      Files.createDirectories(named.resolve(className));
      int number = 0;
      try (Stream<Path> files = Files.list(images.resolve(className))) {
        for (Path file : files.sorted().toList()) {
          String name =
              "00000013_%03d.png".formatted(number + (className.equals("normal") ? 500 : 0));
          number++;
          Files.copy(file, named.resolve(className).resolve(name));
        }
      }
    }
    return named;
  }

  @Test
  void aRunStopsWhenAPatientIsInTwoPartsAndNamesHim() throws IOException {
    Path run = folder.resolve("run");
    Ended ended = pleura("train", ofOnePatient(), "--plan=lesson", "--out", run);
    assertThat(ended.code()).as(ended.messages()).isEqualTo(3);
    assertThat(ended.messages()).contains("patient 00000013 is in train", "split=stratified");
    assertThat(run).doesNotExist();
  }

  @Test
  void aRunOnFindingsIsOpenedAgainWithItsTable() throws IOException {
    Path flat = Files.createDirectories(folder.resolve("flat"));
    StringBuilder table = new StringBuilder("image,findings\n");
    for (int i = 1; i <= 10; i++) {
      Files.copy(images.resolve("effusion/e" + i + ".png"), flat.resolve("e" + i + ".png"));
      Files.copy(images.resolve("normal/n" + i + ".png"), flat.resolve("n" + i + ".png"));
      table.append("e" + i + ".png,Effusion\nn" + i + ".png,No Finding\n");
    }
    Path csv = Files.writeString(folder.resolve("table.csv"), table.toString());
    Path run = folder.resolve("run");
    Ended ended =
        pleura(
            "train",
            flat,
            "--csv",
            csv,
            "--positive",
            "Effusion",
            "--out",
            run,
            "--plan=lesson",
            "--set=preparation.height=16",
            "--set=preparation.width=16",
            "--set=network.convolutions=4@3",
            "--set=network.dense=4",
            "--set=training.epochs=1",
            "--set=explanation.images=0");
    assertThat(ended.code()).as(ended.messages()).isZero();
    assertThat(ended.messages()).contains("Patient overlap: unknown.");
    assertThat(run.resolve("report.html")).content().contains("Patient overlap: unknown.");
    Run again = Run.reopen(RunFolder.open(run), Loading.with(2), Progress.SILENT);
    try (RunData data = again.data()) {
      assertThat(data.dataset().positiveClass()).isEqualTo("Effusion");
      assertThat(data.images().radiographs()).hasSize(20);
    }
  }

  @Test
  void findingsOfATableAreLabels() throws IOException {
    Path flat = Files.createDirectories(folder.resolve("flat"));
    StringBuilder table =
        new StringBuilder("Image Index,Finding Labels,Patient ID,Patient Age,Patient Gender\n");
    String[] findings = {"Effusion|Mass", "No Finding", "Mass"};
    for (int i = 0; i < 18; i++) {
      String name = "%08d_000.png".formatted(i + 1);
      String kind = i % 3 == 0 ? "effusion/e" : "normal/n";
      Files.copy(images.resolve(kind + (i / 3 + i % 3 + 1) + ".png"), flat.resolve(name));
      table.append(name).append(',').append(findings[i % 3]).append(',').append(i + 1);
      table.append(',').append(40 + i).append(",F\n");
    }
    Path csv = Files.writeString(folder.resolve("table.csv"), table.toString());
    Ended ended = pleura("inspect", flat, "--csv", csv, "--positive", "Effusion");
    assertThat(ended.code()).as(ended.messages()).isZero();
    assertThat(ended.out())
        .contains(
            "6 images, label 1",
            "6 images left out: neither 'Effusion' nor 'No Finding'",
            "Patients: 12.",
            "Sex F: 6 Effusion, 6 No Finding",
            // Every third from 40: 40, 43, 46, 49, 52, 55
            "Age, Effusion: 40 to 55 years, median 46");
    assertThat(pleura("inspect", flat, "--negative", "Mass").code()).isEqualTo(2);
    assertThat(pleura("lesson", "--csv", csv, "--positive", "Effusion").code()).isEqualTo(2);
    assertThat(pleura("inspect", flat, "--csv", csv, "--positive", "Gout").messages())
        .contains("the table knows the findings [Effusion, Mass, No Finding]");
  }
}
