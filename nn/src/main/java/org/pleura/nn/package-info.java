/**
 * Convolutional neural networks in plain Java. A {@link org.pleura.nn.Graph} is a description:
 * named {@link org.pleura.nn.Layer layers}, what each reads, and the shape of everything. A {@link
 * org.pleura.nn.Network} is a graph with weights, immutable, and answers questions: logits,
 * activations, gradients. {@link org.pleura.nn.Backpropagation} gives the gradient of a loss over a
 * mini-batch; the loop around it lives in the package {@code org.pleura.nn.train}.
 *
 * <p>Underneath, a {@code Program} is a graph compiled into {@code Operator}s for one purpose, and
 * all heavy arithmetic goes through {@code Kernels}, of which there are two sets: one written with
 * the Vector API and one in scalar Java. Both do the same floating-point operations in the same
 * order, so they give the same bits, and so does any number of threads.
 *
 * <p>At this package's boundary arrays are in Keras's order (height, width, channels); inside, each
 * channel is a plane of its own, because that is how the kernels read.
 */
@NullMarked
package org.pleura.nn;

import org.jspecify.annotations.NullMarked;
