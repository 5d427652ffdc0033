package org.pleura.run;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.pleura.nn.Graph;
import org.pleura.nn.Network;

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

  /**
   * How many networks are trained, one after the other, and then speak with one voice.
   *
   * @return 1 or more
   */
  int towers();

  /**
   * One of them alone.
   *
   * @return a plan of one tower
   */
  NetworkPlan tower();

  /**
   * Networks that were trained each by itself, side by side in one graph, whose logit is the mean
   * of theirs.
   *
   * @param trained 1 or more networks of {@link #tower()}, for images of one size
   * @return one network
   */
  Network joined(List<Network> trained);
}
