package org.pleura.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pleura.nn.Graph;
import org.pleura.nn.InitialState;
import org.pleura.nn.random.Mt19937;

class ConvolutionalNetworkTest {

  @Test
  void theLessonsNetworkHas54627WeightsAndStartsAsKerasDoes() {
    Graph graph = Plan.lesson().network().graph(256, 256);
    assertThat(graph.parameterCount()).isEqualTo(54_627);
    assertThat(names(graph)).startsWith("conv2d", "max_pooling2d", "conv2d_1").hasSize(18);
    // REFERENCE-SEMANTICS 8: the SHA-256 after keras.utils.set_random_seed(42).
    assertThat(InitialState.draw(graph, Mt19937.python(42)).network().fingerprint())
        .isEqualTo("9f5f3f7a20c95a0913d677dec6694f023e8ed388f846983727948fae606addff");
  }

  @Test
  void batchNormalizationFollowsTheFirstConvolutions() {
    Graph graph = new ConvolutionalNetwork(List.of("2@3", "4@3"), 1, List.of(3), 0).graph(8, 8);
    assertThat(names(graph))
        .containsExactly(
            "conv2d",
            "batch_normalization",
            "max_pooling2d",
            "conv2d_1",
            "global_average_pooling2d",
            "dense",
            "dense_1");
    // 2*9+2, 4*2, 4*2*9+4, 4*3+3, 3+1
    assertThat(graph.parameterCount()).isEqualTo(20 + 8 + 76 + 15 + 4);
  }

  @Test
  void anImageTooSmallForThePoolingsIsRefused() {
    assertThatThrownBy(() -> Plan.lesson().network().graph(32, 32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not fit");
  }

  private static List<String> names(Graph graph) {
    return graph.nodes().stream().map(Graph.Node::name).toList();
  }
}
