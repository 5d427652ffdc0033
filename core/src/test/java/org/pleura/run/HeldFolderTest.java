package org.pleura.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who trains in a folder has it alone, and only as long as the process lives. */
class HeldFolderTest {

  @TempDir private Path folder;

  /** Another process: it holds the folder that it is given until its input ends. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws IOException {
      try (HeldFolder held = HeldFolder.of(new RunFolder(Path.of(arguments[0])))) {
        System.out.println("holds " + held.folder().path());
        System.in.read();
      }
    }
  }

  private static Process holder(Path held) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                held.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    assertThat(out.readLine()).isEqualTo("holds " + held);
    return process;
  }

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
    Process process = holder(run.path());
    try {
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
    } finally {
      process.destroyForcibly().waitFor();
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
    RunFolder whole = run("folds");
    CrossValidationFile.write(whole, 2, List.of(42L), Optional.empty());
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
