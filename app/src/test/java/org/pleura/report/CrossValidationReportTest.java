package org.pleura.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.pleura.evaluate.Estimate;
import org.pleura.evaluate.Spread;
import org.pleura.run.CrossValidationFacts.Figures;
import org.pleura.run.CrossValidationFacts.OfSeed;
import org.pleura.run.EvaluationFacts.Named;

class CrossValidationReportTest {

  private static final Spread SPREAD = new Spread(2, 0.8, 0.85, 0.9, OptionalDouble.of(0.07));

  private static Figures figures(Estimate byPatient) {
    Estimate byImage = new Estimate.Known(0.9, 0.8, 0.95, "DeLong");
    return new Figures(
        10, 5, List.of(new Named("auroc", byImage), new Named("aurocByPatient", byPatient)));
  }

  private static String methods(Estimate pooled, Estimate... folds) {
    List<Figures> byFold = new ArrayList<>();
    for (Estimate fold : folds) {
      byFold.add(figures(fold));
    }
    return CrossValidationReport.methods(
        new OfSeed(42, SPREAD, SPREAD, figures(pooled), byFold, List.of()), "auroc");
  }

  @Test
  void everyMethodThatOccursInATableIsNamed() {
    Estimate resampled = new Estimate.Known(0.9, 0.7, 0.97, "patients resampled");
    Estimate none = new Estimate.Undefined("too few patients");
    assertThat(methods(resampled, resampled, resampled)).isEqualTo("patients resampled");
    // The second fold's patients cannot be resampled: its row has the interval by image.
    assertThat(methods(resampled, resampled, none)).isEqualTo("patients resampled, or DeLong");
    assertThat(methods(none, none)).isEqualTo("DeLong");
  }

  @Test
  void aFigureWithoutAnyIntervalHasNoMethod() {
    Figures bare = new Figures(1, 1, List.of());
    OfSeed seed = new OfSeed(42, SPREAD, SPREAD, bare, List.of(bare), List.of());
    assertThat(CrossValidationReport.methods(seed, "auroc")).isEqualTo("undefined");
  }
}
