package org.pleura.tune;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.pleura.nn.random.Mt19937;
import org.pleura.run.ConvolutionalNetwork;
import org.pleura.run.Json;
import org.pleura.run.Plan;
import org.pleura.run.PlanException;

/**
 * What of a plan varies. Where all values are choices, its configurations are a grid, and a search
 * goes through all of it or a random part (Bergstra and Bengio, JMLR 13, 2012: most of what a grid
 * finds, a random part of it finds too); with a range of numbers there is no end of configurations,
 * and each is drawn by itself.
 *
 * @param dimensions in order, each of another path
 */
public record Space(List<Dimension> dimensions) {

  /** How many configurations are drawn where nobody says how many. */
  public static final int USUAL_TRIALS = 9;

  /** More would be a slip of the hand. */
  public static final int MOST_TRIALS = 10_000;

  private static final int MOST_COMBINATIONS = 1_000_000;

  /**
   * Copies the dimensions.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Space {
    dimensions = List.copyOf(dimensions);
    if (dimensions.isEmpty()) {
      throw new IllegalArgumentException("a space has one dimension or more");
    }
  }

  /**
   * Reads a space.
   *
   * @param words each as {@link Dimension#of} reads it
   * @return the space
   * @throws PlanException if one is not of that form, or a path is there twice
   */
  public static Space of(List<String> words) throws PlanException {
    List<Dimension> dimensions = new ArrayList<>();
    for (String one : words) {
      dimensions.add(Dimension.of(one));
    }
    return apart(dimensions);
  }

  /**
   * Reads a space from a file: a JSON object with a path for each key, and for each value either
   * what stands behind {@code PATH=}, as in {@code "training.learningRate": "0.0003..0.01:log"}, or
   * a list of the values to try.
   *
   * @param file JSON
   * @return the space
   * @throws PlanException if a value is neither, or as {@link #of}
   * @throws IOException if the file cannot be read
   */
  public static Space read(Path file) throws IOException {
    ObjectNode json = Json.read(file, ObjectNode.class);
    List<Dimension> dimensions = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      String path = entry.getKey();
      JsonNode values = entry.getValue();
      if (values.isTextual()) {
        dimensions.add(Dimension.of(path + "=" + values.textValue()));
      } else if (values.isArray()) {
        List<String> all = new ArrayList<>();
        values.forEach(value -> all.add(value.isTextual() ? value.textValue() : value.toString()));
        dimensions.add(Dimension.choices(path, all));
      } else {
        throw new PlanException(
            file
                + ": '"
                + path
                + "' must be text such as \"0.0003..0.01:log\", or a list of values, but it is "
                + values
                + ".");
      }
    }
    if (dimensions.isEmpty()) {
      throw new PlanException(file + " names nothing that varies.");
    }
    return apart(dimensions);
  }

  /**
   * Two spaces as one.
   *
   * @param other what varies besides
   * @return all dimensions
   * @throws PlanException if both have a path
   */
  public Space and(Space other) throws PlanException {
    return apart(Stream.concat(dimensions.stream(), other.dimensions().stream()).toList());
  }

  private static Space apart(List<Dimension> dimensions) throws PlanException {
    Set<String> paths = new HashSet<>();
    for (Dimension dimension : dimensions) {
      if (!paths.add(dimension.path())) {
        throw new PlanException("'" + dimension.path() + "' is said to vary twice; say it once.");
      }
    }
    return new Space(dimensions);
  }

  /**
   * What is worth varying first, where nobody says what.
   *
   * @param plan the plan
   * @return for the lesson's kind of network the step, dropout, batch normalisation and half or
   *     twice as many filters; for a residual one the step and what keeps it from learning images
   *     by heart
   */
  public static Space usual(Plan plan) {
    try {
      return of(
          plan.network() instanceof ConvolutionalNetwork network
              ? List.of(
                  "training.learningRate=0.0002..0.01:log",
                  "network.dropout=0..0.8",
                  "network.batchNormalizations=0/1",
                  "network.convolutions="
                      + scaled(network, 0.5)
                      + "/"
                      + scaled(network, 1)
                      + "/"
                      + scaled(network, 2))
              : List.of(
                  "training.learningRate=0.0005..0.01:log",
                  "training.weightDecay=0.002..0.2:log",
                  "training.labelSmoothing=0..0.2",
                  "network.dropout=0..0.6"));
    } catch (PlanException impossible) {
      throw new IllegalStateException("the usual space is wrong", impossible);
    }
  }

  private static String scaled(ConvolutionalNetwork network, double factor) {
    return network.convolutions().stream()
        .map(
            words -> {
              int at = words.indexOf('@');
              long filters = Math.round(Integer.parseInt(words.substring(0, at)) * factor);
              return Math.min(9999, Math.max(1, filters)) + words.substring(at);
            })
        .collect(Collectors.joining(","));
  }

  /**
   * The configurations to start with.
   *
   * @param trials how many; empty for all of a grid, and {@link #USUAL_TRIALS} where there is a
   *     range
   * @param seed of the choice
   * @return for each its settings; of a grid at most as many as it has, in its order, the last path
   *     varying fastest
   * @throws PlanException if a grid has more than a million, or more than {@link #MOST_TRIALS} are
   *     to be tried
   */
  public List<List<String>> configurations(OptionalInt trials, long seed) throws PlanException {
    Mt19937 random = Mt19937.numpy(seed);
    if (dimensions.stream().allMatch(Dimension.Choices.class::isInstance)) {
      int all = combinations();
      if (trials.isEmpty() && all > MOST_TRIALS) {
        throw new PlanException(
            "the grid has " + all + " combinations; say with --trials how many to try.");
      }
      return Arrays.stream(random.permutation(all))
          .limit(trials.orElse(all))
          .sorted()
          .mapToObj(this::combination)
          .toList();
    }
    List<List<String>> drawn = new ArrayList<>();
    for (int i = 0; i < trials.orElse(USUAL_TRIALS); i++) {
      List<String> settings = new ArrayList<>();
      for (Dimension dimension : dimensions) {
        settings.add(dimension.path() + "=" + dimension.draw(random));
      }
      drawn.add(settings);
    }
    return drawn;
  }

  private int combinations() throws PlanException {
    long all = 1;
    for (Dimension dimension : dimensions) {
      all *= ((Dimension.Choices) dimension).values().size();
      if (all > MOST_COMBINATIONS) {
        throw new PlanException(
            "the grid has more than "
                + MOST_COMBINATIONS
                + " combinations; leave out some values, or make one a range, as"
                + " 0.0003..0.01:log.");
      }
    }
    return (int) all;
  }

  private List<String> combination(int index) {
    String[] settings = new String[dimensions.size()];
    int rest = index;
    for (int i = settings.length - 1; i >= 0; i--) {
      Dimension.Choices choices = (Dimension.Choices) dimensions.get(i);
      settings[i] = choices.path() + "=" + choices.values().get(rest % choices.values().size());
      rest /= choices.values().size();
    }
    return List.of(settings);
  }
}
