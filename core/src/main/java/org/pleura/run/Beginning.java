package org.pleura.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.pleura.data.Phantoms;
import org.pleura.data.UnusableDataException;

/**
 * How runs are begun and taken up again, from wherever that is asked for.
 *
 * @param loading how images are read; its threads compute
 * @param times notes how long reading, drawing and dividing take
 * @param progress hears how far they are
 * @param version of Pleura, for the provenance
 */
public record Beginning(Loading loading, StepTimes times, Progress progress, String version) {

  /** Where a new run is to be. */
  @FunctionalInterface
  public interface Place {
    /**
     * Makes the folder, unless it is there.
     *
     * @return the folder, held
     * @throws IOException if it cannot be made, or is in use
     */
    HeldFolder take() throws IOException;
  }

  /**
   * Reads images, divides them, and begins a run on them. Of a run that cannot be begun nothing is
   * left.
   *
   * @param plan what to do
   * @param images opens them, prepared as the plan says
   * @param place asked when the images can be used, so that else no folder is made
   * @return the run
   * @throws UnusableDataException if the images cannot be used as asked
   * @throws IOException if one cannot be read, or a file cannot be written
   */
  public BegunRun onData(Plan plan, StepTimes.Step<RunData> images, Place place)
      throws IOException {
    WarmUp.inBackground();
    RunData data = times.of("reading", images);
    try {
      Divided divided =
          times.of("dividing", () -> Divided.of(plan, data, loading.threads(), progress));
      return begun(place.take(), plan, data, divided);
    } catch (IOException | RuntimeException e) {
      data.close();
      throw e;
    }
  }

  private BegunRun begun(HeldFolder held, Plan plan, RunData data, Divided divided)
      throws IOException {
    return held.orAbandon(
        () ->
            new BegunRun(
                Run.begin(held.folder(), plan, data, divided, loading.threads(), version),
                held,
                false));
  }

  /**
   * Draws radiographs into the run's folder and begins a run on them. Of a run that cannot be begun
   * nothing is left, nor of its drawings.
   *
   * @param plan what to do
   * @param each how many of each class
   * @param place asked first
   * @return the run
   * @throws UnusableDataException if they are too few for the plan
   * @throws IOException if a file cannot be written
   */
  public BegunRun onPhantoms(Plan plan, int each, Place place) throws IOException {
    WarmUp.inBackground();
    HeldFolder held = place.take();
    return held.orAbandon(() -> onPhantoms(plan, each, held));
  }

  private BegunRun onPhantoms(Plan plan, int each, HeldFolder held) throws IOException {
    Path phantoms = held.folder().phantoms();
    // Before the drawing, so that a run killed in it is known for one and can be replaced.
    PlanFile.write(held.folder().plan(), plan);
    times.of("drawing phantoms", () -> drawn(phantoms, plan, each));
    return onData(
        plan,
        () -> RunData.open(phantoms, plan.positiveClass(), plan.preparation(), loading, progress),
        () -> held);
  }

  private Path drawn(Path phantoms, Plan plan, int each) throws IOException {
    Phantoms.write(
        phantoms,
        each,
        plan.seed(),
        Set.of(),
        loading.threads(),
        done -> progress.at("Drawing phantoms", done, 2 * each));
    return phantoms;
  }

  /**
   * Takes up a run that was begun before. One that is part of a search is refused: what follows its
   * training here asks its model about the test images, and a search asks no model about them. A
   * fold of a cross-validation may be taken up alone: it ends with what the cross-validation would
   * make of it.
   *
   * @param held its folder; given back if the run cannot be taken up
   * @return the run
   * @throws IOException as {@link Run#reopen(RunFolder, Loading, Progress)}, and if the run is part
   *     of a search
   */
  public BegunRun resumed(HeldFolder held) throws IOException {
    WarmUp.inBackground();
    try {
      requireOfNoSearch(held.folder());
      Run run = times.of("reading", () -> Run.reopen(held.folder(), loading, progress));
      return new BegunRun(run, held, true);
    } catch (Throwable e) {
      held.close(e);
      throw e;
    }
  }

  private static void requireOfNoSearch(RunFolder folder) throws IOException {
    Optional<RunFolder> search = folder.whole().filter(RunFolder::isSearch);
    if (search.isPresent()) {
      throw new IOException(
          folder.path()
              + " is part of a search, which asks no model about the test images; go on with the"
              + " whole by tune --resume "
              + search.get().path()
              + ".");
    }
  }
}
