package dev.keymaster.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.SealedRow;
import dev.keymaster.model.SealedRows.Cursor;
import dev.keymaster.model.SealedRows.Snapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;

/** A store in a private directory, and the hands of somebody who has its file. */
final class TestVault {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Path file;

  private TestVault(Path file) {
    this.file = file;
  }

  /** Makes a store with one row, part and event in {@code home} below that directory. */
  static TestVault in(Path directory) {
    TestVault vault = new TestVault(directory.resolve("home/vault.db"));
    try (SqliteRows rows = SqliteRows.create(vault.file, PATIENCE)) {
      rows.write(change -> {
        change.putPart("header", bytes(1));
        return Writer.addOne(change);
      });
    }
    return vault;
  }

  /** Names a store that another process makes. */
  static TestVault at(Path file) {
    return new TestVault(file);
  }

  Path file() {
    return file;
  }

  Path home() {
    return file.resolveSibling(".").normalize();
  }

  Path companion(String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  SqliteRows open() {
    return SqliteRows.open(file, PATIENCE);
  }

  /** Opens and closes it; it is expected to be refused. */
  KeymasterException failure() {
    try (SqliteRows rows = open()) {
      rows.read(Snapshot::rows);
    } catch (KeymasterException e) {
      return e;
    }
    throw new AssertionError(file + " was not refused");
  }

  /** Returns how many rows it has, having opened it. */
  long rowCount() {
    try (SqliteRows rows = open()) {
      return rows.read(snapshot -> count(snapshot.rows()));
    }
  }

  /** Returns what the store counts, having seen that part, events and rows of it agree. */
  static long wholeState(SqliteRows rows) {
    return rows.read(snapshot -> {
      long count = Writer.count(snapshot.part("count"));
      assertThat(count(snapshot.events(0))).isEqualTo(count);
      assertThat(count(snapshot.rows())).isEqualTo(count);
      return count;
    });
  }

  /** Runs SQL on the file as any program could. */
  void tamper(String... statements) {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  void setMode(String mode) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  static long count(Cursor<?> cursor) {
    long count = 0;
    try (cursor) {
      while (cursor.next() != null) {
        count++;
      }
    }
    return count;
  }

  static SealedRow row(long n) {
    byte[] sealed = new byte[200];
    Arrays.fill(sealed, (byte) n);
    return new SealedRow(n, 1, locator(n), sealed);
  }

  static byte[] locator(long n) {
    return ByteBuffer.allocate(32).putLong(24, n).array();
  }

  static byte[] bytes(long n) {
    return ByteBuffer.allocate(16).putLong(n).array();
  }
}
