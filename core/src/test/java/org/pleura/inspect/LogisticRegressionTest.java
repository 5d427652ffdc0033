package org.pleura.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.pleura.data.CsvTable;

class LogisticRegressionTest {
  /** As in {@code tools/oracle/inspect_oracle.py}. */
  private static float[][] features() {
    float[][] features = new float[40][5];
    for (int i = 0; i < features.length; i++) {
      for (int j = 0; j < features[i].length; j++) {
        features[i][j] = ((i * 7 + j * 13 + i * j * 5) % 31) / 8f;
      }
      features[i][4] = 3;
    }
    return features;
  }

  private static boolean[] labels() {
    boolean[] labels = new boolean[40];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (i * i + 3 * i) % 7 < 3;
    }
    return labels;
  }

  @Test
  void itsLogitsAreThoseOfScikitLearn() throws Exception {
    CsvTable expected;
    try (InputStream stream = getClass().getResourceAsStream("/inspect/logistic.csv")) {
      expected =
          CsvTable.parse(
              new String(Objects.requireNonNull(stream).readAllBytes(), UTF_8), "logistic.csv");
    }
    assertThat(expected.size()).isEqualTo(120);
    for (int row = 0; row < expected.size(); row++) {
      LogisticRegression model =
          LogisticRegression.fit(features(), labels(), Double.parseDouble(expected.text(row, "c")));
      int at = Integer.parseInt(expected.text(row, "case"));
      assertThat(model.logit(features()[at]))
          .isCloseTo(Double.parseDouble(expected.text(row, "logit")), within(1e-7));
    }
  }

  @Test
  void classesThatAreFarApartAreLearnedWithoutEnd() {
    // One feature, -1 or 1: the derivative of the loss, -n sigmoid(-w), is balanced by w / C.
    float[][] features = {{-1}, {-1}, {1}, {1}};
    boolean[] labels = {false, false, true, true};
    double w = LogisticRegression.fit(features, labels, 1000).logit(new float[] {1});
    assertThat(4 * LogisticRegression.sigmoid(-w)).isCloseTo(w / 1000, within(1e-9));
  }
}
