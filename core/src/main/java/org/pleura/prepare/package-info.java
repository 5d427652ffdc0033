/**
 * From a gray picture to what a network sees. {@link org.pleura.prepare.Preparation} resizes and
 * standardises, the same for every image; {@link org.pleura.prepare.Augmentation} draws one {@link
 * org.pleura.prepare.AffineTransform} per training image, which moves the prepared pixels. Both
 * follow the Python stack of the lesson (OpenCV, NumPy, Keras's {@code ImageDataGenerator}) number
 * by number, and both are pure functions of their arguments.
 *
 * <pre>{@code
 * float[] pixels = Preparation.standardised(256, 256).apply(image);
 * AffineTransform moved = Augmentation.none().draw(stream);
 * float[] example = moved.apply(pixels, 256, 256);
 * }</pre>
 */
@NullMarked
package org.pleura.prepare;

import org.jspecify.annotations.NullMarked;
