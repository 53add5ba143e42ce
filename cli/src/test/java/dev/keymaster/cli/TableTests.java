package dev.keymaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableTests {
  private final FakeWorld world;

  TableTests(@TempDir Path directory) {
    world = new FakeWorld(directory);
  }

  private String printed(Table table, int columns) {
    Output output = new Output(world, new Globals());
    table.print(output, columns);
    output.flush();
    return world.stdout();
  }

  @Test
  void the_last_column_is_cut_at_the_edge() {
    Table table = new Table("A", "NOTES").row("x", "a note that is rather long");
    assertThat(printed(table, 20)).isEqualTo("A  NOTES\nx  a note that is r…\n");
  }

  @Test
  void the_widest_of_the_others_is_cut_where_they_alone_are_too_wide() {
    Table table =
        new Table("NAME", "SERVICE", "NOTES").row("n".repeat(40), "a-service", "something");
    String text = printed(table, 40);
    assertThat(text.lines()).allMatch(line -> line.codePointCount(0, line.length()) <= 40);
    assertThat(text).contains("nnn…", "a-service", "someth");
  }

  @Test
  void without_an_edge_nothing_is_cut() {
    Table table = new Table("NAME", "NOTES").row("n".repeat(200), "m".repeat(200));
    assertThat(printed(table, Integer.MAX_VALUE))
        .contains("n".repeat(200) + "  " + "m".repeat(200));
  }

  @Test
  void a_terminal_too_narrow_for_anything_keeps_a_few_characters_of_each() {
    Table table = new Table("NAME", "SERVICE", "NOTES").row("n".repeat(40), "s".repeat(40), "x");
    assertThat(printed(table, 10)).contains("nnnnnnn…  sssssss…  x");
  }
}
