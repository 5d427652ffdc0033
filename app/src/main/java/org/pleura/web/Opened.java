package org.pleura.web;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.pleura.data.Part;
import org.pleura.data.Radiograph;
import org.pleura.data.Split;
import org.pleura.evaluate.Evaluation;
import org.pleura.explain.SaliencyMethod;
import org.pleura.inspect.Typicality;
import org.pleura.prepare.Preparation;
import org.pleura.run.Classes;
import org.pleura.run.Classifier;
import org.pleura.run.Comparing;
import org.pleura.run.Doubts;
import org.pleura.run.Json;
import org.pleura.run.Loading;
import org.pleura.run.Plan;
import org.pleura.run.PlanFile;
import org.pleura.run.Prediction;
import org.pleura.run.PredictionsFile;
import org.pleura.run.Progress;
import org.pleura.run.Run;
import org.pleura.run.RunData;
import org.pleura.run.RunFacts;
import org.pleura.run.RunFolder;

/**
 * A run, or a folder of radiographs without one, as far as somebody has asked for it: model, images
 * and evaluation are each read when first needed, and then kept, until the run's files change.
 */
final class Opened implements Closeable {
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");

  private final Path location;
  private final Optional<RunFolder> folder;
  private final int threads;
  private final Map<Path, FileTime> opened;

  /** Held for minutes, so not the run's own monitor: others may ask for the rest meanwhile. */
  private final Object comparing = new Object();

  /** What was found of each image until now: a refusal at the next does not undo it. */
  private final List<Comparing.Compared> compared = new ArrayList<>();

  private final Object learning = new Object();

  private @Nullable Classifier classifier;
  private @Nullable RunData data;
  private @Nullable Split split;
  private @Nullable Map<String, Part> parts;
  private @Nullable Map<String, RunFacts.Filed> filed;
  private @Nullable Map<String, Prediction> predictions;
  private @Nullable List<Radiograph> radiographs;
  private @Nullable Map<String, Integer> numbers;
  private @Nullable JsonNode comparison;
  private @Nullable Evaluation evaluation;
  private @Nullable Typicality typicality;

  private Opened(Path location, Optional<RunFolder> folder, int threads) {
    this.location = location;
    this.folder = folder;
    this.threads = threads;
    this.opened = folder.map(Opened::modified).orElse(Map.of());
  }

  /** When the files were written that a training, an evaluation or a comparison leaves anew. */
  private static Map<Path, FileTime> modified(RunFolder folder) {
    return modified(
        List.of(
            folder.split(),
            folder.model(),
            folder.predictions(),
            folder.evaluation(),
            comparisonFile(folder)));
  }

  /** When files were written; those that are not there have no time. */
  static Map<Path, FileTime> modified(List<Path> files) {
    Map<Path, FileTime> times = new HashMap<>();
    for (Path file : files) {
      try {
        times.put(file, Files.getLastModifiedTime(file));
      } catch (IOException notThere) {
        // Not yet, or not any more.
      }
    }
    return times;
  }

  /** Whether the run's files are others than when it was opened. */
  boolean isChanged() {
    return folder.isPresent() && !modified(folder.get()).equals(opened);
  }

  private static Path comparisonFile(RunFolder folder) {
    return folder.comparison().resolve("comparison.json");
  }

  static Opened run(RunFolder folder, int threads) {
    return new Opened(folder.path(), Optional.of(folder), threads);
  }

  static Opened images(Path location, int threads) {
    return new Opened(location, Optional.empty(), threads);
  }

  /** The run's folder; refuses where there is none. */
  RunFolder folder() throws Refused {
    return folder.orElseThrow(
        () -> new Refused(Refused.NOT_FOUND, "These are images without a run; train one first."));
  }

  synchronized Classifier classifier() throws IOException {
    if (classifier == null) {
      classifier = Classifier.of(folder());
    }
    return classifier;
  }

  synchronized RunData data() throws IOException {
    if (data == null) {
      open();
    }
    return Objects.requireNonNull(data);
  }

  private void open() throws IOException {
    // A sixteenth of the memory: several runs may be open at once.
    Loading loading = new Loading(threads, Runtime.getRuntime().maxMemory() / 16, true);
    if (folder.isPresent()) {
      if (folder.get().isImported()) {
        throw new Refused(
            Refused.NOT_FOUND, "This is an imported model, which has no images of its own.");
      }
      Optional<RunImages> images = RunImages.of(folder.get());
      if (images.isPresent() && !images.get().areThere()) {
        throw images.get().gone();
      }
      Run run = Run.reopen(folder.get(), loading, Progress.SILENT);
      split = run.split();
      data = run.data();
    } else {
      split = new Split(List.of(), List.of(), List.of());
      data = RunData.open(location, null, Plan.standard().preparation(), loading, Progress.SILENT);
    }
    Map<String, Part> known = new HashMap<>();
    for (Part part : Part.values()) {
      split.part(part).forEach(one -> known.put(one.name(), part));
    }
    parts = known;
  }

  /** All, by their names as people count: e2 before e10. */
  synchronized List<Radiograph> radiographs() throws IOException {
    if (radiographs == null) {
      List<Counted> counted = new ArrayList<>();
      for (Radiograph one : data().images().radiographs()) {
        counted.add(new Counted(counted(one.name()), one));
      }
      counted.sort(Comparator.comparing(Counted::name));
      radiographs = counted.stream().map(Counted::radiograph).toList();
    }
    return radiographs;
  }

  private record Counted(String name, Radiograph radiograph) {}

  /** A name with zeros before its numbers, so that letter by letter 02 comes before 10. */
  private static String counted(String name) {
    return NUMBER
        .matcher(name)
        .replaceAll(
            number -> "0".repeat(Math.max(0, 20 - number.group().length())) + number.group());
  }

  Optional<Part> part(Radiograph radiograph) throws IOException {
    data();
    return Optional.ofNullable(Objects.requireNonNull(parts).get(radiograph.name()));
  }

  /** What the run's split says of a file, whatever its name, and without the images. */
  synchronized Optional<RunFacts.Filed> filed(String sha256) throws IOException {
    if (filed == null) {
      filed = folder.isPresent() ? RunFacts.bySha256(folder.get()) : Map.of();
    }
    return Optional.ofNullable(filed.get(sha256));
  }

  /** How images are prepared: as the run's plan or import says, or else as the default plan. */
  Preparation preparation() throws IOException {
    return folder.isPresent() && Files.exists(folder.get().model())
        ? classifier().preparation()
        : folder.isPresent() ? planned() : Plan.standard().preparation();
  }

  private Preparation planned() throws IOException {
    return PlanFile.read(folder().plan()).preparation();
  }

  Classes classes() throws IOException {
    return folder.isPresent()
        ? Classes.of(folder.get())
        : new Classes(data().dataset().positiveClass(), data().dataset().negativeClass());
  }

  /** What the model says of its run's images, by name; empty if it was not asked yet. */
  synchronized Map<String, Prediction> predictions() throws IOException {
    if (predictions == null) {
      if (folder.isEmpty() || !Files.exists(folder.get().predictions())) {
        return Map.of();
      }
      Map<String, Prediction> byName = new LinkedHashMap<>();
      for (Prediction one : PredictionsFile.read(folder.get().predictions())) {
        byName.putIfAbsent(one.image(), one);
      }
      predictions = byName;
    }
    return predictions;
  }

  /** The number of an image in the run's data, by its name; empty where they are not at hand. */
  synchronized Map<String, Integer> numbers() {
    if (numbers == null) {
      List<Radiograph> all;
      try {
        all = radiographs();
      } catch (IOException gone) {
        // What was found of images can be looked at without them.
        return Map.of();
      }
      Map<String, Integer> byName = new HashMap<>();
      for (int i = 0; i < all.size(); i++) {
        byName.put(all.get(i).name(), i);
      }
      numbers = byName;
    }
    return numbers;
  }

  /**
   * How far methods, the same at each call, agree: what 'explain --compare' left, or else made now,
   * of a few images.
   */
  JsonNode comparison(List<SaliencyMethod> methods, int most, Inference inference)
      throws IOException {
    synchronized (comparing) {
      if (comparison == null) {
        Path made = comparisonFile(folder());
        comparison =
            Files.exists(made)
                ? Json.parsed(Files.readString(made, StandardCharsets.UTF_8))
                : compared(methods, most, inference);
      }
      return comparison;
    }
  }

  /** One image after the other, so that others who ask meanwhile have their turn in between. */
  private JsonNode compared(List<SaliencyMethod> methods, int most, Inference inference)
      throws IOException {
    List<Radiograph> all = of(Part.TEST);
    for (Radiograph one : all.subList(compared.size(), Math.min(most, all.size()))) {
      float[] prepared = data().images().prepared(one);
      compared.add(inference.of(() -> Comparing.image(methods, classifier(), one, prepared)));
    }
    return Comparing.json(Comparing.together(methods, compared));
  }

  /** In the order of the split, as the commands go through them. */
  private List<Radiograph> of(Part wanted) throws IOException {
    data();
    return Objects.requireNonNull(split).part(wanted);
  }

  /** What the predictions of the test part are worth at 0.5; empty if there are none. */
  synchronized Optional<Evaluation> evaluation() throws IOException {
    if (evaluation == null) {
      if (folder.isEmpty() || !Files.exists(folder.get().predictions())) {
        return Optional.empty();
      }
      evaluation = Run.evaluation(folder.get(), PredictionsFile.read(folder.get().predictions()));
    }
    return Optional.of(evaluation);
  }

  /** What is usual among the training images; empty where they are too few or not at hand. */
  Optional<Typicality> typicality() throws IOException {
    synchronized (learning) {
      if (typicality == null) {
        typicality = learnt().orElse(null);
      }
      return Optional.ofNullable(typicality);
    }
  }

  private Optional<Typicality> learnt() throws IOException {
    if (folder.isEmpty() || folder.get().isImported() || !Files.exists(folder.get().split())) {
      return Optional.empty();
    }
    return Doubts.usual(
        of(Part.TRAIN), data().images(), preparation().height(), preparation().width());
  }

  @Override
  public synchronized void close() throws IOException {
    if (data != null) {
      data.close();
      data = null;
    }
  }
}
