/**
 * The random streams of the Python stack, bit for bit: {@link org.pleura.nn.random.Mt19937} as
 * NumPy and Python seed and consume it (splits, batch order, augmentation, layer seeds), and {@link
 * org.pleura.nn.random.Philox} as TensorFlow uses it (initial weights, dropout masks). Every draw a
 * Pleura training makes comes from one of these two, so a plan and a seed name exactly one result.
 */
@NullMarked
package org.pleura.nn.random;

import org.jspecify.annotations.NullMarked;
