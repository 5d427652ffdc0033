package org.pleura.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.pleura.data.CsvTable;
import org.pleura.nn.train.History;

/** The history of a training as a table, one line per epoch. */
public final class HistoryFile {

  private HistoryFile() {}

  static void write(Path file, History history) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("epoch", "loss", "accuracy", "val_loss", "val_accuracy", "seconds"));
    for (History.Epoch epoch : history.epochs()) {
      rows.add(
          List.of(
              String.valueOf(epoch.number()),
              Csv.number((float) epoch.loss()),
              Csv.number((float) epoch.accuracy()),
              Csv.number((float) epoch.validationLoss()),
              Csv.number((float) epoch.validationAccuracy()),
              String.format(java.util.Locale.ROOT, "%.3f", epoch.seconds())));
    }
    Csv.write(file, rows);
  }

  /**
   * Reads the history of a training.
   *
   * @param file history.csv of a run
   * @return its epochs so far
   * @throws IOException if it cannot be read, or a value cannot be
   */
  public static History read(Path file) throws IOException {
    CsvTable table = Csv.read(file);
    List<History.Epoch> epochs = new ArrayList<>();
    for (int row = 0; row < table.size(); row++) {
      epochs.add(
          new History.Epoch(
              (int) table.number(row, "epoch"),
              table.number(row, "loss"),
              table.number(row, "accuracy"),
              table.number(row, "val_loss"),
              table.number(row, "val_accuracy"),
              table.number(row, "seconds")));
    }
    return new History(epochs);
  }
}
