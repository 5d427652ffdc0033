package org.pleura.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pleura.nn.EngineSpeed;

class BenchmarkTest {

  /**
   * An image that is trained on needs 1,000 multiply-adds forward and 2,000 back. To each of the
   * 505 there belong 90 / 505 of one that validates, forward only: 3,000 + 178.2 in all. A thousand
   * images a second need 3.178 million of the 6.356 million that all threads can do.
   */
  @Test
  void theShareOfATrainingCountsItsValidation() {
    EngineSpeed.LayerSpeed layer = new EngineSpeed.LayerSpeed("conv2d", 1e-4, 1e-4, 1000, 2000);
    EngineSpeed engine = new EngineSpeed(4e6, true, List.of(layer), 0);
    Benchmark.Outcome outcome =
        new Benchmark.Outcome(2, engine, 6.3564e6, 1000, 1, 1, 1, 1, 1, 1, 1, 1, 1);
    assertThat(outcome.trainingShare()).isCloseTo(0.5, within(1e-4));
  }
}
