package org.pleura.web;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pleura.data.Part;
import org.pleura.data.Radiograph;
import org.pleura.evaluate.Evaluation;
import org.pleura.explain.SaliencyMethod;
import org.pleura.inspect.Typicality;
import org.pleura.prepare.Preparation;
import org.pleura.run.Classes;
import org.pleura.run.Classifier;
import org.pleura.run.Comparing;
import org.pleura.run.Evaluating;
import org.pleura.run.Json;
import org.pleura.run.Loading;
import org.pleura.run.Plan;
import org.pleura.run.PlanFile;
import org.pleura.run.Prediction;
import org.pleura.run.PredictionsFile;
import org.pleura.run.Progress;
import org.pleura.run.Run;
import org.pleura.run.RunData;
import org.pleura.run.RunFolder;

/**
 * A run, or a folder of radiographs without one, as far as somebody has asked for it: model, images
 * and evaluation are each read when first needed, and then kept.
 */
final class Opened implements Closeable {
  /** More training images than these tell no more about what is usual. */
  private static final int LEARNT_FROM = 1000;

  private final Path location;
  private final Optional<RunFolder> folder;
  private final int threads;

  private @Nullable Classifier classifier;
  private @Nullable RunData data;
  private @Nullable Map<String, Part> parts;
  private @Nullable Map<String, Prediction> predictions;
  private @Nullable Map<String, Integer> numbers;
  private @Nullable JsonNode comparison;
  private @Nullable Evaluation evaluation;
  private @Nullable Typicality typicality;

  private Opened(Path location, Optional<RunFolder> folder, int threads) {
    this.location = location;
    this.folder = folder;
    this.threads = threads;
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
    Map<String, Part> known = new HashMap<>();
    // A sixteenth of the memory: several runs may be open at once.
    Loading loading = new Loading(threads, Runtime.getRuntime().maxMemory() / 16, true);
    if (folder.isPresent()) {
      if (folder.get().isImported()) {
        throw new Refused(
            Refused.NOT_FOUND, "This is an imported model, which has no images of its own.");
      }
      Run run = Run.reopen(folder.get(), loading, Progress.SILENT);
      for (Part part : Part.values()) {
        run.split().part(part).forEach(one -> known.put(one.name(), part));
      }
      data = run.data();
    } else {
      data = RunData.open(location, null, Plan.standard().preparation(), loading, Progress.SILENT);
    }
    parts = known;
  }

  List<Radiograph> radiographs() throws IOException {
    return data().images().radiographs();
  }

  Optional<Part> part(Radiograph radiograph) throws IOException {
    data();
    return Optional.ofNullable(Objects.requireNonNull(parts).get(radiograph.name()));
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
  synchronized Map<String, Integer> numbers() throws IOException {
    if (numbers == null) {
      Map<String, Integer> byName = new HashMap<>();
      List<Radiograph> all = radiographs();
      for (int i = 0; i < all.size(); i++) {
        byName.put(all.get(i).name(), i);
      }
      numbers = byName;
    }
    return numbers;
  }

  /** How far methods agree: what 'explain --compare' left, or else made now, of a few images. */
  synchronized JsonNode comparison(List<SaliencyMethod> methods, int most) throws IOException {
    if (comparison == null) {
      Path made = folder().comparison().resolve("comparison.json");
      if (Files.exists(made)) {
        comparison = Json.parsed(Files.readString(made, StandardCharsets.UTF_8));
      } else {
        List<Radiograph> test = new ArrayList<>();
        for (Radiograph one : radiographs()) {
          if (test.size() < most && part(one).filter(part -> part == Part.TEST).isPresent()) {
            test.add(one);
          }
        }
        comparison =
            Comparing.json(
                Comparing.run(methods, classifier(), test, data(), 0, threads, Progress.SILENT));
      }
    }
    return comparison;
  }

  /** What the predictions of the test part are worth at 0.5; empty if there are none. */
  synchronized Optional<Evaluation> evaluation() throws IOException {
    if (evaluation == null) {
      if (folder.isEmpty() || !Files.exists(folder.get().predictions())) {
        return Optional.empty();
      }
      evaluation =
          Evaluating.of(
              PredictionsFile.read(folder.get().predictions()), Evaluation.Asked.at(Run.THRESHOLD));
    }
    return Optional.of(evaluation);
  }

  /** What is usual among the training images; empty where they are too few or not at hand. */
  synchronized Optional<Typicality> typicality() throws IOException {
    if (typicality == null) {
      if (folder.isEmpty() || folder.get().isImported() || !Files.exists(folder.get().split())) {
        return Optional.empty();
      }
      List<Radiograph> training = new ArrayList<>();
      for (Radiograph radiograph : radiographs()) {
        if (part(radiograph).filter(part -> part == Part.TRAIN).isPresent()) {
          training.add(radiograph);
        }
      }
      if (training.size() < Typicality.FEWEST) {
        return Optional.empty();
      }
      int step = (training.size() + LEARNT_FROM - 1) / LEARNT_FROM;
      List<float[]> images = new ArrayList<>();
      for (int i = 0; i < training.size(); i += step) {
        images.add(data().images().prepared(training.get(i)));
      }
      typicality = Typicality.of(images, preparation().height(), preparation().width());
    }
    return Optional.of(typicality);
  }

  @Override
  public synchronized void close() throws IOException {
    if (data != null) {
      data.close();
      data = null;
    }
  }
}
