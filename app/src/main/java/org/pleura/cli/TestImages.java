package org.pleura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pleura.data.Radiograph;
import org.pleura.run.Classifier;
import org.pleura.run.Loading;
import org.pleura.run.OtherData;
import org.pleura.run.Run;
import org.pleura.run.RunData;
import org.pleura.run.RunFolder;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * The images that commands question a model on: the run's test images, or other data.
 *
 * @param data where they are
 * @param chosen which of them are looked at
 * @param run to which they belong; empty if they are other data
 */
record TestImages(RunData data, List<Radiograph> chosen, Optional<Run> run)
    implements AutoCloseable {

  /**
   * Opens the data.
   *
   * @param folder of the run
   * @param classifier its model
   * @param other data than the run's own, if any
   * @param most how many images at most, from the first; of other data the two classes in turn
   * @param loading how they are read
   * @param narration hears how far it is, and whether the images are new to the model
   */
  static TestImages of(
      RunFolder folder,
      Classifier classifier,
      @Nullable Path other,
      int most,
      Loading loading,
      Narration narration)
      throws IOException {
    if (other == null && folder.isImported()) {
      throw new IOException(
          folder.path()
              + " holds an imported model, which has no test images of its own; name some with"
              + " --data DIR.");
    }
    if (other == null) {
      Run run = Run.reopen(folder, loading, narration.progress());
      return new TestImages(run.data(), first(most, run.split().test()), Optional.of(run));
    }
    RunData data =
        RunData.open(
            other,
            classifier.classes().positive(),
            classifier.preparation(),
            loading,
            narration.progress());
    OtherData.notNew(folder, data).ifPresent(narration::note);
    return new TestImages(data, first(most, mixed(data.images().radiographs())), Optional.empty());
  }

  /** Refuses to look at no images. */
  static void requireSome(CommandLine command, int most) {
    if (most < 1) {
      throw new ParameterException(command, "--images must be 1 or more, but it is " + most + ".");
    }
  }

  private static List<Radiograph> first(int most, List<Radiograph> radiographs) {
    return radiographs.subList(0, Math.min(most, radiographs.size()));
  }

  /** The two classes in turn, so that the first so many are of both. */
  private static List<Radiograph> mixed(List<Radiograph> radiographs) {
    List<Radiograph> positive = radiographs.stream().filter(one -> one.label() == 1).toList();
    List<Radiograph> negative = radiographs.stream().filter(one -> one.label() == 0).toList();
    List<Radiograph> mixed = new ArrayList<>();
    for (int i = 0; i < Math.max(positive.size(), negative.size()); i++) {
      if (i < positive.size()) {
        mixed.add(positive.get(i));
      }
      if (i < negative.size()) {
        mixed.add(negative.get(i));
      }
    }
    return mixed;
  }

  @Override
  public void close() throws IOException {
    data.close();
  }
}
