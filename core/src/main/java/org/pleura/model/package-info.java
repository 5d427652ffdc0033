/**
 * Keras's model files, in and out. {@link org.pleura.model.ModelFile} is the whole of it to
 * callers: it writes a {@link org.pleura.nn.Network} as a {@code .keras} file that Keras 3 opens or
 * as an HDF5 file, and reads either into a {@link org.pleura.model.SavedModel}.
 *
 * <p>Underneath, {@code ModelConfig} and {@code LayerConfig} are the graph as JSON, with {@code
 * Options} to read what a layer is asked for; {@code KerasOrder} says how Keras sorts layers. A
 * {@code .keras} file is a zip ({@code KerasArchive}) with that JSON, how the model is trained
 * ({@code OptimizerConfig}) and the arrays in an HDF5 file ({@code WeightsFile}). A {@code .h5}
 * file is one HDF5 file with all of it ({@code LegacyFile}, in the words of {@code LegacyConfig}).
 * Both read and write arrays through {@code Hdf5}. A file from outside is not trusted: what Pleura
 * does not compute is refused by name, weights take no more memory than the file has bytes ({@code
 * Superblock}), what one image would take is estimated before it is tried ({@code Effort}), and
 * nothing outside the file is opened.
 *
 * <p>{@link org.pleura.model.OnnxFile} writes a network for software that knows neither Keras nor
 * Pleura. {@code OnnxGraph} translates layers into ONNX's operators, {@code OnnxMessages} are the
 * messages of such a file, and {@code ProtobufMessage} is how messages become bytes.
 */
@NullMarked
package org.pleura.model;

import org.jspecify.annotations.NullMarked;
