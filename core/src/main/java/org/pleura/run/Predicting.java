package org.pleura.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pleura.data.Part;
import org.pleura.data.Radiograph;
import org.pleura.data.Split;
import org.pleura.evaluate.Cases;
import org.pleura.nn.train.BinaryCrossentropy;

/** The prediction step: what a model says of each radiograph. */
public final class Predicting {

  private Predicting() {}

  /**
   * Asks a model about every image of a split.
   *
   * @param classifier the model
   * @param split the images and the part of each
   * @param images the images
   * @param threads how many compute at once
   * @param progress hears how many are done
   * @return in the split's order: training, validation, test
   * @throws IOException if an image cannot be read any more
   */
  public static List<Prediction> of(
      Classifier classifier, Split split, LoadedImages images, int threads, Progress progress)
      throws IOException {
    record Asked(Radiograph radiograph, Part part) {}
    List<Asked> all = new ArrayList<>();
    for (Part part : Part.values()) {
      split.part(part).forEach(radiograph -> all.add(new Asked(radiograph, part)));
    }
    return Threads.map(
        threads,
        all,
        "Predicting",
        progress,
        asked -> {
          float logit =
              classifier.logit(asked.radiograph().name(), images.prepared(asked.radiograph()));
          return new Prediction(
              asked.radiograph().name(),
              asked.radiograph().patient(),
              asked.radiograph().label(),
              asked.part(),
              Optional.of(logit),
              BinaryCrossentropy.probability(logit),
              images.dataset().particulars(asked.radiograph()));
        });
  }

  /**
   * Asks a model about every image of data it was not trained on.
   *
   * @param classifier the model
   * @param data the data
   * @param threads how many compute at once
   * @param progress hears how many are done
   * @return in the data set's order, all as test images
   * @throws IOException if an image cannot be read any more
   */
  public static List<Prediction> all(
      Classifier classifier, RunData data, int threads, Progress progress) throws IOException {
    Split allTest = new Split(List.of(), List.of(), data.images().radiographs());
    return of(classifier, allTest, data.images(), threads, progress);
  }

  /**
   * What a model says of a file that belongs to no data set.
   *
   * @param image the file
   * @param logit of the positive class
   * @param probability of the positive class
   * @param warnings why the answer may be worth little, a sentence each
   */
  public record Answer(Path image, float logit, float probability, List<String> warnings) {
    /** Copies the list. */
    public Answer {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * What a model says of some files, and which of them it could not be asked about.
   *
   * @param answers in the order of the files
   * @param unreadable a sentence for each file that cannot be read as an image, which names it
   */
  public record Answers(List<Answer> answers, List<String> unreadable) {
    /** Copies the lists. */
    public Answers {
      answers = List.copyOf(answers);
      unreadable = List.copyOf(unreadable);
    }
  }

  /**
   * Asks a model about files. None is kept, so that memory does not grow with their number; one
   * that is no image does not keep the others from being asked about.
   *
   * @param classifier the model
   * @param files PNG or JPEG
   * @param doubts what to warn of
   * @param threads how many read and compute at once
   * @param progress hears how many are done
   * @return what it says of those that can be read
   * @throws IOException if a logit is not a finite number
   */
  public static Answers files(
      Classifier classifier, List<Path> files, Doubts doubts, int threads, Progress progress)
      throws IOException {
    record Asked(Optional<Answer> answer, Optional<String> why) {}
    List<Asked> asked =
        Threads.map(
            threads,
            files,
            "Predicting",
            progress,
            file -> {
              float[] prepared;
              List<String> warnings;
              try {
                ImageFile image = ImageFile.read(file);
                prepared = image.prepared(classifier.preparation());
                warnings = doubts.about(image, prepared);
              } catch (IOException unreadable) {
                String why = FailureSentence.of(unreadable).orElse(file + " cannot be read.");
                return new Asked(Optional.empty(), Optional.of(why));
              }
              float logit = classifier.logit(file.toString(), prepared);
              return new Asked(
                  Optional.of(
                      new Answer(file, logit, BinaryCrossentropy.probability(logit), warnings)),
                  Optional.empty());
            });
    return new Answers(
        asked.stream().flatMap(one -> one.answer().stream()).toList(),
        asked.stream().flatMap(one -> one.why().stream()).toList());
  }

  /**
   * The predictions of one part, ready to be evaluated.
   *
   * @param predictions of any parts
   * @param part which to take
   * @return labels, logits if all have them, probabilities, and patients if all are known
   */
  public static Cases cases(List<Prediction> predictions, Part part) {
    List<Prediction> chosen =
        predictions.stream().filter(prediction -> prediction.part() == part).toList();
    boolean[] labels = new boolean[chosen.size()];
    double[] logits = new double[chosen.size()];
    double[] probabilities = new double[chosen.size()];
    List<String> patients = new ArrayList<>();
    boolean allLogits = true;
    for (int i = 0; i < labels.length; i++) {
      Prediction prediction = chosen.get(i);
      labels[i] = prediction.label() == 1;
      logits[i] = prediction.logit().orElse(0f);
      allLogits &= prediction.logit().isPresent();
      probabilities[i] = prediction.probability();
      prediction.patient().ifPresent(patients::add);
    }
    Cases cases =
        allLogits
            ? Cases.of(labels, logits, probabilities)
            : Cases.ofProbabilities(labels, probabilities);
    return patients.size() == labels.length ? cases.withPatients(patients) : cases;
  }
}
