/**
 * Can a way of explaining be believed? Each check is a class with one question: {@link
 * org.pleura.audit.WeightRandomization} (does the map depend on what was learned?), {@link
 * org.pleura.audit.Stability} (does it stay when nothing happens?). A check looks at images one by
 * one, in any order, and then judges what it found of all of them: a {@link
 * org.pleura.audit.Finding} with its {@link org.pleura.audit.Verdict}, the rule, and the figures it
 * rests on with their intervals. That these images do not say is a verdict too.
 *
 * <p>{@code MapAgreement} says how alike two maps are, by the ranks of their cells ({@link
 * org.pleura.audit.MapSimilarity}); {@code Cells} brings fine maps to cells that can be compared.
 *
 * <p>A {@link org.pleura.audit.Comparison} asks several methods instead of one: how far they agree
 * on each image, over all images, and on which images least.
 *
 * <pre>{@code
 * Finding finding = WeightRandomization.judge(ofEachImage, WeightRandomization.stages(graph));
 * boolean passed = finding.verdict() == Verdict.PASS;
 * }</pre>
 */
@NullMarked
package org.pleura.audit;

import org.jspecify.annotations.NullMarked;
