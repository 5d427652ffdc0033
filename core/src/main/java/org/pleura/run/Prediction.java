package org.pleura.run;

import java.util.Optional;
import org.pleura.data.Part;
import org.pleura.data.Particulars;

/**
 * What a model says of one radiograph.
 *
 * @param image its name
 * @param patient who it shows, if that is known
 * @param label 1 if it has the finding, else 0
 * @param part which part of the data it belongs to
 * @param logit the network's last number before the sigmoid, or empty if only the probability is
 *     known
 * @param probability of the finding, 0 to 1
 * @param particulars what else is known of the image, to evaluate groups apart
 */
public record Prediction(
    String image,
    Optional<String> patient,
    int label,
    Part part,
    Optional<Float> logit,
    float probability,
    Particulars particulars) {}
