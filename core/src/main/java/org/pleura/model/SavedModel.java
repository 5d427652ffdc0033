package org.pleura.model;

import java.util.List;
import java.util.Optional;
import org.pleura.nn.Network;

/**
 * What a model file holds.
 *
 * @param network the graph and its weights
 * @param optimization where its training stood, if the file has it and Pleura can go on from there
 * @param kerasVersion the version of Keras whose format it is, for example {@code 3.15.1}
 * @param notes what the file asks for that Pleura leaves out because it changes no prediction, one
 *     sentence each; mostly empty
 */
public record SavedModel(
    Network network, Optional<Optimization> optimization, String kerasVersion, List<String> notes) {
  /** Copies the list. */
  public SavedModel {
    notes = List.copyOf(notes);
  }
}
