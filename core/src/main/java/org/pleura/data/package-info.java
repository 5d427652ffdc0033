/**
 * Which radiographs there are, what is known of each, and which serve for what. {@link
 * org.pleura.data.Dataset} finds the images of two classes in a folder or a zip and knows label,
 * patient and SHA-256 of each {@link org.pleura.data.Radiograph}; {@link org.pleura.data.Split}
 * divides them into {@linkplain org.pleura.data.Part parts}, as the lesson does or stratified and
 * with each patient in one part only; {@link org.pleura.data.Folds} deals them to folds. Where the
 * labels are findings of a table, a {@link org.pleura.data.Labelling} says which; what belongs
 * together is in {@link org.pleura.data.Groups}. Nothing here decodes a picture: {@link
 * org.pleura.data.Dataset#read} gives the bytes of a file. Where there are no radiographs, {@code
 * Phantoms} draws some, with known truth. What cannot be used as asked is an {@link
 * org.pleura.data.UnusableDataException}.
 *
 * <pre>{@code
 * try (Dataset data = Dataset.open(Path.of("chest_xrays"), Optional.empty())) {
 *   Split split = Split.lesson(data.radiographs(), 42);
 *   byte[] file = data.read(split.train().get(0));
 * }
 * }</pre>
 */
@NullMarked
package org.pleura.data;

import org.jspecify.annotations.NullMarked;
