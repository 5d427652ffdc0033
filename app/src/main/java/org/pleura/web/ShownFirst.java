package org.pleura.web;

import java.io.IOException;
import java.nio.file.Files;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.pleura.run.Provenance;
import org.pleura.run.RunFolder;

/**
 * What is shown until something else is chosen: the radiographs that the page was opened on; else
 * the run that was finished last, one that is part of a cross-validation only where there is no
 * other; else the one that was begun last.
 */
final class ShownFirst {
  private static final Comparator<Candidate> BY_RANK =
      Comparator.comparing(Candidate::isFinished)
          .thenComparing(Candidate::isWhole)
          .thenComparing(Candidate::time);

  private ShownFirst() {}

  private record Candidate(
      Served.Listed listed, boolean isFinished, boolean isWhole, Instant time) {}

  static Optional<Served.Listed> of(List<Served.Listed> all) {
    Optional<Served.Listed> images = all.stream().filter(one -> one.run().isEmpty()).findFirst();
    return images.isPresent()
        ? images
        : all.stream().map(ShownFirst::candidate).max(BY_RANK).map(Candidate::listed);
  }

  private static Candidate candidate(Served.Listed listed) {
    RunFolder run = listed.run().orElseThrow();
    boolean isWhole = run.whole().isEmpty();
    try {
      if (run.isImported()) {
        Instant written = Files.getLastModifiedTime(run.imported()).toInstant();
        return new Candidate(listed, true, isWhole, written);
      }
      Provenance provenance = Provenance.read(run);
      String finished = provenance.finished();
      Instant time = Instant.parse(finished == null ? provenance.started() : finished);
      return new Candidate(listed, finished != null, isWhole, time);
    } catch (IOException | DateTimeException damaged) {
      return new Candidate(listed, false, isWhole, Instant.EPOCH);
    }
  }
}
