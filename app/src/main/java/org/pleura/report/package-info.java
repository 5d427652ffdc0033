/**
 * What people see of a run. Each figure class turns plain values (pictures, arrays, counts) into a
 * {@link org.pleura.report.Figure}: a size and a drawing that paints itself on any canvas. {@code
 * figure.draw()} paints it twice, as pixels and as vectors, and the {@link
 * org.pleura.report.DrawnFigure} it returns is written to the run's folder and embedded in the one
 * page that {@link org.pleura.report.HtmlReport} makes of a {@link
 * org.pleura.report.ReportContent}. Colours, type sizes and text fitting live in {@code Ink}, so
 * that all figures look like one set. Nothing here computes a result: numbers, intervals and curves
 * arrive finished. {@link org.pleura.report.RunReport} writes a run's report and its model card
 * from {@link org.pleura.run.RunFacts}, what the files of the run's folder say; {@link
 * org.pleura.report.CrossValidationReport} and {@link org.pleura.report.SearchReport} do so for the
 * folders that hold many runs, with the same tables, figures and checklists. {@link
 * org.pleura.report.ReportedRun} goes through the steps of a run and draws the figures of each.
 *
 * <pre>{@code
 * DrawnFigure curves = TrainingCurves.figure("08-training", caption, history, history.bestEpoch()).draw();
 * curves.write(run.resolve("figures"));
 * }</pre>
 */
@NullMarked
package org.pleura.report;

import org.jspecify.annotations.NullMarked;
