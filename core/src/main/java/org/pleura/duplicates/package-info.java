/**
 * Whether two files show the same film, although one was made brighter or darker, cropped a little,
 * turned by a degree or two, mirrored, inverted, made smaller or stored as JPEG. Each image leaves
 * a {@link org.pleura.duplicates.Signature} of a few kilobytes; {@link
 * org.pleura.duplicates.NearDuplicates} finds the pairs that could be one film without looking at
 * all pairs, lays one over the other and takes those that agree. Two films of one patient are not
 * one film: how the two are told apart, and how often that fails, is in decision 0013.
 *
 * <pre>{@code
 * List<Signature> signatures = images.stream().map(Signature::of).toList();
 * for (NearDuplicates.Match match : NearDuplicates.among(signatures)) {
 *   System.out.println(match.first() + " = " + match.second());
 * }
 * }</pre>
 */
@NullMarked
package org.pleura.duplicates;

import org.jspecify.annotations.NullMarked;
