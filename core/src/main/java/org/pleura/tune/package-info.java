/**
 * The search for a better plan. A {@link org.pleura.tune.Space} says what of a plan may vary, and
 * draws configurations of it; {@link org.pleura.tune.Rung}s say how long they are trained, and how
 * many are trained longer; a {@link org.pleura.tune.Search} trains them, each in a run folder of
 * its own, and asks the model that each keeps about the validation images. The test images are
 * never asked, so that they stay a test of what is chosen.
 *
 * <pre>{@code
 * Space space = Space.of(List.of("training.learningRate=0.0003..0.01:log", "network.dropout=0/0.4/0.8"));
 * List<List<String>> configurations = space.configurations(OptionalInt.of(27), plan.seed());
 * }</pre>
 */
@NullMarked
package org.pleura.tune;

import org.jspecify.annotations.NullMarked;
