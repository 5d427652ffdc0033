package org.pleura.nn.train;

import org.pleura.nn.Network;

/**
 * Where a training stands after an epoch: all that is needed to go on as if nothing had happened.
 * The random streams are not part of it; they are replayed from the seed.
 *
 * @param history the epochs so far
 * @param network the weights now
 * @param optimizer what the optimiser remembers
 * @param best the weights to keep, as the plan's {@link KeptWeights} say
 */
public record TrainingState(
    History history, Network network, OptimizerState optimizer, Network best) {}
