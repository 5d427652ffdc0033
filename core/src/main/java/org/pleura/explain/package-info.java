/**
 * Where a network looked: one class per method, each giving a {@link org.pleura.explain.Heatmap}. A
 * method computes one number for each cell of a layer's feature maps; the heatmap keeps these raw
 * cells, so that their mass and size can be stated, and expands them to the image ({@link
 * org.pleura.explain.CornerAlignedZoom}) for the eye ({@link org.pleura.explain.Jet}).
 *
 * <pre>{@code
 * String layer = GradCamPlusPlus.lastConvolution(network.graph());
 * Heatmap map = GradCamPlusPlus.explain(network, image, layer, ExplainedScore.PROBABILITY);
 * int colour = Jet.rgb(map.at(128, 64));
 * }</pre>
 */
@NullMarked
package org.pleura.explain;

import org.jspecify.annotations.NullMarked;
