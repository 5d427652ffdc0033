/**
 * Questions to a data set before anything is trained on it. {@link org.pleura.inspect.Polarity}:
 * are the grays of an image inverted? {@link org.pleura.inspect.LabelLeak}: can the label be read
 * off something that no radiologist would look at? A {@link org.pleura.inspect.Look} takes from
 * each image what a blinkered reader sees: the border, a thumbnail, the grays without their places,
 * their mean, the facts of the file; a {@link org.pleura.inspect.LogisticRegression} learns the
 * label from that alone, on folds that keep patients apart, and the answer says how well it did,
 * with an interval, and what is to be thought of it.
 *
 * <pre>{@code
 * LabelLeak leak = LabelLeak.of(Look.BORDER, seen, radiographs, groups);
 * System.out.println(leak.sentence());
 * }</pre>
 */
@NullMarked
package org.pleura.inspect;

import org.jspecify.annotations.NullMarked;
