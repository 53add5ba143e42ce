package dev.keymaster.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Every code of SQLite becomes a sentence about the file, with what to do. */
class SqliteFailureTests {
  private static final Path FILE = Path.of("/home/ada/it's here/vault.db");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SQLITE_BUSY              | CONFLICT | another program is writing to
          SQLITE_BUSY_RECOVERY     | CONFLICT | another program is writing to
          SQLITE_PROTOCOL          | CONFLICT | another program is writing to
          SQLITE_FULL              | FAILURE  | the disk is full
          SQLITE_IOERR_SHMSIZE     | FAILURE  | the disk is full
          SQLITE_IOERR_FSYNC       | FAILURE  | the disk failed on
          SQLITE_READONLY          | FAILURE  | cannot be written to
          SQLITE_READONLY_DIRECTORY | FAILURE | cannot be written to
          SQLITE_PERM              | FAILURE  | cannot be written to
          SQLITE_CANTOPEN          | FAILURE  | cannot be opened
          SQLITE_CANTOPEN_SYMLINK  | FAILURE  | cannot be opened
          SQLITE_NOMEM             | FAILURE  | not enough memory
          SQLITE_NOTADB            | CORRUPT  | is not a Keymaster vault
          SQLITE_TOOBIG            | CORRUPT  | a value that is too large
          SQLITE_CORRUPT           | CORRUPT  | is damaged
          SQLITE_CORRUPT_INDEX     | CORRUPT  | is damaged
          SQLITE_CONSTRAINT        | CORRUPT  | is damaged
          SQLITE_ERROR             | CORRUPT  | is damaged
          """)
  void code_becomes_a_sentence_about_the_file(SQLiteErrorCode code, Code expected, String words) {
    SQLiteException cause = new SQLiteException("not shown to anybody", code);
    KeymasterException failure = (KeymasterException) SqliteFailure.of(cause, FILE);
    assertThat(failure.code()).isEqualTo(expected);
    assertThat(failure)
        .hasMessageContaining(words)
        .hasMessageContaining(FILE.toString())
        .hasMessageNotContaining("not shown")
        .hasCause(cause);
    assertThat(failure.hint()).doesNotContain("\n");
  }

  @Test
  void misuse_is_our_mistake() {
    SQLiteException cause = new SQLiteException("x", SQLiteErrorCode.SQLITE_MISUSE);
    assertThat(SqliteFailure.of(cause, FILE)).isInstanceOf(BugException.class);
  }

  @Test
  void session_is_given_up_after_what_it_may_not_have_survived() {
    assertThat(breaks(SQLiteErrorCode.SQLITE_IOERR_WRITE)).isTrue();
    assertThat(breaks(SQLiteErrorCode.SQLITE_CORRUPT)).isTrue();
    assertThat(breaks(SQLiteErrorCode.SQLITE_TOOBIG)).isTrue();
    assertThat(breaks(SQLiteErrorCode.SQLITE_BUSY)).isFalse();
  }

  @Test
  void hint_can_be_pasted_whatever_the_path_is_called() {
    var failure =
        (KeymasterException)
            SqliteFailure.of(new SQLiteException("x", SQLiteErrorCode.SQLITE_FULL), FILE);
    assertThat(failure.hint()).endsWith("df '/home/ada/it'\\''s here/vault.db'");
  }

  private static boolean breaks(SQLiteErrorCode code) {
    return SqliteFailure.breaksSession(new SQLiteException("x", code));
  }
}
