/**
 * The local page: a server on this machine alone that shows runs and asks their models. {@link
 * org.pleura.web.Page} starts it, one class for each group of routes answers ({@code ...Routes}),
 * {@code Guard} turns away what does not come from the page itself, and the page's own files are
 * resources beside this package. What is shown comes from {@link org.pleura.run}; nothing is
 * computed here but what a picture on a screen needs.
 *
 * <pre>{@code
 * try (Page page = Page.open(Served.of(Path.of("runs"), 4), 0, 4, "my own")) {
 *   System.out.println(page.url());
 * }
 * }</pre>
 */
@NullMarked
package org.pleura.web;

import org.jspecify.annotations.NullMarked;
