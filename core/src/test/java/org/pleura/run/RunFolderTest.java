package org.pleura.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {

  @Test
  void whereNoFolderCanBeMadeThatIsSaidBeforeAnythingBegins() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    String why = "no folder can be made in %s: " + file + " is a file, not a folder.";
    for (Path parent : List.of(file, file.resolve("runs"))) {
      assertThatThrownBy(() -> RunFolder.requireRoom(parent))
          .isInstanceOf(NotWrittenException.class)
          .hasMessage(why.formatted(parent));
      assertThatThrownBy(() -> RunFolder.createNamed(parent, LocalDate.of(2026, 11, 27), "lesson"))
          .isInstanceOf(NotWrittenException.class)
          .hasMessage(why.formatted(parent));
    }
    RunFolder.requireRoom(folder.resolve("not/there/yet"));
    assertThat(folder.resolve("not")).doesNotExist();
  }

  private static final LocalDate DAY = LocalDate.of(2026, 11, 23);

  @TempDir private Path folder;

  @Test
  void namesOfTheSameDayAreNumbered() throws IOException {
    for (String expected :
        new String[] {"2026-11-23-lesson", "2026-11-23-lesson-2", "2026-11-23-lesson-3"}) {
      assertThat(RunFolder.createNamed(folder, DAY, "lesson").path())
          .isEqualTo(folder.resolve(expected));
    }
  }

  @Test
  void aRunThatIsThereIsLeftAloneUnlessForced() throws IOException {
    RunFolder run = RunFolder.create(folder.resolve("a/b"), false);
    WholeFile.write(run.plan(), "{}");
    WholeFile.write(run.figures().resolve("01.png"), "picture");
    WholeFile.write(run.comparison().resolve("gallery.html"), "page");
    WholeFile.write(run.path().resolve("evaluations/other/evaluation.json"), "{}");
    WholeFile.write(run.path().resolve("notes.txt"), "mine");

    assertThatThrownBy(() -> RunFolder.create(run.path(), false))
        .isInstanceOf(RunExistsException.class)
        .hasMessageContainingAll(run.path().toString(), "--out", "--force");
    assertThat(run.plan()).exists();

    RunFolder.create(run.path(), true);
    assertThat(run.plan()).doesNotExist();
    assertThat(run.figures()).doesNotExist();
    assertThat(run.comparison()).doesNotExist();
    assertThat(run.path().resolve("evaluations")).as("of the old model").doesNotExist();
    assertThat(run.path().resolve("notes.txt")).as("not a file of a run").exists();
  }

  @Test
  void aRunKilledWhileItsPhantomsWereDrawnCanBeReplaced() throws IOException {
    RunFolder run = RunFolder.create(folder.resolve("killed"), false);
    PlanFile.write(run.plan(), Plan.lesson());
    Path halfDrawn = run.path().resolve(".phantoms.part/effusion");
    Files.createDirectories(halfDrawn);
    Files.writeString(halfDrawn.resolve("e1.png"), "");

    RunFolder.create(run.path(), true);

    assertThat(run.path()).isEmptyDirectory();
  }

  @Test
  void aFolderOfSomethingElseIsNeverTaken() throws IOException {
    Files.writeString(folder.resolve("thesis.tex"), "years of work");
    assertThatThrownBy(() -> RunFolder.create(folder, true))
        .isInstanceOf(RunExistsException.class)
        .hasMessageContaining("is not the folder of a run");
    assertThat(folder.resolve("thesis.tex")).exists();
  }

  /** The process died while it wrote plan.json: nothing of anybody's is in the folder. */
  @Test
  void aFolderWithTheRestOfAHalfWrittenFileIsTaken() throws IOException {
    Path killed = Files.createDirectories(folder.resolve("killed"));
    Files.writeString(killed.resolve(".plan.json.4711.part"), "{");
    RunFolder.create(killed, false);
    Files.writeString(killed.resolve(".plan.json"), "{");
    assertThatThrownBy(() -> RunFolder.create(killed, false))
        .hasMessageContaining("is not the folder of a run");
  }

  @Test
  void aFolderWithoutAPlanIsNoRun() {
    assertThatThrownBy(() -> RunFolder.open(folder))
        .hasMessageContaining("holds neither plan.json nor import.json");
    assertThatThrownBy(() -> RunFolder.open(folder.resolve("nowhere")))
        .hasMessageContaining("is not a folder");
  }

  @Test
  void aFileThatCannotBeWrittenLeavesTheOldOneWhole() throws IOException {
    Path file = folder.resolve("file");
    WholeFile.write(file, "old");
    // A folder in the way of the temporary name makes the write fail on every system.
    Files.createDirectory(folder.resolve(".file." + ProcessHandle.current().pid() + ".part"));
    assertThatThrownBy(() -> WholeFile.write(file, "new"))
        .hasMessageStartingWith(file + " could not be written: ");
    assertThat(file).hasContent("old");
  }
}
