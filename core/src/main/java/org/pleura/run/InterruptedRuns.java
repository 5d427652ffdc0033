package org.pleura.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Runs that were ended in the middle of their training. */
public final class InterruptedRuns {

  private InterruptedRuns() {}

  /**
   * Looks for an interrupted run that asked the same.
   *
   * @param runs the folder of all runs
   * @param plan the plan
   * @param location the data; empty for drawn ones
   * @return the folder of the latest that can be resumed
   */
  public static Optional<RunFolder> find(Path runs, Plan plan, Optional<Path> location) {
    try (Stream<Path> folders = Files.list(runs)) {
      return folders
          .map(RunFolder::new)
          .filter(folder -> isInterrupted(folder, plan, location))
          .max(Comparator.comparing(folder -> folder.path().toFile().lastModified()));
    } catch (IOException noSuchFolder) {
      return Optional.empty();
    }
  }

  private static boolean isInterrupted(RunFolder folder, Plan plan, Optional<Path> location) {
    try {
      String asked =
          location.map(path -> path.toAbsolutePath().normalize().toString()).orElse("phantoms");
      return PlanFile.read(folder.plan()).equals(plan)
          && Provenance.read(folder).data().location().equals(asked)
          && !HeldFolder.isHeld(folder)
          && Training.interruptedAfter(folder, plan).isPresent();
    } catch (IOException notARun) {
      return false;
    }
  }
}
