package org.pleura.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pleura.data.UnusableDataException;
import org.pleura.testing.DrawnFolder;

/** Of what cannot be begun nothing is left, and what must not be taken up is refused. */
class BeginningTest {

  @TempDir private Path temporary;

  private final Beginning beginning =
      new Beginning(Loading.with(1), new StepTimes(), Progress.SILENT, "test");

  private static Plan plan() throws PlanException {
    return PlanFile.with(
        Plan.lesson(), List.of("preparation.height=16", "preparation.width=16", "name=tiny"));
  }

  @Test
  void ofARunOnTooFewDrawingsNothingIsLeft() {
    Path out = temporary.resolve("out");
    // One image of each class cannot be dealt to three parts.
    assertThatThrownBy(
            () -> beginning.onPhantoms(plan(), 1, () -> HeldFolder.create(out, false)).close())
        .isInstanceOf(UnusableDataException.class);
    assertThat(out).doesNotExist();
  }

  @Test
  void ofARunWhoseFilesCannotBeWrittenNothingIsLeftButWhatIsNotItsOwn() throws IOException {
    Path images = DrawnFolder.of(temporary.resolve("images"), 10, 24);
    Path out = Files.createDirectory(temporary.resolve("out"));
    Path mine = out.resolve("notes.txt");
    Plan plan = plan();
    assertThatThrownBy(
            () ->
                beginning
                    .onData(
                        plan,
                        () ->
                            RunData.open(
                                images, null, plan.preparation(), Loading.with(1), Progress.SILENT),
                        () -> {
                          HeldFolder held = HeldFolder.create(out, false);
                          Files.writeString(mine, "mine");
                          // No file can be put in the place of a folder.
                          Files.createDirectory(held.folder().split());
                          return held;
                        })
                    .close())
        .isInstanceOf(IOException.class);
    try (var left = Files.list(out)) {
      assertThat(left).containsExactly(mine);
    }
    HeldFolder.of(new RunFolder(out)).close();
  }

  @Test
  void aTrialOfASearchIsNotTakenUpAloneSinceItWouldBeAskedAboutTheTestImages() throws IOException {
    RunFolder search = RunFolder.create(temporary.resolve("search"), false);
    PlanFile.write(search.plan(), plan());
    Files.writeString(search.tuning(), "{}");
    RunFolder trial = RunFolder.create(search.ofTrial(7, 10).path(), false);
    PlanFile.write(trial.plan(), plan());
    assertThatThrownBy(() -> beginning.resumed(HeldFolder.of(trial)).close())
        .hasMessage(
            trial.path()
                + " is part of a search, which asks no model about the test images; go on with the"
                + " whole by tune --resume "
                + search.path().toRealPath()
                + ".");
    assertThat(HeldFolder.isHeld(trial)).isFalse();
  }
}
