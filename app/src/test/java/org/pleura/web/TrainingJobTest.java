package org.pleura.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How a training that cannot be done ends. */
class TrainingJobTest {

  @Test
  void anErrorIsToldToThoseWhoListen() throws Exception {
    TrainingJob job = new TrainingJob("any", 1, "test");
    job.go(
        beginning -> {
          throw new OutOfMemoryError("no more");
        });
    assertThat(job.isOver()).isTrue();
    assertThat(job.after(0, 0))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.name()).isEqualTo("failed");
              assertThat(event.data()).contains("not enough memory");
            });
  }
}
