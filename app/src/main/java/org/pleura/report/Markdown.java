package org.pleura.report;

import java.util.List;
import java.util.stream.Collectors;

/** Markdown (CommonMark, with the tables of GitHub's) in which every text is only text. */
final class Markdown {

  private final StringBuilder text = new StringBuilder();

  Markdown heading(int level, String words) {
    text.append("#".repeat(level)).append(' ').append(escape(words)).append("\n\n");
    return this;
  }

  Markdown paragraph(String words) {
    text.append(line(words)).append("\n\n");
    return this;
  }

  Markdown bold(String words) {
    text.append("**").append(escape(words)).append("**\n\n");
    return this;
  }

  Markdown points(List<String> texts) {
    texts.forEach(one -> text.append("- ").append(line(one)).append('\n'));
    text.append('\n');
    return this;
  }

  Markdown table(List<String> header, List<List<String>> rows) {
    row(header);
    text.append("|").append(" --- |".repeat(header.size())).append('\n');
    rows.forEach(this::row);
    text.append('\n');
    return this;
  }

  private void row(List<String> cells) {
    text.append(cells.stream().map(Markdown::escape).collect(Collectors.joining(" | ", "| ", " |")))
        .append('\n');
  }

  /** A block of code; the fence is longer than any within. */
  Markdown code(String line) {
    String plain = Ink.printable(line);
    String fence = "```";
    while (plain.contains(fence)) {
      fence += "`";
    }
    text.append(fence).append('\n').append(plain).append('\n').append(fence).append("\n\n");
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }

  /** A text at the beginning of a line, where "1. " would begin a list and "# " a heading. */
  static String line(String words) {
    return escape(words).replaceFirst("^(\\d*)([-#+=.)])(?=[-#+=]*(\\s|$))", "$1\\\\$2");
  }

  /** On one line, with a backslash before whatever Markdown or HTML could take for its own. */
  static String escape(String words) {
    String line = Ink.printable(words).replaceAll("\\s+", " ").strip();
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      boolean special = "\\`*[]<>|~&".indexOf(c) >= 0;
      // An underscore within a word is one; at its edge it would begin emphasis.
      boolean edge = c == '_' && (i == 0 || i == line.length() - 1 || !inWord(line, i));
      boolean address = c == ':' && line.startsWith("://", i);
      escaped.append(special || edge || address ? "\\" : "").append(c);
    }
    return escaped.toString();
  }

  private static boolean inWord(String line, int i) {
    return Character.isLetterOrDigit(line.charAt(i - 1))
        && Character.isLetterOrDigit(line.charAt(i + 1));
  }
}
