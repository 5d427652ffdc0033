package org.pleura.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.pleura.run.Plan;

/** How a training that cannot be done ends. */
class TrainingJobTest {

  @Test
  void anErrorIsToldToThoseWhoListen() throws Exception {
    TrainingJob job = new TrainingJob("any", "2026-11-27-lesson", Plan.lesson(), 1, "test");
    job.go(
        beginning -> {
          throw new OutOfMemoryError("no more");
        });
    assertThat(job.isOver()).isTrue();
    assertThat(job.after(0, 0).get(0))
        .isEqualTo(
            new TrainingJob.Event(
                "begun", "{\"name\":\"2026-11-27-lesson\",\"planWords\":\"lesson\"}"));
    assertThat(job.after(1, 0))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.name()).isEqualTo("failed");
              assertThat(event.data()).contains("not enough memory");
            });
  }
}
