/**
 * What the tests of the engine share: {@link org.pleura.nn.testing.KerasCase} reads what Keras
 * computed, {@link org.pleura.nn.testing.RandomNetworks} draws networks of every layer and option,
 * and {@link org.pleura.nn.testing.SlowNetwork} computes any network from its definition, in double
 * precision and nested loops, to be right rather than fast.
 */
@NullMarked
package org.pleura.nn.testing;

import org.jspecify.annotations.NullMarked;
