package org.pleura.cli;

import java.nio.file.Files;
import org.pleura.run.RunFolder;

/**
 * Says, should the process be ended in the middle of a training, what is there and how to go on.
 */
final class Interruption {

  private final Thread hook;

  private Interruption(Thread hook) {
    this.hook = hook;
  }

  static Interruption expect(RunFolder run, String command, Narration narration) {
    Thread hook =
        new Thread(
            () -> {
              if (Files.exists(run.model())) {
                narration.note(
                    "Interrupted. The best model so far is "
                        + run.model()
                        + "; go on with: pleura "
                        + command
                        + " --resume "
                        + run.path());
              }
            },
            "pleura-interruption");
    Runtime.getRuntime().addShutdownHook(hook);
    return new Interruption(hook);
  }

  void isOver() {
    Runtime.getRuntime().removeShutdownHook(hook);
  }
}
