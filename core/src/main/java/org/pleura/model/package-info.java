/**
 * Keras's model files, in and out. {@link org.pleura.model.ModelFile} is the whole of it to
 * callers: it writes a {@link org.pleura.nn.Network} as a {@code .keras} file that Keras 3 opens,
 * and reads one into a {@link org.pleura.model.SavedModel}. Underneath, {@code KerasArchive} is the
 * zip, {@code ModelConfig} and {@code LayerConfig} are the graph as JSON, {@code KerasOrder} says
 * how Keras sorts layers, {@code OptimizerConfig} is how it is trained, and {@code WeightsFile} is
 * the HDF5 file inside. A file from outside is not trusted: what Pleura does not compute is refused
 * by name, and memory is bounded by the size of the file.
 *
 * <p>{@link org.pleura.model.OnnxFile} writes a network for software that knows neither Keras nor
 * Pleura. {@code OnnxGraph} translates layers into ONNX's operators, {@code OnnxMessages} are the
 * messages of such a file, and {@code ProtobufMessage} is how messages become bytes.
 */
@NullMarked
package org.pleura.model;

import org.jspecify.annotations.NullMarked;
