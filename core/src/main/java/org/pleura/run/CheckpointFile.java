package org.pleura.run;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pleura.nn.Graph;
import org.pleura.nn.Network;
import org.pleura.nn.train.History;
import org.pleura.nn.train.OptimizerState;
import org.pleura.nn.train.TrainingState;

/**
 * Where a training stands after an epoch, in one file, so that it is there whole or not at all: the
 * epochs so far, the weights, what the optimiser remembers, and the best weights. Big-endian: the
 * eight letters of the mark; the number of epochs, and for each its five figures and its seconds as
 * float64; the number of weights; the optimiser's steps as int64 and its number of slots; then
 * float32 arrays of that many weights: the weights, each slot, the best weights.
 */
final class CheckpointFile {

  private static final byte[] MARK = {'P', 'L', 'E', 'U', 'R', 'A', 'C', '1'};

  private CheckpointFile() {}

  /** One file for each tower of the network, counted from 0. */
  static Path in(RunFolder run, NetworkPlan network, int tower) {
    String number = network.towers() == 1 ? "" : "-" + (tower + 1);
    return run.checkpoint().resolve("training" + number + ".bin");
  }

  static void write(Path file, TrainingState state) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(MARK);
    List<History.Epoch> epochs = state.history().epochs();
    out.writeInt(epochs.size());
    for (History.Epoch epoch : epochs) {
      out.writeDouble(epoch.loss());
      out.writeDouble(epoch.accuracy());
      out.writeDouble(epoch.validationLoss());
      out.writeDouble(epoch.validationAccuracy());
      out.writeDouble(epoch.seconds());
    }
    OptimizerState optimizer = state.optimizer();
    out.writeInt(state.network().weights().length);
    out.writeLong(optimizer.iterations());
    out.writeInt(optimizer.slotCount());
    write(out, state.network().weights());
    for (int slot = 0; slot < optimizer.slotCount(); slot++) {
      write(out, optimizer.slot(slot));
    }
    write(out, state.best().weights());
    WholeFile.write(file, bytes.toByteArray());
  }

  /** Reads a state back; the graph is the plan's. */
  static TrainingState read(Path file, Graph graph) throws IOException {
    try {
      return parse(new DataInputStream(new ByteArrayInputStream(Files.readAllBytes(file))), graph);
    } catch (EOFException | IllegalArgumentException e) {
      throw new IOException(
          file + " is damaged or of another network; this training cannot be resumed.", e);
    }
  }

  private static TrainingState parse(DataInputStream in, Graph graph) throws IOException {
    check(Arrays.equals(in.readNBytes(MARK.length), MARK));
    int count = in.readInt();
    List<History.Epoch> epochs = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      epochs.add(
          new History.Epoch(
              number,
              in.readDouble(),
              in.readDouble(),
              in.readDouble(),
              in.readDouble(),
              in.readDouble()));
    }
    int weights = in.readInt();
    check(weights == graph.parameterCount());
    long steps = in.readLong();
    int slotCount = in.readInt();
    check(slotCount >= 0 && slotCount <= 2);
    Network now = Network.of(graph, floats(in, weights));
    float[][] slots = new float[slotCount][];
    for (int slot = 0; slot < slotCount; slot++) {
      slots[slot] = floats(in, weights);
    }
    Network best = Network.of(graph, floats(in, weights));
    return new TrainingState(new History(epochs), now, new OptimizerState(steps, slots), best);
  }

  private static void check(boolean asExpected) throws EOFException {
    if (!asExpected) {
      throw new EOFException();
    }
  }

  private static void write(DataOutputStream out, float[] values) throws IOException {
    for (float value : values) {
      out.writeFloat(value);
    }
  }

  private static float[] floats(DataInputStream in, int count) throws IOException {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.readFloat();
    }
    return values;
  }
}
