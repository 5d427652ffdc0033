/**
 * Can a way of explaining be believed? {@link org.pleura.audit.Check} lists the questions, and each
 * has a class that asks it of one image after the other and then judges what it found of all of
 * them: a {@link org.pleura.audit.Finding} with its {@link org.pleura.audit.Verdict}, the rule, and
 * the figures it rests on with their intervals. That these images do not say is a verdict too.
 *
 * <p>{@link org.pleura.audit.Audit} puts the questions together: what is the same for all methods
 * is a {@link org.pleura.audit.Subject} of each image; networks that have learned something else
 * come as {@link org.pleura.audit.Twins}, trained elsewhere. A {@link org.pleura.audit.ComparedMap}
 * is a map made ready to be compared, a {@link org.pleura.audit.Likeness} says how alike two of
 * them are, by the formulas of {@link org.pleura.audit.MapSimilarity}. Everything here computes;
 * nothing reads or writes.
 *
 * <p>A {@link org.pleura.audit.Comparison} asks several methods instead of one: how far they agree
 * on each image, over all images, and on which images least.
 *
 * <pre>{@code
 * Audit audit = new Audit(network, Set.of(Check.WEIGHTS), Optional.empty(), Map.of());
 * List<ComparedMap> originals = images.stream().map(i -> audit.original(method, i)).toList();
 * List<Audit.OfImage> found = new ArrayList<>();
 * for (int i = 0; i < images.size(); i++) {
 *   Subject subject = audit.subject(images.get(i), i, OptionalInt.empty());
 *   found.add(audit.of(method, images.get(i), subject, originals));
 * }
 * boolean passed = audit.findings(found).get(0).verdict() == Verdict.PASS;
 * }</pre>
 */
@NullMarked
package org.pleura.audit;

import org.jspecify.annotations.NullMarked;
