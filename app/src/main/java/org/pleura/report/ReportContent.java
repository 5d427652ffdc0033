package org.pleura.report;

import java.util.List;
import java.util.Optional;

/**
 * All that a report says, as plain text: the page's looks are {@link HtmlReport}'s business. Every
 * text may hold any characters; none of it is markup.
 *
 * @param title what the run was, for example "Pleural effusion on chest X-rays"
 * @param summary the result in a few sentences, the most important first
 * @param keyNumbers the figures to see first; may be empty
 * @param sections the report's body
 * @param provenance where the run came from: versions, machine, fingerprints, times
 */
public record ReportContent(
    String title,
    List<String> summary,
    List<KeyNumber> keyNumbers,
    List<Section> sections,
    List<Fact> provenance) {

  /**
   * Copies the lists.
   *
   * @param title what the run was
   * @param summary its result
   * @param keyNumbers the figures to see first
   * @param sections the body
   * @param provenance where the run came from
   */
  public ReportContent {
    summary = List.copyOf(summary);
    keyNumbers = List.copyOf(keyNumbers);
    sections = List.copyOf(sections);
    provenance = List.copyOf(provenance);
  }

  /**
   * A number shown large, with what it is and how sure it is.
   *
   * @param label for example "Accuracy"
   * @param value for example "0.80"
   * @param detail for example "95 % interval 0.71 to 0.87", or why there is none
   * @param interval its place between 0 and 1, drawn as a small bar; empty if it has none
   */
  public record KeyNumber(String label, String value, String detail, Optional<Interval> interval) {}

  /**
   * A share with its interval.
   *
   * @param value 0 to 1
   * @param low 0 to value
   * @param high value to 1
   */
  public record Interval(double value, double low, double high) {
    /**
     * Checks the order.
     *
     * @param value 0 to 1
     * @param low 0 to value
     * @param high value to 1
     * @throws IllegalArgumentException unless 0 &lt;= low &lt;= value &lt;= high &lt;= 1
     */
    public Interval {
      if (!(0 <= low && low <= value && value <= high && high <= 1)) {
        throw new IllegalArgumentException(
            "An interval must hold its value and lie within 0 to 1, but it is %s to %s around %s."
                .formatted(low, high, value));
      }
    }
  }

  /**
   * A heading and what stands under it.
   *
   * @param heading the heading
   * @param blocks paragraphs, notes, tables and figures in order
   * @param anchor its name in links: lower-case letters, digits and hyphens; empty for its number
   */
  public record Section(String heading, List<Block> blocks, String anchor) {
    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if the anchor could not be one
     */
    public Section {
      blocks = List.copyOf(blocks);
      if (!anchor.matches("[a-z0-9-]*")) {
        throw new IllegalArgumentException(
            "A section's anchor must be lower-case letters, digits and hyphens, but it is '%s'."
                .formatted(Ink.printable(anchor)));
      }
    }

    /**
     * A section that nothing links to by name.
     *
     * @param heading the heading
     * @param blocks what stands under it
     */
    public Section(String heading, List<Block> blocks) {
      this(heading, blocks, "");
    }
  }

  /** One piece of a section. */
  public sealed interface Block
      permits Paragraph, Note, Points, Command, Facts, Table, Checks, Illustration, PictureRow {}

  /**
   * Running text.
   *
   * @param text one paragraph
   */
  public record Paragraph(String text) implements Block {}

  /**
   * What a reader must not miss: an assumption that was made, a caution.
   *
   * @param text one paragraph
   */
  public record Note(String text) implements Block {}

  /**
   * A list of sentences that do not follow from each other.
   *
   * @param texts one each
   */
  public record Points(List<String> texts) implements Block {
    /** Copies the list. */
    public Points {
      texts = List.copyOf(texts);
    }
  }

  /**
   * A line to type.
   *
   * @param line as a shell takes it
   */
  public record Command(String line) implements Block {}

  /**
   * Names with their values.
   *
   * @param facts in order
   */
  public record Facts(List<Fact> facts) implements Block {
    /** Copies the list. */
    public Facts {
      facts = List.copyOf(facts);
    }
  }

  /**
   * A checklist with its answers.
   *
   * @param caption whose checklist it is
   * @param items in its order
   */
  public record Checks(String caption, List<Check> items) implements Block {
    /** Copies the list. */
    public Checks {
      items = List.copyOf(items);
    }
  }

  /**
   * An item of a checklist.
   *
   * @param number as the checklist counts
   * @param words what it asks for
   * @param answer what the run knows of it; empty for nothing
   * @param anchor of the section that says more; empty for none
   * @param toWrite what a person must add; empty for nothing
   */
  public record Check(String number, String words, String answer, String anchor, String toWrite) {}

  /**
   * A table. Columns whose cells are all numbers are set flush right.
   *
   * @param caption what it shows
   * @param header one text a column
   * @param rows as many texts each as the header has
   */
  public record Table(String caption, List<String> header, List<List<String>> rows)
      implements Block {
    /**
     * Copies the lists and checks that the table is not ragged.
     *
     * @param caption what it shows
     * @param header one text a column
     * @param rows the cells
     * @throws IllegalArgumentException if a row has more or fewer cells than the header
     */
    public Table {
      header = List.copyOf(header);
      rows = rows.stream().map(List::copyOf).toList();
      for (List<String> row : rows) {
        if (row.size() != header.size()) {
          throw new IllegalArgumentException(
              "Each row of table '%s' must have %d cells as its header has, but one has %d."
                  .formatted(caption, header.size(), row.size()));
        }
      }
    }
  }

  /**
   * A figure, its caption under it.
   *
   * @param figure the figure, drawn
   */
  public record Illustration(DrawnFigure figure) implements Block {}

  /**
   * Small pictures side by side, with a line above that says what they are.
   *
   * @param title for example an image's name
   * @param text what is to be known of it
   * @param pictures from left to right, one or more
   */
  public record PictureRow(String title, String text, List<Thumbnail> pictures) implements Block {
    /** Copies the list. */
    public PictureRow {
      pictures = List.copyOf(pictures);
    }
  }

  /**
   * One line of the provenance.
   *
   * @param name for example "Java"
   * @param value for example "17.0.15"
   */
  public record Fact(String name, String value) {}
}
