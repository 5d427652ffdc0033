package org.pleura.run;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.pleura.audit.Audit;
import org.pleura.audit.Check;
import org.pleura.audit.ComparedMap;
import org.pleura.audit.Finding;
import org.pleura.audit.PlantedShortcut;
import org.pleura.audit.Subject;
import org.pleura.audit.Twins;
import org.pleura.data.FindingBox;
import org.pleura.data.Radiograph;
import org.pleura.evaluate.Auroc;
import org.pleura.evaluate.Cases;
import org.pleura.evaluate.Estimate;
import org.pleura.explain.ClassAverage;
import org.pleura.explain.Heatmap;
import org.pleura.explain.SaliencyMethod;
import org.pleura.image.GrayImage;
import org.pleura.image.ImageFiles;
import org.pleura.nn.Network;
import org.pleura.nn.Shape;
import org.pleura.nn.train.BinaryCrossentropy;

/** The audit step: can what a model's maps show be believed? */
public final class Auditing {

  private Auditing() {}

  /**
   * What an audit found.
   *
   * @param weights fingerprint of the model
   * @param data where the images are
   * @param images their names
   * @param auroc how well the model tells the classes apart on these images: maps of one that does
   *     not cannot be expected to show a finding
   * @param notNew what is to be said of images that are not the run's own, and if the model has
   *     seen such before
   * @param isComplete whether all methods have been asked
   * @param maps of each method one map, of the first image: of which layer, and how fine
   * @param findings of each method
   */
  public record Outcome(
      String weights,
      String data,
      List<String> images,
      Estimate auroc,
      Optional<String> notNew,
      boolean isComplete,
      Map<SaliencyMethod, Heatmap> maps,
      Map<SaliencyMethod, List<Finding>> findings) {
    /** Copies lists and maps. */
    public Outcome {
      images = List.copyOf(images);
      maps = Collections.unmodifiableMap(new LinkedHashMap<>(maps));
      findings = Collections.unmodifiableMap(new LinkedHashMap<>(findings));
    }

    private Outcome with(SaliencyMethod method, List<Finding> found) {
      Map<SaliencyMethod, List<Finding>> more = new LinkedHashMap<>(findings);
      more.put(method, found);
      boolean all = more.size() == maps.size();
      return new Outcome(weights, data, images, auroc, notNew, all, maps, more);
    }
  }

  /**
   * Audits methods on some radiographs: leaves audit.json, which after each method holds all that
   * is known so far.
   *
   * @param folder of the run
   * @param methods the methods
   * @param checks what is asked of them
   * @param classifier the model
   * @param radiographs which images
   * @param data where they are
   * @param trained the run, whose plan is trained anew for the checks that need it; empty if there
   *     is none, and these checks are not asked
   * @param threads how many compute at once
   * @param progress hears how far it is
   * @return what was found, in the methods' order
   * @throws IOException if an image cannot be read, a method cannot explain this model, or the file
   *     cannot be written
   */
  public static Outcome run(
      RunFolder folder,
      List<SaliencyMethod> methods,
      Set<Check> checks,
      Classifier classifier,
      List<Radiograph> radiographs,
      RunData data,
      Optional<Run> trained,
      int threads,
      Progress progress)
      throws IOException {
    Images images = new Images(classifier, radiographs, data);
    Map<SaliencyMethod, Heatmap> maps = firstMaps(methods, classifier.network(), images.input(0));
    Optional<String> notNew =
        trained.isPresent()
            ? Optional.empty()
            : together(OtherData.notOwn(folder, data), OtherData.notNew(folder, data));
    Estimate auroc = auroc(images, radiographs, threads, progress);
    Optional<Twins> twins =
        trained.isPresent() && checks.stream().anyMatch(Check::needsTraining)
            ? Optional.of(Twinning.of(trained.get(), checks, threads, progress))
            : Optional.empty();
    List<Integer> indices = IntStream.range(0, radiographs.size()).boxed().toList();
    Map<Integer, boolean[]> masks = checks.contains(Check.LOCALIZATION) ? images.masks() : Map.of();
    Audit audit = new Audit(classifier.network(), checks, twins, masks);
    List<Subject> subjects =
        Threads.map(
            threads,
            indices,
            "Asking about images",
            progress,
            index ->
                audit.subject(
                    images.input(index),
                    index,
                    checks.contains(Check.SHORTCUT) ? images.corner(index) : OptionalInt.empty()));
    Outcome outcome =
        new Outcome(
            classifier.network().fingerprint(),
            data.location().toString(),
            radiographs.stream().map(Radiograph::name).toList(),
            auroc,
            notNew,
            false,
            maps,
            Map.of());
    for (SaliencyMethod method : methods) {
      List<ComparedMap> originals =
          Threads.map(
              threads,
              indices,
              "Explaining by " + method.word(),
              progress,
              index -> audit.original(method, images.input(index)));
      List<Audit.OfImage> found =
          Threads.map(
              threads,
              indices,
              "Auditing " + method.word(),
              progress,
              index -> audit.of(method, images.input(index), subjects.get(index), originals));
      outcome = outcome.with(method, audit.findings(found));
      Json.write(folder.audit(), json(outcome));
    }
    return outcome;
  }

  private static Estimate auroc(
      Images images, List<Radiograph> radiographs, int threads, Progress progress)
      throws IOException {
    List<Float> found =
        Threads.map(threads, radiographs, "Asking the model", progress, images::logit);
    double[] logits = found.stream().mapToDouble(Float::doubleValue).toArray();
    double[] probabilities = new double[logits.length];
    boolean[] positive = new boolean[logits.length];
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] = BinaryCrossentropy.probability((float) logits[i]);
      positive[i] = radiographs.get(i).label() == 1;
    }
    return Auroc.of(Cases.of(positive, logits, probabilities));
  }

  /**
   * The control that shows how the classes differ on average.
   *
   * @param run of whose training images
   * @return the control
   * @throws IOException if an image cannot be read any more
   */
  public static ClassAverage classAverage(Run run) throws IOException {
    List<float[]> positive = new ArrayList<>();
    List<float[]> negative = new ArrayList<>();
    for (Radiograph radiograph : run.split().train()) {
      (radiograph.label() == 1 ? positive : negative).add(run.data().images().prepared(radiograph));
    }
    return ClassAverage.of(positive, negative);
  }

  /**
   * Of how many images a check can be asked, as far as that is known before anything is trained or
   * explained; below {@link Check#FEWEST_IMAGES} it cannot tell, whatever is found.
   *
   * @param check the check
   * @param classifier the model
   * @param radiographs which images
   * @param data where they are
   * @return of a marker the positive ones, of localization the recognised positive ones with a
   *     known place; else all
   * @throws IOException if an image or a mask cannot be read
   */
  public static int askable(
      Check check, Classifier classifier, List<Radiograph> radiographs, RunData data)
      throws IOException {
    return switch (check) {
      case LOCALIZATION -> new Images(classifier, radiographs, data).masks().size();
      case SHORTCUT -> (int) radiographs.stream().filter(image -> image.label() == 1).count();
      case WEIGHTS, LABELS, FAITHFULNESS, STABILITY, RESPONSE, REPEATABILITY -> radiographs.size();
    };
  }

  /** Before anything is trained: whether each method can explain the model at all. */
  private static Map<SaliencyMethod, Heatmap> firstMaps(
      List<SaliencyMethod> methods, Network network, float[] image) throws IOException {
    Map<SaliencyMethod, Heatmap> maps = new LinkedHashMap<>();
    for (SaliencyMethod method : methods) {
      try {
        Heatmap map = method.explain(network, image);
        ComparedMap.of(map);
        maps.put(method, map);
      } catch (IllegalArgumentException impossible) {
        throw new IOException(
            method.title() + " is not possible: " + impossible.getMessage() + ".", impossible);
      }
    }
    return maps;
  }

  /** The images under audit, by their index. */
  private record Images(Classifier classifier, List<Radiograph> radiographs, RunData data) {

    float[] input(int index) throws IOException {
      return classifier.input(data.images().prepared(radiographs.get(index)));
    }

    float logit(Radiograph radiograph) throws IOException {
      return classifier.logit(radiograph.name(), data.images().prepared(radiograph));
    }

    /** Where a marker is painted: into positive images only. */
    OptionalInt corner(int index) {
      Radiograph radiograph = radiographs.get(index);
      return radiograph.label() == 1
          ? OptionalInt.of(PlantedShortcut.corner(radiograph.name()))
          : OptionalInt.empty();
    }

    /** Where the finding is, of each image of which {@link #mask} knows. */
    Map<Integer, boolean[]> masks() throws IOException {
      Map<Integer, boolean[]> masks = new TreeMap<>();
      for (int index = 0; index < radiographs.size(); index++) {
        Optional<boolean[]> mask = mask(index);
        if (mask.isPresent()) {
          masks.put(index, mask.get());
        }
      }
      return masks;
    }

    /**
     * Where the finding is, if that is known and the network finds it: a map of a finding that the
     * network does not see cannot point at it.
     */
    Optional<boolean[]> mask(int index) throws IOException {
      Radiograph radiograph = radiographs.get(index);
      if (radiograph.label() == 0) {
        return Optional.empty();
      }
      Shape shape = classifier.network().graph().inputShape();
      Optional<byte[]> file = data.dataset().mask(radiograph);
      List<FindingBox> boxes = data.dataset().boxes(radiograph);
      boolean[] mask;
      if (file.isPresent()) {
        String name = "the mask of " + radiograph.name();
        mask = FindingMask.of(ImageFiles.decodeGray(file.get(), name), shape);
      } else if (!boxes.isEmpty()) {
        GrayImage image = data.images().gray(radiograph);
        for (FindingBox box : boxes) {
          if (box.x() + box.width() > image.width() || box.y() + box.height() > image.height()) {
            throw new IOException(
                String.format(
                    Locale.ROOT,
                    "%s has %d x %d pixels, but a box of its finding reaches to %.0f, %.0f; boxes"
                        + " are in the pixels of the image as it was published, so take that one.",
                    radiograph.name(),
                    image.width(),
                    image.height(),
                    box.x() + box.width(),
                    box.y() + box.height()));
          }
        }
        mask = FindingMask.of(boxes, image.width(), image.height(), shape);
      } else {
        return Optional.empty();
      }
      boolean found =
          BinaryCrossentropy.probability(classifier.network().logits(input(index))[0])
              > Run.THRESHOLD;
      return found && FindingMask.isPartial(mask) ? Optional.of(mask) : Optional.empty();
    }
  }

  private static Optional<String> together(Optional<String> one, Optional<String> another) {
    String both = Stream.of(one, another).flatMap(Optional::stream).collect(joining(" "));
    return Optional.of(both).filter(text -> !text.isEmpty());
  }

  /**
   * What was found, as JSON.
   *
   * @param outcome of an audit
   * @return one object
   */
  public static ObjectNode json(Outcome outcome) {
    ObjectNode json = Json.object().put("weights", outcome.weights()).put("data", outcome.data());
    json.put("complete", outcome.isComplete());
    outcome.notNew().ifPresent(sentence -> json.put("warning", sentence));
    json.set("auroc", EvaluationFile.estimate(outcome.auroc()));
    ArrayNode images = json.putArray("images");
    outcome.images().forEach(images::add);
    ArrayNode methods = json.putArray("methods");
    outcome
        .findings()
        .forEach(
            (method, found) -> {
              ObjectNode one = methods.addObject();
              one.put("method", method.word()).put("title", method.title());
              one.put("control", method.isControl());
              Heatmap map = outcome.maps().get(method);
              if (map != null) {
                one.put("layer", map.layer());
                one.put("rows", map.rows()).put("columns", map.columns());
              }
              ArrayNode checks = one.putArray("checks");
              for (Finding finding : found) {
                checks.add(json(finding));
              }
            });
    return json;
  }

  private static ObjectNode json(Finding finding) {
    ObjectNode json =
        Json.object()
            .put("check", finding.check().word())
            .put("verdict", finding.verdict().words())
            .put("why", finding.why())
            .put("rule", finding.rule());
    ObjectNode figures = json.putObject("figures");
    finding
        .figures()
        .forEach((name, estimate) -> figures.set(name, EvaluationFile.estimate(estimate)));
    return json;
  }
}
