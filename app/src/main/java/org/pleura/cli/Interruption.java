package org.pleura.cli;

import java.nio.file.Files;
import org.pleura.run.RunFolder;

/**
 * Says, should the process be ended in the middle of a training, what is there and how to go on.
 */
final class Interruption {

  private final Thread hook;
  private volatile boolean over;

  private Interruption(RunFolder run, String command, Narration narration) {
    this.hook = new Thread(() -> say(run, command, narration), "pleura-interruption");
  }

  static Interruption expect(RunFolder run, String command, Narration narration) {
    Interruption interruption = new Interruption(run, command, narration);
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  private void say(RunFolder run, String command, Narration narration) {
    if (over) {
      return;
    }
    narration.note(
        Files.exists(run.model())
            ? "Interrupted. The best model so far is "
                + run.model()
                + "; go on with: "
                + Invocation.of(command, "--resume", run.path())
            : "Interrupted before the first epoch ended, so there is nothing to go on with; start"
                + " anew.");
  }

  /** The training has ended, well or not: what follows is no interruption of it. */
  void isOver() {
    over = true;
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The process is being ended at this very moment; the hook may have said so already.
    }
  }
}
