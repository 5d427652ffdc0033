package org.pleura.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a network is made of, without its weights: an input, named layers in an order in which each
 * reads only earlier ones, the shape of everything, and the arrays it needs. Immutable. The last
 * node is the output.
 */
public final class Graph {
  /**
   * A layer at its place.
   *
   * @param name unique in the graph
   * @param layer what it does
   * @param inputs names of the nodes it reads, or the input's name
   */
  public record Node(String name, Layer layer, List<String> inputs) {
    /** Copies the list. */
    public Node {
      inputs = List.copyOf(inputs);
    }
  }

  private final String inputName;
  private final Shape inputShape;
  private final List<Node> nodes;
  private final Map<String, Integer> indices;
  private final List<Shape> shapes;
  private final List<Variable> variables;

  private Graph(String inputName, Shape inputShape, List<Node> nodes) {
    this.inputName = inputName;
    this.inputShape = inputShape;
    this.nodes = List.copyOf(nodes);
    this.indices = new HashMap<>();
    List<Shape> outputs = new ArrayList<>();
    List<Variable> arrays = new ArrayList<>();
    int offset = 0;
    for (Node node : this.nodes) {
      List<Shape> read = new ArrayList<>();
      for (String name : node.inputs()) {
        read.add(known(name, node.name(), outputs));
      }
      if (node.name().equals(inputName) || indices.containsKey(node.name())) {
        throw new IllegalArgumentException(
            "the name '"
                + node.name()
                + "' is given twice; every layer, and the input, needs one of its own");
      }
      try {
        outputs.add(node.layer().outputShape(read));
        for (Parameter parameter : node.layer().parameters(read)) {
          Variable variable = new Variable(node.name(), parameter, offset);
          arrays.add(variable);
          offset = Math.addExact(offset, variable.size());
        }
        if (offset > Shape.MOST_VALUES) {
          throw new ArithmeticException();
        }
      } catch (IllegalArgumentException cause) {
        throw new IllegalArgumentException(
            "layer '" + node.name() + "': " + cause.getMessage(), cause);
      } catch (ArithmeticException overflow) {
        throw new IllegalArgumentException(
            "layer '"
                + node.name()
                + "': a network holds at most "
                + Shape.MOST_VALUES
                + " weights, and with "
                + node.layer()
                + " there would be more",
            overflow);
      }
      indices.put(node.name(), indices.size());
    }
    if (this.nodes.isEmpty()) {
      throw new IllegalArgumentException("a network needs at least one layer");
    }
    this.shapes = List.copyOf(outputs);
    this.variables = List.copyOf(arrays);
  }

  private Shape known(String name, String reader, List<Shape> outputs) {
    if (name.equals(inputName)) {
      return inputShape;
    }
    Integer index = indices.get(name);
    if (index == null) {
      throw new IllegalArgumentException(
          "layer '"
              + reader
              + "' reads '"
              + name
              + "', which is neither the input '"
              + inputName
              + "' nor a layer before it");
    }
    return outputs.get(index);
  }

  /**
   * A graph from nodes in order.
   *
   * @param inputName the input's name; Keras's is {@code input_layer}
   * @param inputShape the input's shape
   * @param nodes the layers, each after those it reads; the last one is the output
   * @return the graph
   * @throws IllegalArgumentException if names repeat, a layer reads what does not come before it,
   *     or shapes do not fit; the message names the layer
   */
  public static Graph of(String inputName, Shape inputShape, List<Node> nodes) {
    return new Graph(inputName, inputShape, nodes);
  }

  /**
   * A chain of layers under Keras's default names: conv2d, conv2d_1, ...
   *
   * @param inputShape the input's shape
   * @param layers from input to output
   * @return the graph
   */
  public static Graph sequential(Shape inputShape, Layer... layers) {
    Builder builder = new Builder(inputShape);
    String last = builder.input();
    for (Layer layer : layers) {
      last = builder.add(layer, last);
    }
    return builder.build();
  }

  /**
   * Starts a graph whose layers are added one by one.
   *
   * @param inputShape the input's shape
   * @return an empty builder
   */
  public static Builder builder(Shape inputShape) {
    return new Builder(inputShape);
  }

  /** Adds layers one by one under Keras's default names. */
  public static final class Builder {
    private final Shape inputShape;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Integer> used = new HashMap<>();

    private Builder(Shape inputShape) {
      this.inputShape = inputShape;
    }

    /**
     * The input's name, to be read by layers.
     *
     * @return {@code input_layer}
     */
    public String input() {
      return "input_layer";
    }

    /**
     * Adds a layer.
     *
     * @param layer what it does
     * @param inputs names of what it reads
     * @return the layer's name
     */
    public String add(Layer layer, String... inputs) {
      int before = used.merge(layer.defaultName(), 1, Integer::sum) - 1;
      String name = before == 0 ? layer.defaultName() : layer.defaultName() + "_" + before;
      nodes.add(new Node(name, layer, Arrays.asList(inputs)));
      return name;
    }

    /**
     * Finishes.
     *
     * @return the graph; the last layer added is its output
     * @throws IllegalArgumentException as {@link Graph#of}
     */
    public Graph build() {
      return new Graph(input(), inputShape, nodes);
    }
  }

  /**
   * The input's name.
   *
   * @return the name
   */
  public String inputName() {
    return inputName;
  }

  /**
   * The input's shape.
   *
   * @return for example (256, 256, 1)
   */
  public Shape inputShape() {
    return inputShape;
  }

  /**
   * The layers in order.
   *
   * @return the nodes
   */
  public List<Node> nodes() {
    return nodes;
  }

  /**
   * The output: the last layer.
   *
   * @return the node
   */
  public Node output() {
    return nodes.get(nodes.size() - 1);
  }

  /**
   * Whether the output is a probability: the last layer's activation is a sigmoid.
   *
   * @return true if so
   */
  public boolean endsInSigmoid() {
    return Program.activation(output().layer()) instanceof ActivationFunction.Sigmoid;
  }

  /**
   * The place of a layer in {@link #nodes()}.
   *
   * @param name the layer's name
   * @return its index
   * @throws IllegalArgumentException if there is no such layer; the message says which there are
   */
  public int indexOf(String name) {
    Integer index = indices.get(name);
    if (index == null) {
      throw new IllegalArgumentException(
          "there is no layer '"
              + name
              + "'; the layers are "
              + nodes.stream().map(Node::name).collect(Collectors.joining(", ")));
    }
    return index;
  }

  /**
   * The shape of what a layer makes.
   *
   * @param name the layer's name, or the input's
   * @return the shape
   * @throws IllegalArgumentException if there is no such layer
   */
  public Shape shapeOf(String name) {
    return name.equals(inputName) ? inputShape : shapes.get(indexOf(name));
  }

  /**
   * All arrays, in Keras's order, which is also their order in {@link Network#weights()}.
   *
   * @return the variables
   */
  public List<Variable> variables() {
    return variables;
  }

  /**
   * The arrays of one layer.
   *
   * @param layer the layer's name
   * @return its variables in Keras's order
   */
  public List<Variable> variablesOf(String layer) {
    return variables.stream().filter(variable -> variable.layer().equals(layer)).toList();
  }

  /**
   * How many numbers the weights hold.
   *
   * @return the count, moving statistics included
   */
  public int parameterCount() {
    return variables.stream().mapToInt(Variable::size).sum();
  }

  /**
   * How many of them training changes by their gradient.
   *
   * @return the count
   */
  public int trainableParameterCount() {
    return variables.stream()
        .filter(variable -> variable.parameter().trainable())
        .mapToInt(Variable::size)
        .sum();
  }
}
