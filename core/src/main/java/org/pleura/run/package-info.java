/**
 * The steps of a run and the folder they meet in. Each step reads and writes plain files of one
 * {@link org.pleura.run.RunFolder}, so that each can be run, tested, inspected or replaced alone.
 * {@link org.pleura.run.Beginning} begins a run or takes it up again, and {@link
 * org.pleura.run.HeldFolder} keeps others out of its folder meanwhile. {@link
 * org.pleura.run.CrossValidation} makes many runs of the same data. Nothing here prints: a step
 * tells a listener how far it is, and returns what it found.
 */
@NullMarked
package org.pleura.run;

import org.jspecify.annotations.NullMarked;
