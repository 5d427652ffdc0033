package org.pleura.run;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.pleura.nn.Graph;

/** The layers of a plan, of one of two kinds; {@code kind} says in a plan's file of which. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ConvolutionalNetwork.class, name = "convolutional"),
  @JsonSubTypes.Type(value = ResidualNetwork.class, name = "residual")
})
public sealed interface NetworkPlan permits ConvolutionalNetwork, ResidualNetwork {
  /**
   * The layers, under Keras's names.
   *
   * @param height rows of the input
   * @param width columns of the input
   * @return the graph, from a gray image to one number
   * @throws IllegalArgumentException if the image is too small for so many poolings
   */
  Graph graph(int height, int width);

  /**
   * The same layers, but that nothing is dropped in training.
   *
   * @return the plan without dropout
   */
  NetworkPlan withoutDropout();
}
