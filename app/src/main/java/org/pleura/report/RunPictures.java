package org.pleura.report;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.pleura.image.GrayImage;
import org.pleura.run.FilmFinder;
import org.pleura.run.Prediction;
import org.pleura.run.RunFacts;
import org.pleura.run.RunFolder;

/**
 * What a run's folder has to be looked at.
 *
 * @param figures of the folder figures, in the order of their numbers
 * @param explained pictures of explanations of the run's images that were asked for, not more than
 *     {@link #MOST_EXPLAINED}; of an imported model, which has no images, of any
 * @param foreign the same of images that are not the run's, as many
 * @param compared the images on which methods disagree most and agree most
 * @param mistakes the worst mistakes, small; empty if the images are not there any more
 */
record RunPictures(
    List<DrawnFigure> figures,
    List<DrawnFigure> explained,
    List<DrawnFigure> foreign,
    List<DrawnFigure> compared,
    List<Thumbnail> mistakes) {

  /** So many pictures of single images are shown; more would make the page too large to open. */
  static final int MOST_EXPLAINED = 8;

  /** So many mistakes are shown and listed. */
  static final int MOST_MISTAKES = 12;

  RunPictures {
    figures = List.copyOf(figures);
    explained = List.copyOf(explained);
    foreign = List.copyOf(foreign);
    compared = List.copyOf(compared);
    mistakes = List.copyOf(mistakes);
  }

  static RunPictures read(RunFolder folder, RunFacts facts) throws IOException {
    Set<String> own =
        facts.explanations().stream()
            .filter(one -> one.own() || facts.imported().isPresent())
            .map(RunFacts.Explained::picture)
            .collect(Collectors.toSet());
    return new RunPictures(
        drawn(folder.figures(), name -> true, Integer.MAX_VALUE),
        drawn(folder.explanations(), own::contains, MOST_EXPLAINED),
        drawn(folder.explanations(), name -> !own.contains(name), MOST_EXPLAINED),
        facts.agreement().isPresent() ? drawn(folder.comparison(), name -> true, 2) : List.of(),
        mistakes(folder, facts));
  }

  /** The figures whose numbers lie in a range. */
  List<DrawnFigure> numbered(int from, int to) {
    return figures.stream()
        .filter(
            figure -> {
              String name = figure.figure().name();
              int number = name.matches("\\d\\d-.*") ? Integer.parseInt(name.substring(0, 2)) : -1;
              return from <= number && number <= to;
            })
        .toList();
  }

  /** A figure is there if both its files are. */
  private static List<DrawnFigure> drawn(Path folder, Predicate<String> which, int most)
      throws IOException {
    Set<String> names = new TreeSet<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.svg")) {
        for (Path file : files) {
          String name = file.getFileName().toString().replaceFirst("\\.svg$", "");
          if (Files.isRegularFile(folder.resolve(name + ".png"))) {
            names.add(name);
          }
        }
      }
    }
    List<DrawnFigure> figures = new ArrayList<>();
    for (String name : names.stream().filter(which).limit(most).toList()) {
      figures.add(DrawnFigure.read(folder, name));
    }
    return figures;
  }

  /** The worst mistakes, as far as their images are where they were. */
  static List<Thumbnail> mistakes(RunFolder folder, RunFacts facts) {
    if (facts.provenance().isEmpty()) {
      return List.of();
    }
    FilmFinder finder = new FilmFinder(folder, facts.provenance().get());
    List<Thumbnail> thumbnails = new ArrayList<>();
    for (Prediction mistake : facts.mistakes().stream().limit(MOST_MISTAKES).toList()) {
      facts.split().stream()
          .filter(filed -> filed.image().equals(mistake.image()))
          .findFirst()
          .flatMap(finder::find)
          .ifPresent(image -> thumbnails.add(thumbnail(mistake, image, facts)));
    }
    return thumbnails;
  }

  private static Thumbnail thumbnail(Prediction mistake, GrayImage image, RunFacts facts) {
    String truth = mistake.label() == 1 ? facts.classes().positive() : facts.classes().negative();
    String said =
        String.format(
            Locale.ROOT,
            "%s is %s; said %s of %s",
            mistake.image(),
            truth,
            RoundedProbability.words(mistake.probability(), 3),
            facts.classes().positive());
    String file = mistake.image().substring(mistake.image().lastIndexOf('/') + 1);
    String label = file + ": " + RoundedProbability.words(mistake.probability(), 3);
    return Thumbnail.of(label, "X-ray " + said, Picture.of(image));
  }
}
