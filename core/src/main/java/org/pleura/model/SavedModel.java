package org.pleura.model;

import java.util.List;
import org.pleura.nn.Network;

/**
 * What a model file holds.
 *
 * @param network the graph and its weights
 * @param kerasVersion the version of Keras whose format it is, for example {@code 3.15.1}
 * @param notes what the file asks for that Pleura leaves out because it changes no prediction, one
 *     sentence each; mostly empty
 */
public record SavedModel(Network network, String kerasVersion, List<String> notes) {
  /** Copies the list. */
  public SavedModel {
    notes = List.copyOf(notes);
  }
}
