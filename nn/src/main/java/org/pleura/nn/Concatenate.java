package org.pleura.nn;

import java.util.List;

/** Two or more inputs side by side along the channels (the last axis). */
public record Concatenate() implements Layer {
  @Override
  public Shape outputShape(List<Shape> inputs) {
    boolean fit =
        inputs.size() >= 2
            && inputs.stream()
                    .map(shape -> List.of(shape.isMaps(), shape.height(), shape.width()))
                    .distinct()
                    .count()
                == 1;
    if (!fit) {
      throw new IllegalArgumentException(
          "Concatenate reads two or more inputs that differ only in channels, not " + inputs);
    }
    Shape first = inputs.get(0);
    int channels = inputs.stream().mapToInt(Shape::channels).reduce(0, Math::addExact);
    return first.isMaps() ? Shape.of(first.height(), first.width(), channels) : Shape.of(channels);
  }
}
