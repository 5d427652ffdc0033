/**
 * Training. {@link org.pleura.nn.train.Fitting} is the loop: it draws mini-batches in Keras's order
 * ({@link org.pleura.nn.train.BatchOrder}), asks {@link org.pleura.nn.Backpropagation} for
 * gradients of the {@link org.pleura.nn.train.BinaryCrossentropy}, lets an {@link
 * org.pleura.nn.train.Optimizer} move the weights, and tells a listener after each batch and epoch.
 * What it was asked to do is a {@link org.pleura.nn.train.TrainingPlan}; where it stands after an
 * epoch is a {@link org.pleura.nn.train.TrainingState}, from which a training goes on as if it had
 * never been interrupted, to the bit.
 *
 * <pre>{@code
 * try (Fitting fitting = new Fitting(graph, plan, training, validation, threads)) {
 *   TrainingState end = fitting.run(listener);
 *   Network best = end.best();
 * }
 * }</pre>
 */
@NullMarked
package org.pleura.nn.train;

import org.jspecify.annotations.NullMarked;
