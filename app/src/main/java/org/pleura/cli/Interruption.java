package org.pleura.cli;

import java.nio.file.Files;
import java.util.function.Supplier;
import org.pleura.run.RunFolder;

/**
 * Says, should the process be ended in the middle of a training, what is there and how to go on.
 */
final class Interruption {

  private final Thread hook;
  private volatile boolean over;

  private Interruption(Supplier<String> sentence, Narration narration) {
    this.hook =
        new Thread(
            () -> {
              if (!over) {
                narration.note(sentence.get());
              }
            },
            "pleura-interruption");
  }

  static Interruption expect(RunFolder run, String command, Narration narration) {
    return expect(() -> sentence(run, command), narration);
  }

  /** In the middle of a cross-validation. */
  static Interruption expectInFolds(RunFolder folder, Narration narration) {
    return expect(
        () ->
            "Interrupted. The folds that are done are kept; go on with: "
                + Invocation.of("train", "--resume", folder.path()),
        narration);
  }

  /** In the middle of a search. */
  static Interruption expectInTrials(RunFolder folder, Narration narration) {
    return expect(
        () ->
            "Interrupted. The trainings that are done are kept; go on with: "
                + Invocation.of("tune", "--resume", folder.path()),
        narration);
  }

  private static Interruption expect(Supplier<String> sentence, Narration narration) {
    Interruption interruption = new Interruption(sentence, narration);
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  private static String sentence(RunFolder run, String command) {
    return Files.exists(run.model())
        ? "Interrupted. The model so far is "
            + run.model()
            + "; go on with: "
            + Invocation.of(command, "--resume", run.path())
        : "Interrupted before the first epoch ended, so there is nothing to go on with; start"
            + " anew.";
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
