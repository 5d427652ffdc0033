/**
 * Pictures in, gray numbers out. {@link org.pleura.image.ImageFiles} turns the bytes of a PNG or
 * JPEG file into a {@link org.pleura.image.GrayImage} with the same samples that OpenCV's {@code
 * imread(..., IMREAD_GRAYSCALE)} gives, and writes a gray image as PNG; {@link
 * org.pleura.image.Resize} scales one as OpenCV's {@code resize} does. Files come from anywhere, so
 * what a file claims is checked before memory is spent on it, and every failure is an {@link
 * org.pleura.image.UnreadableImageException}, one sentence that names the file.
 *
 * <pre>{@code
 * GrayImage image = ImageFiles.decodeGray(Files.readAllBytes(path), path.toString());
 * GrayImage small = Resize.linear(image, 256, 256);
 * }</pre>
 */
@NullMarked
package org.pleura.image;

import org.jspecify.annotations.NullMarked;
