package org.pleura.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pleura.nn.Graph;

class NetworkSummaryTest {
  /**
   * A tower of one stage of two filters has 11 layers: 18 + 36 + 36 weights, 3 x 8 to normalise.
   */
  @Test
  void ofSeveralTowersTheFirstIsListedAndTheOthersAreNamed() {
    Graph graph = new ResidualNetwork(List.of(2), 3, 1, 3, 0).graph(16, 16);
    List<List<String>> rows = NetworkSummary.rows(graph, 3);
    assertThat(rows).extracting(row -> row.get(0)).startsWith("input_layer (InputLayer)");
    assertThat(rows)
        .contains(List.of("2 more such towers: conv2d_3 to activation_8", "", "228"))
        .contains(List.of("concatenate (Concatenate)", "(None, 8, 8, 6)", "0"));
    // The input, 11 layers of a tower, the line above, concatenation, pooling and the last layer.
    assertThat(rows).hasSize(16);
    assertThat(NetworkSummary.rows(graph, 1)).hasSize(1 + 3 * 11 + 3);
  }
}
