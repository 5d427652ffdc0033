package org.pleura.nn;

/**
 * A parameter of one layer of a graph, and where it stands among all the graph's numbers.
 *
 * @param layer name of the layer
 * @param parameter the array
 * @param offset how many numbers of the graph come before it
 */
public record Variable(String layer, Parameter parameter, int offset) {
  /**
   * The name Keras gives the array.
   *
   * @return for example {@code conv2d_1/kernel}
   */
  public String path() {
    return layer + "/" + parameter.name();
  }

  /**
   * How many numbers it holds.
   *
   * @return the size
   */
  public int size() {
    return parameter.size();
  }
}
