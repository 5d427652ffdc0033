/**
 * What a classifier's answers are worth: pure functions of labels and predictions, without files
 * and without dependencies. {@link org.pleura.evaluate.Cases} holds the answers; {@link
 * org.pleura.evaluate.Evaluation} gathers every figure about them; each figure has a class of its
 * own ({@link org.pleura.evaluate.ConfusionMatrix}, {@link org.pleura.evaluate.RocCurve}, {@link
 * org.pleura.evaluate.Auroc}, ...); {@link org.pleura.evaluate.Threshold} and {@link
 * org.pleura.evaluate.TemperatureScaling} are found on validation cases; {@link
 * org.pleura.evaluate.ModelComparison} sets two classifiers side by side; {@link
 * org.pleura.evaluate.CrossValidated} gathers the evaluations of folds and seeds. Each figure is an
 * {@link org.pleura.evaluate.Estimate}: a value with its 95 % interval, or the reason for having
 * none. Nothing here is ever NaN.
 *
 * <pre>{@code
 * Cases cases = Cases.of(positive, logits, probabilities).withPatients(patients);
 * Evaluation evaluation = Evaluation.of(cases, 0.5);
 * System.out.println("AUROC " + evaluation.discrimination().auroc().text()); // 0.80 (0.71 to 0.87)
 * }</pre>
 *
 * <p>Every draw comes from one seeded stream and every sum runs in the order of the cases, so the
 * same cases give the same bits everywhere.
 */
@NullMarked
package org.pleura.evaluate;

import org.jspecify.annotations.NullMarked;
