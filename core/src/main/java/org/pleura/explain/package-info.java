/**
 * Where a network looked: one record for each {@link org.pleura.explain.SaliencyMethod}, each
 * giving a {@link org.pleura.explain.Heatmap}.
 *
 * <p>Class activation maps (Grad-CAM, GradCAM++, ScoreCAM, LayerCAM, HiResCAM) compute one number
 * for each cell of a layer's feature maps, which {@code ExplainedLayer} gets for them; gradients
 * compute one for each pixel; occlusion, RISE and ScoreCAM ask the network about an image of which
 * something is hidden ({@code Background}). Three controls look like maps and know nothing of the
 * network. The heatmap keeps the raw cells, so that their mass and size can be stated, and expands
 * them to the image ({@link org.pleura.explain.CornerAlignedZoom}) for the eye ({@link
 * org.pleura.explain.Jet}).
 *
 * <pre>{@code
 * SaliencyMethod method = SaliencyMethod.named("gradcam++", Optional.empty());
 * Heatmap map = method.explain(network, image);
 * int colour = Jet.rgb(map.at(128, 64));
 * }</pre>
 */
@NullMarked
package org.pleura.explain;

import org.jspecify.annotations.NullMarked;
