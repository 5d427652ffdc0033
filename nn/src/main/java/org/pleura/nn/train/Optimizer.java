package org.pleura.nn.train;

import org.pleura.nn.Graph;
import org.pleura.nn.Variable;

/** How a gradient moves the weights. Keras's rules, in float32, operation by operation. */
public sealed interface Optimizer {
  /**
   * How far a step goes before any schedule.
   *
   * @return the learning rate
   */
  double learningRate();

  /**
   * How many numbers are kept for each weight between steps.
   *
   * @return 0 for plain gradient descent, 1 with momentum, 2 for Adam
   */
  int slots();

  /**
   * One step.
   *
   * @param graph says which weights are trainable
   * @param weights moved in place
   * @param gradient the gradient of the loss, in the order of the weights
   * @param state moved in place: the kept numbers and the count of steps
   * @param learningRate how far this step goes
   */
  void step(
      Graph graph, float[] weights, float[] gradient, OptimizerState state, double learningRate);

  /**
   * Adam (Kingma and Ba, ICLR 2015, arXiv 1412.6980) as Keras does it: {@code m += (g - m) (1 -
   * beta1); v += (g^2 - v) (1 - beta2); w -= alpha m / (sqrt(v) + epsilon)} with {@code alpha =
   * learningRate sqrt(1 - beta2^t) / (1 - beta1^t)}. Epsilon is added to the root of the
   * uncorrected v, unlike in the paper's first form and in PyTorch.
   *
   * @param learningRate Keras's default is 0.001
   * @param beta1 how slowly the mean of the gradient follows; default 0.9
   * @param beta2 how slowly the mean of its square follows; default 0.999
   * @param epsilon added to the root; default 1e-7
   */
  record Adam(double learningRate, double beta1, double beta2, double epsilon)
      implements Optimizer {
    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public Adam {
      if (!(learningRate > 0
          && beta1 >= 0
          && beta1 < 1
          && beta2 >= 0
          && beta2 < 1
          && epsilon > 0)) {
        throw new IllegalArgumentException(
            "Adam needs a learning rate and an epsilon above 0 and betas from 0 to less than 1: "
                + ("learningRate=" + learningRate + ", beta1=" + beta1 + ", beta2=" + beta2)
                + (", epsilon=" + epsilon));
      }
    }

    /**
     * Adam with Keras's defaults.
     *
     * @return learning rate 0.001, betas 0.9 and 0.999, epsilon 1e-7
     */
    public static Adam defaults() {
      return new Adam(0.001, 0.9, 0.999, 1e-7);
    }

    @Override
    public int slots() {
      return 2;
    }

    @Override
    public void step(
        Graph graph, float[] weights, float[] gradient, OptimizerState state, double learningRate) {
      state.count();
      float power1 = (float) StrictMath.pow((float) beta1, (double) state.iterations());
      float power2 = (float) StrictMath.pow((float) beta2, (double) state.iterations());
      float alpha = (float) learningRate * (float) Math.sqrt(1f - power2) / (1f - power1);
      float keep1 = (float) (1 - beta1);
      float keep2 = (float) (1 - beta2);
      float floor = (float) epsilon;
      float[] mean = state.slot(0);
      float[] square = state.slot(1);
      for (Variable variable : graph.variables()) {
        int end = variable.parameter().trainable() ? variable.offset() + variable.size() : 0;
        for (int i = variable.offset(); i < end; i++) {
          float g = gradient[i];
          mean[i] += (g - mean[i]) * keep1;
          square[i] += (g * g - square[i]) * keep2;
          weights[i] -= mean[i] * alpha / ((float) Math.sqrt(square[i]) + floor);
        }
      }
    }
  }

  /**
   * Adam with a decay of the weights that does not pass through the gradient (Loshchilov and
   * Hutter, ICLR 2019, arXiv 1711.05101), as Keras's AdamW: before each step of Adam, {@code w -= w
   * weightDecay learningRate}, for all trainable weights.
   *
   * @param adam the rest
   * @param weightDecay Keras's default is 0.004
   */
  record AdamW(Adam adam, double weightDecay) implements Optimizer {
    /**
     * Checks the decay.
     *
     * @throws IllegalArgumentException if it is negative or not a number
     */
    public AdamW {
      if (!(weightDecay >= 0 && Double.isFinite(weightDecay))) {
        throw new IllegalArgumentException("weight decay is 0 or more, not " + weightDecay);
      }
    }

    @Override
    public double learningRate() {
      return adam.learningRate();
    }

    @Override
    public int slots() {
      return adam.slots();
    }

    @Override
    public void step(
        Graph graph, float[] weights, float[] gradient, OptimizerState state, double learningRate) {
      float decay = (float) weightDecay;
      float rate = (float) learningRate;
      for (Variable variable : graph.variables()) {
        int end = variable.parameter().trainable() ? variable.offset() + variable.size() : 0;
        for (int i = variable.offset(); i < end; i++) {
          weights[i] -= weights[i] * decay * rate;
        }
      }
      adam.step(graph, weights, gradient, state, learningRate);
    }
  }

  /**
   * Gradient descent: {@code w -= learningRate g}; with momentum, {@code m = momentum m -
   * learningRate g; w += m}, or Nesterov's {@code w += momentum m - learningRate g} with the new m.
   *
   * @param learningRate Keras's default is 0.01
   * @param momentum 0 for none
   * @param nesterov whether momentum looks ahead
   */
  record Sgd(double learningRate, double momentum, boolean nesterov) implements Optimizer {
    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public Sgd {
      if (!(learningRate > 0 && momentum >= 0 && momentum <= 1)) {
        throw new IllegalArgumentException(
            "SGD needs a learning rate above 0 and a momentum from 0 to 1: learningRate="
                + learningRate
                + ", momentum="
                + momentum);
      }
    }

    @Override
    public int slots() {
      return momentum == 0 ? 0 : 1;
    }

    @Override
    public void step(
        Graph graph, float[] weights, float[] gradient, OptimizerState state, double learningRate) {
      state.count();
      float rate = (float) learningRate;
      float keep = (float) momentum;
      for (Variable variable : graph.variables()) {
        int end = variable.parameter().trainable() ? variable.offset() + variable.size() : 0;
        for (int i = variable.offset(); i < end; i++) {
          if (momentum == 0) {
            weights[i] -= gradient[i] * rate;
            continue;
          }
          float[] velocity = state.slot(0);
          velocity[i] = velocity[i] * keep - gradient[i] * rate;
          weights[i] += nesterov ? velocity[i] * keep - gradient[i] * rate : velocity[i];
        }
      }
    }
  }
}
