package dev.keymaster.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.DatabaseTable;
import dev.keymaster.model.DatabaseTable.Cell;
import dev.keymaster.model.DatabaseTable.Column;
import dev.keymaster.model.Databases;
import dev.keymaster.model.Secret;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What everything that makes and reads databases keeps to; extend it and say how to make one. */
public abstract class DatabasesContract {
  /** Makes the port under test. */
  protected abstract Databases databases();

  private static Cell text(String text) {
    return new Cell.Text(Secret.copyOf(text.getBytes(UTF_8)));
  }

  /** Says what stands in a cell. */
  protected static String said(Cell cell) {
    return switch (cell) {
      case Cell.Empty _ -> "-";
      case Cell.Whole whole -> Long.toString(whole.value());
      case Cell.Text text -> "text " + new String(text.value().reveal(), UTF_8);
      case Cell.Bytes bytes -> "bytes " + List.of(boxed(bytes.value().reveal()));
    };
  }

  private static Byte[] boxed(byte[] bytes) {
    Byte[] boxed = new Byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      boxed[i] = bytes[i];
    }
    return boxed;
  }

  private static List<List<String>> said(DatabaseTable table) {
    return table.rows().stream()
        .map(row -> row.stream().map(DatabasesContract::said).toList())
        .toList();
  }

  private static DatabaseTable table(String name, int rows) {
    List<List<Cell>> cells = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      cells.add(
          List.of(
              new Cell.Whole(Long.MAX_VALUE - i),
              text("sk-canary-" + i + " é\0\n" + "x".repeat(i * 100)),
              new Cell.Bytes(Secret.copyOf(new byte[] {-1, 0, (byte) i})),
              i % 2 == 0 ? new Cell.Empty() : text("")));
    }
    List<Column> columns =
        List.of(
            new Column("id", "INTEGER"),
            new Column("order by \"x\"", "TEXT NOT NULL"),
            new Column("value", "BLOB"),
            new Column("é'", "TEXT"));
    return new DatabaseTable(name, columns, cells);
  }

  @Test
  void F2_C5_tables_come_back_as_they_were() {
    try (DatabaseTable small = table("a \"b\"; --", 3);
        DatabaseTable large = table("b", 120);
        DatabaseTable none = table("c", 0)) {
      List<DatabaseTable> read = databases().read(databases().write(List.of(small, large, none)));
      assertThat(read).extracting(DatabaseTable::name).containsExactly("a \"b\"; --", "b", "c");
      assertThat(read.get(0).columns())
          .extracting(Column::name)
          .containsExactly("id", "order by \"x\"", "value", "é'");
      assertThat(said(read.get(0))).isEqualTo(said(small));
      assertThat(said(read.get(1))).isEqualTo(said(large));
      assertThat(read.get(2).rows()).isEmpty();
      read.forEach(DatabaseTable::close);
    }
  }

  @Test
  void F2_C5_databases_leave_room_in_every_page_for_what_sqlcipher_puts_there() {
    try (DatabaseTable table = table("t", 100)) {
      byte[] image = databases().write(List.of(table));
      assertThat(image.length % Databases.PAGE).isZero();
      assertThat(image).startsWith("SQLite format 3\0".getBytes(UTF_8));
      assertThat(new byte[] {image[16], image[17], image[20]}).containsExactly(16, 0, 80);
      for (int end = Databases.PAGE; end <= image.length; end += Databases.PAGE) {
        for (int at = end - Databases.RESERVED; at < end; at++) {
          assertThat(image[at]).isZero();
        }
      }
    }
  }

  @Test
  void F2_C5_database_without_a_table_is_one_too() {
    assertThat(databases().read(databases().write(List.of()))).isEmpty();
  }
}
