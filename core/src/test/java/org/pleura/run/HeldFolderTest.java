package org.pleura.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pleura.testing.Holder;

/** Who trains in a folder has it alone, and only as long as the process lives. */
class HeldFolderTest {

  @TempDir private Path folder;

  private RunFolder run(String name) throws IOException {
    RunFolder run = RunFolder.create(folder.resolve(name), false);
    PlanFile.write(run.plan(), Plan.lesson());
    return run;
  }

  @Test
  void aFolderIsHeldOnceAndGivenBack() throws IOException {
    RunFolder run = run("run");
    assertThat(HeldFolder.isHeld(run)).isFalse();
    try (HeldFolder held = HeldFolder.of(run)) {
      assertThat(held.folder()).isEqualTo(run);
      assertThat(HeldFolder.isHeld(new RunFolder(folder.resolve("run/../run")))).isTrue();
      assertThatThrownBy(() -> HeldFolder.of(run))
          .isInstanceOf(RunExistsException.class)
          .hasMessage(
              run.path() + " is being trained in at this moment; wait until that has ended.");
    }
    assertThat(HeldFolder.isHeld(run)).isFalse();
    HeldFolder.of(run).close();
  }

  @Test
  void whatAnotherProcessHoldsIsRefusedUntilItIsKilled() throws Exception {
    RunFolder run = run("run");
    try (Holder other = Holder.of(run.path())) {
      assertThat(other).isNotNull();
      // Looking does not take the lock away from who has it, so it is asked for twice.
      assertThat(HeldFolder.isHeld(run)).isTrue();
      assertThat(HeldFolder.isHeld(run)).isTrue();
      assertThatThrownBy(() -> HeldFolder.of(run)).isInstanceOf(RunExistsException.class);
      for (boolean force : new boolean[] {false, true}) {
        assertThatThrownBy(() -> HeldFolder.create(run.path(), force))
            .isInstanceOf(RunExistsException.class)
            .hasMessageContaining("is being trained in at this moment")
            .hasMessageContaining("--out");
      }
      assertThatThrownBy(() -> HeldFolder.requireNobodyElse(run))
          .isInstanceOf(RunExistsException.class);
      assertThat(run.plan()).exists();
    }
    // The file is still there, and means nothing.
    assertThat(run.path().resolve(".lock")).isEmptyFile();
    assertThat(HeldFolder.isHeld(run)).isFalse();
    HeldFolder.requireNobodyElse(run);
    try (HeldFolder held = HeldFolder.create(run.path(), true)) {
      assertThat(held.folder().plan()).doesNotExist();
    }
  }

  @Test
  void aFoldIsHeldWithItsCrossValidation() throws IOException {
    RunFolder whole = crossValidation("folds");
    RunFolder fold = run("folds/seed-42/fold-1");
    try (HeldFolder held = HeldFolder.of(whole)) {
      assertThat(HeldFolder.isHeld(fold)).isTrue();
      assertThatThrownBy(() -> HeldFolder.of(fold)).isInstanceOf(RunExistsException.class);
      // The cross-validation itself trains there.
      HeldFolder.requireNobodyElse(fold);
      assertThat(held.folder()).isEqualTo(whole);
    }
    HeldFolder.of(fold).close();
    // Replacing the cross-validation leaves nothing of the fold, its lock included.
    HeldFolder.create(whole.path(), true).close();
    assertThat(whole.path().resolve("seed-42")).doesNotExist();
  }

  private RunFolder crossValidation(String name) throws IOException {
    RunFolder whole = run(name);
    CrossValidationFile.write(whole, 2, List.of(42L), Optional.empty());
    return whole;
  }

  @Test
  void aFoldIsRefusedWhileAnotherProcessHoldsItsCrossValidation() throws Exception {
    RunFolder whole = crossValidation("folds");
    RunFolder fold = run("folds/seed-42/fold-1");
    try (Holder other = Holder.of(whole.path())) {
      assertThat(other).isNotNull();
      assertThat(HeldFolder.isHeld(fold)).isTrue();
      assertThatThrownBy(() -> HeldFolder.of(fold))
          .isInstanceOf(RunExistsException.class)
          .hasMessage(
              whole.path().toRealPath()
                  + " is being trained in at this moment; wait until that has ended.");
    }
    HeldFolder.of(fold).close();
  }

  @Test
  void nothingOfACrossValidationIsReplacedWhileAnotherProcessTrainsOneOfItsFolds()
      throws Exception {
    requireKept(crossValidation("folds"), run("folds/seed-42/fold-1"));
  }

  @Test
  void nothingOfASearchIsReplacedWhileAnotherProcessTrainsOneOfItsTrials() throws Exception {
    RunFolder whole = run("search");
    Files.writeString(whole.tuning(), "{}");
    requireKept(whole, run("search/trial-7/epochs-10"));
  }

  private void requireKept(RunFolder whole, RunFolder part) throws Exception {
    String sentence =
        part.path() + " is being trained in at this moment; wait until that has ended";
    try (Holder other = Holder.of(part.path())) {
      assertThat(other).isNotNull();
      assertThat(HeldFolder.isHeld(whole)).isTrue();
      assertThatThrownBy(() -> RunFolder.requireFree(whole.path(), true))
          .isInstanceOf(RunExistsException.class)
          .hasMessage(sentence + ", or name another folder with --out.");
      assertThatThrownBy(() -> HeldFolder.create(whole.path(), true))
          .isInstanceOf(RunExistsException.class);
      assertThatThrownBy(() -> RunFolder.create(whole.path(), true))
          .isInstanceOf(RunExistsException.class)
          .hasMessage(sentence + ".");
      // Nor is the whole gone on with, which would come upon the part only later.
      assertThatThrownBy(() -> HeldFolder.of(whole))
          .isInstanceOf(RunExistsException.class)
          .hasMessage(sentence + ".");
      assertThat(whole.plan()).exists();
      assertThat(part.plan()).exists();
      assertThat(part.path().resolve(".lock")).exists();
    }
    // Being refused, nobody was left holding the whole.
    HeldFolder.create(whole.path(), true).close();
    assertThat(part.path()).doesNotExist();
  }

  @Test
  void aRunThatSomebodyPutIntoASearchIsNoPartOfIt() throws IOException {
    RunFolder whole = run("search");
    Files.writeString(whole.tuning(), "{}");
    assertThat(run("search/mine").whole()).isEmpty();
    assertThat(run("search/trial-7/epochs-10").whole())
        .contains(new RunFolder(whole.path().toRealPath()));
    assertThat(whole.whole()).isEmpty();
  }

  @Test
  void aRunThatIsGivenUpLeavesOnlyWhatIsNotItsOwn() throws IOException {
    RunFolder alone = run("alone");
    HeldFolder.of(alone).abandon();
    assertThat(alone.path()).doesNotExist();
    RunFolder shared = run("shared");
    Files.writeString(shared.path().resolve("notes.txt"), "mine");
    HeldFolder.of(shared).abandon();
    assertThat(shared.path()).isDirectoryContaining("glob:**/notes.txt");
    assertThat(shared.plan()).doesNotExist();
    assertThat(HeldFolder.isHeld(shared)).isFalse();
  }

  /** What no run leaves: a folder with something in it, where a file of the run's would be. */
  private static Path undeletable(RunFolder run) throws IOException {
    Files.createDirectories(run.path().resolve("report.html"));
    return Files.writeString(run.path().resolve("report.html/notes.txt"), "mine");
  }

  @Test
  void aFailureIsToldThoughWhatItLeftCannotBeDeletedAndTheFolderIsGivenBack() throws IOException {
    RunFolder run = run("run");
    Path mine = undeletable(run);
    IOException failure = new IOException("what matters");
    HeldFolder held = HeldFolder.of(run);
    assertThatThrownBy(
            () ->
                held.orAbandon(
                    () -> {
                      throw failure;
                    }))
        .isSameAs(failure);
    assertThat(failure.getSuppressed())
        .singleElement()
        .isInstanceOf(DirectoryNotEmptyException.class);
    assertThat(mine).exists();
    assertThat(HeldFolder.isHeld(run)).isFalse();
  }

  @Test
  void aFolderThatCannotBeClearedForANewRunIsGivenBack() throws IOException {
    RunFolder run = run("run");
    Path mine = undeletable(run);
    assertThatThrownBy(() -> HeldFolder.create(run.path(), true))
        .isInstanceOf(DirectoryNotEmptyException.class);
    assertThat(mine).exists();
    assertThat(HeldFolder.isHeld(run)).isFalse();
    HeldFolder.of(run).close();
  }

  @Test
  void aStepThatFailsGivesTheRunUp() throws IOException {
    HeldFolder held = HeldFolder.of(run("begun"));
    assertThat(held.orAbandon(() -> "done")).isEqualTo("done");
    assertThat(held.folder().path()).exists();
    // A step within a step: given up once, and the failure is the inner one's.
    assertThatThrownBy(
            () ->
                held.orAbandon(
                    () ->
                        held.orAbandon(
                            () -> {
                              throw new OutOfMemoryError("no more");
                            })))
        .isInstanceOf(OutOfMemoryError.class)
        .hasNoSuppressedExceptions();
    assertThat(held.folder().path()).doesNotExist();
  }

  @Test
  void whatIsGivenBackIsNotDeletedAnyMore() throws IOException {
    RunFolder run = run("run");
    HeldFolder before = HeldFolder.of(run);
    before.close();
    // By now it may be somebody else's.
    try (HeldFolder other = HeldFolder.of(run)) {
      before.abandon();
      assertThat(other.folder().plan()).exists();
      assertThat(HeldFolder.isHeld(run)).isTrue();
    }
  }

  @Test
  void whereTheFileSystemGivesNoLockItIsSaid() throws IOException {
    RunFolder run = run("run");
    HeldFolder.Locking none =
        channel -> {
          throw new IOException("No locks available");
        };
    try (HeldFolder held = HeldFolder.of(run, none)) {
      assertThat(held.unlocked())
          .contains(
              run.path()
                  + " cannot be locked on this file system (No locks available), so nothing keeps"
                  + " another training out of it; begin none there.");
      // Within this process it is held all the same.
      assertThatThrownBy(() -> HeldFolder.of(run)).isInstanceOf(RunExistsException.class);
    }
    try (HeldFolder held = HeldFolder.of(run)) {
      assertThat(held.unlocked()).isEmpty();
    }
    HeldFolder.Locking closed =
        channel -> {
          channel.close();
          return channel.tryLock();
        };
    assertThatThrownBy(() -> HeldFolder.of(run, closed)).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void aFolderThatOnlyHeldALockIsEmpty() throws IOException {
    Path only = Files.createDirectories(folder.resolve("only"));
    Files.createFile(only.resolve(".lock"));
    HeldFolder.create(only, false).close();
  }

  @Test
  void aFolderOfSomethingElseIsNotTouched() throws IOException {
    Files.writeString(folder.resolve("thesis.tex"), "years of work");
    assertThatThrownBy(() -> HeldFolder.create(folder, true))
        .isInstanceOf(RunExistsException.class)
        .hasMessageContaining("is not the folder of a run");
    assertThat(folder.resolve(".lock")).doesNotExist();
  }
}
