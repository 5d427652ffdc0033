package org.pleura.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.pleura.data.CsvTable;
import org.pleura.data.Radiograph;
import org.pleura.duplicates.NearDuplicates;
import org.pleura.duplicates.Signature;

/**
 * Which images of a data set show one film, though their files differ.
 *
 * @param pairs the surest first; of files with the same bytes only the first takes part
 * @param closest the most alike pairs that are not taken for one film, to show where the line lies
 * @param identical files with the same bytes, each group in order
 */
public record RepeatedFilms(List<Pair> pairs, List<Pair> closest, List<List<String>> identical) {
  private static final int CLOSEST = 5;

  /**
   * Two images.
   *
   * @param first the name of one
   * @param second the name of the other
   * @param correlation where they agree best, 0 to 1
   * @param mirrored whether one is the mirror image of the other
   * @param inverted whether one has inverted grays
   */
  public record Pair(
      String first, String second, double correlation, boolean mirrored, boolean inverted) {}

  /** Copies the lists. */
  public RepeatedFilms {
    pairs = List.copyOf(pairs);
    closest = List.copyOf(closest);
    identical = identical.stream().map(List::copyOf).toList();
  }

  /**
   * Compares the images of a data set.
   *
   * @param radiographs which
   * @param signatures of each
   * @param threads how many compare at once
   * @param progress hears how many are compared
   * @return what is repeated
   * @throws IOException if it is interrupted
   */
  static RepeatedFilms of(
      List<Radiograph> radiographs, List<Signature> signatures, int threads, Progress progress)
      throws IOException {
    Map<String, List<String>> byContent = new LinkedHashMap<>();
    List<String> names = new ArrayList<>();
    List<Signature> once = new ArrayList<>();
    for (int i = 0; i < signatures.size(); i++) {
      Radiograph radiograph = radiographs.get(i);
      List<String> same =
          byContent.computeIfAbsent(radiograph.sha256(), unused -> new ArrayList<>());
      if (same.isEmpty()) {
        names.add(radiograph.name());
        once.add(signatures.get(i));
      }
      same.add(radiograph.name());
    }
    List<NearDuplicates.Match> matches = new ArrayList<>();
    Threads.map(
            threads,
            NearDuplicates.candidates(once),
            "Comparing images",
            progress,
            candidates -> NearDuplicates.matches(once, candidates))
        .forEach(matches::addAll);
    matches.sort(NearDuplicates.SUREST_FIRST);
    return new RepeatedFilms(
        matches.stream()
            .filter(NearDuplicates.Match::isDuplicate)
            .map(match -> pair(match, names))
            .toList(),
        matches.stream()
            .filter(match -> !match.isDuplicate() && match.agreement() > 0)
            .limit(CLOSEST)
            .map(match -> pair(match, names))
            .toList(),
        byContent.values().stream().filter(same -> same.size() > 1).toList());
  }

  private static Pair pair(NearDuplicates.Match match, List<String> names) {
    return new Pair(
        names.get(match.first()),
        names.get(match.second()),
        match.agreement(),
        match.mirrored(),
        match.inverted());
  }

  /**
   * The images that show one film, by the bytes of their files or by their looks.
   *
   * @return their names, in lists of two or more
   */
  public List<List<String>> sameFilm() {
    List<List<String>> same = new ArrayList<>(identical);
    pairs.forEach(pair -> same.add(List.of(pair.first(), pair.second())));
    return same;
  }

  /** Writes the pairs as a table: first, second, correlation, mirrored, inverted. */
  void write(Path file) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("first", "second", "correlation", "mirrored", "inverted"));
    for (List<String> names : identical) {
      for (String name : names.subList(1, names.size())) {
        rows.add(List.of(names.get(0), name, "1", "no", "no"));
      }
    }
    for (Pair pair : pairs) {
      rows.add(
          List.of(
              pair.first(),
              pair.second(),
              String.format(Locale.ROOT, "%.4f", pair.correlation()),
              pair.mirrored() ? "yes" : "no",
              pair.inverted() ? "yes" : "no"));
    }
    Csv.write(file, rows);
  }

  /**
   * What a table of pairs means for the split.
   *
   * @param file duplicates.csv
   * @return one sentence; empty if there is no such file
   * @throws IOException if it cannot be read
   */
  public static Optional<String> sentence(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    CsvTable table = Csv.read(file);
    if (table.size() == 0) {
      return Optional.of("No two images show the same film, as far as their looks tell.");
    }
    return Optional.of(
        "Pairs of images that show the same film: %d, as %s and %s; each pair is in one part (%s)."
            .formatted(
                table.size(), table.text(0, "first"), table.text(0, "second"), file.getFileName()));
  }

  /**
   * How many pairs have different labels: one of the two labels must be wrong.
   *
   * @param radiographs all
   * @return the number of pairs
   */
  int contradictions(List<Radiograph> radiographs) {
    Map<String, Integer> labels = new TreeMap<>();
    radiographs.forEach(radiograph -> labels.put(radiograph.name(), radiograph.label()));
    return (int)
        sameFilm().stream()
            .filter(names -> names.stream().map(labels::get).distinct().count() > 1)
            .count();
  }
}
