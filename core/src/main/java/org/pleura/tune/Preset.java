package org.pleura.tune;

import java.util.List;
import org.pleura.run.PlanException;

/** The exercises of the lesson, each a few values of one part of its plan. */
public enum Preset {
  /** More dropout against learning by heart, and less. */
  DROPOUT("", "network.dropout=0/0.2/0.4/0.6/0.8"),

  /** Batch normalisation after none, the first and all of the lesson's convolutions. */
  BATCH_NORMALIZATION("", "network.batchNormalizations=0/1/7"),

  /** Other architectures: half the filters, the lesson's, twice as many, and three layers only. */
  FILTERS(
      "",
      "network.convolutions=4@3,4@3,6@3,6@3,10@5,10@5,25@5"
          + "/8@3,8@3,12@3,12@3,20@5,20@5,50@5"
          + "/16@3,16@3,24@3,24@3,40@5,40@5,100@5"
          + "/16@3,32@3,64@3"),

  /** Steps from too small to too large. */
  LEARNING_RATE("", "training.learningRate=0.0001/0.0003/0.001/0.003/0.01"),

  /** Enough epochs to overfit, and how long to wait for a better one before stopping. */
  EARLY_STOPPING("training.epochs=40", "training.patience=null/3/5/10");

  private final String setting;
  private final String varied;

  Preset(String setting, String varied) {
    this.setting = setting;
    this.varied = varied;
  }

  /**
   * What the exercise needs of the plan before anything varies.
   *
   * @return settings of a plan
   */
  public List<String> settings() {
    return setting.isEmpty() ? List.of() : List.of(setting);
  }

  /**
   * What the exercise varies.
   *
   * @return a grid
   */
  public Space space() {
    try {
      return Space.of(List.of(varied));
    } catch (PlanException impossible) {
      throw new IllegalStateException("a preset is wrong", impossible);
    }
  }
}
