/**
 * The command line: {@link org.pleura.cli.Pleura} is the main class, and each command is one class
 * that turns its options into a call of the steps in {@code org.pleura.run} and prints what came
 * back. Results go to standard output ({@link org.pleura.cli.Screen#out()}), everything said on the
 * way to standard error; {@link org.pleura.cli.ExitCode} says how a command ended.
 */
@NullMarked
package org.pleura.cli;

import org.jspecify.annotations.NullMarked;
