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
    if (!over && Files.exists(run.model())) {
      narration.note(
          "Interrupted. The best model so far is "
              + run.model()
              + "; go on with: pleura "
              + command
              + " --resume "
              + run.path());
    }
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
