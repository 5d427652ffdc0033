package org.pleura.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MarkdownTest {

  @Test
  void aTextIsOnlyText() {
    assertThat(Markdown.escape("a*b_c [d](e) <f> `g` | h & \\"))
        .isEqualTo("a\\*b_c \\[d\\](e) \\<f\\> \\`g\\` \\| h \\& \\\\");
    assertThat(Markdown.escape("_a_ 0.5 to 0.7")).isEqualTo("\\_a\\_ 0.5 to 0.7");
    assertThat(Markdown.escape("two\nlines")).isEqualTo("two lines");
    assertThat(Markdown.escape("see http://x.y")).isEqualTo("see http\\://x.y");
  }

  @Test
  void aLineBeginsNoListAndNoHeading() {
    assertThat(Markdown.line("1. first")).isEqualTo("1\\. first");
    assertThat(Markdown.line("# no heading")).isEqualTo("\\# no heading");
    assertThat(Markdown.line("- no point")).isEqualTo("\\- no point");
    assertThat(Markdown.line("---")).isEqualTo("\\---");
    assertThat(Markdown.line("0.80 of 1")).isEqualTo("0.80 of 1");
  }

  @Test
  void aTableHasARuleUnderItsHeaderAndACellIsNeverTwo() {
    String table =
        new Markdown().table(List.of("a", "b"), List.of(List.of("1|2", "-0.5"))).toString();
    assertThat(table).isEqualTo("| a | b |\n| --- | --- |\n| 1\\|2 | -0.5 |\n\n");
  }

  @Test
  void aFenceIsLongerThanThoseInTheCode() {
    assertThat(new Markdown().code("a ``` b").toString()).isEqualTo("````\na ``` b\n````\n\n");
  }
}
