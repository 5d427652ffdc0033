package org.pleura.nn;

import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A layer (or a few fused) made ready to compute: knows which values it reads and writes, and does
 * one image at a time. Value 0 is the network's input, value i + 1 what node i makes; feature maps
 * lie channel by channel.
 */
abstract class Operator {
  final int[] inputs;
  final int output;

  /** Set by the program: the place of this operator's scratch and saved numbers. */
  int number;

  /** Set by the program: the names of the layers it computes. */
  List<String> layers = List.of();

  /** Set by the program: whether there is a way back, and buffers for it are needed. */
  boolean goesBack = true;

  /** Set by the program: whether anyone needs the gradient of the first input. */
  boolean needsInputGradient = true;

  /** Set by the program: no other operator reads the first input. */
  boolean onlyReader;

  /**
   * Set by the program, for each input: the way back comes here before it comes to any other of its
   * readers, so its gradient is to be set, not added to.
   */
  boolean[] sets = {};

  Operator(int[] inputs, int output) {
    this.inputs = inputs;
    this.output = output;
  }

  /** Takes the weights it needs, in the order its kernels read them. */
  void pack(float[] weights) {}

  /** Makes the output value of one image. */
  abstract void forward(ImageState image, Scratch scratch);

  /**
   * Adds to the gradients of its inputs, or sets them ({@link #sets}), and adds to its weights'
   * partial sums, what follows from the gradient of its output.
   */
  abstract void backward(ImageState image, Scratch scratch);

  /** Adds the partial sums of a group of images to the gradient and forgets them. */
  void finishGroup(Scratch scratch, float[] gradient) {}

  /**
   * Whether {@link #backward}, when alone, may write the input's gradient over that of the output,
   * number by number; and {@link #forward} the output over the input, if nobody needs that later.
   */
  boolean worksInPlace() {
    return false;
  }

  /** Whether {@link #backward} needs what {@link #forward} made. */
  boolean needsOutputBack() {
    return true;
  }

  /** Whether {@link #backward} can set an input's gradient instead of adding to it. */
  boolean setsInputGradient() {
    return false;
  }

  /**
   * Multiply-adds that the definition of this layer needs for one image on the way forward; for the
   * gradient of the weights it needs as many again, and for that of the input.
   */
  long multiplyAdds() {
    return 0;
  }

  /** Whether what this operator makes can be written as its reader lays it out. */
  boolean canWriteFor(Operator reader) {
    return false;
  }

  /** Agrees that this operator writes its output as its only reader lays its input out. */
  void writeFor(ConvolutionOperator reader) {
    throw new IllegalStateException("writes its output as it is");
  }

  /** The numbers of the output where it is written for its reader. */
  OptionalInt outputSize() {
    return OptionalInt.empty();
  }

  /** Numbers to keep from forward to backward for each image. */
  int savedSize() {
    return 0;
  }

  /** Buffers for one thread. */
  @Nullable Object newScratch() {
    return null;
  }
}
