package dev.keymaster.storage;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.SealedRows.Transaction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The program of {@link OtherProcess}: {@code FILE write COUNT}, {@code FILE hold}, {@code FILE
 * try} (one write, without patience). Each write adds one event and one row and counts them in a
 * part, and is acknowledged with a line.
 */
final class Writer {
  private Writer() {}

  /** Runs one of them. */
  public static void main(String[] arguments) throws IOException {
    Duration patience = arguments[1].equals("try") ? Duration.ZERO : Duration.ofSeconds(60);
    try (SqliteRows rows = SqliteRows.open(Path.of(arguments[0]), patience)) {
      say("open");
      if (arguments[1].equals("hold")) {
        hold(rows);
      } else {
        write(rows, arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1);
      }
    } catch (KeymasterException e) {
      say(e.code() + " " + e.getMessage());
      System.exit(e.code().exitCode());
    }
  }

  private static void write(SqliteRows rows, int count) {
    for (int i = 0; i < count; i++) {
      say("wrote " + rows.write(Writer::addOne));
    }
  }

  private static void hold(SqliteRows rows) {
    rows.write(change -> {
      addOne(change);
      say("holding");
      waitForLine();
      return true;
    });
    say("done");
  }

  /** Returns how many there are now. */
  static long addOne(Transaction change) {
    long count = count(change.part("count"));
    change.appendEvent(count, TestVault.bytes(count));
    change.putRow(TestVault.row(count));
    change.putPart("count", TestVault.bytes(count + 1));
    return count + 1;
  }

  /** Returns what the part says, 0 if there is none. */
  static long count(byte @Nullable [] part) {
    return part == null ? 0 : ByteBuffer.wrap(part).getLong();
  }

  private static void waitForLine() {
    try {
      if (System.in.read() < 0) {
        say("nobody there");
      }
    } catch (IOException e) {
      say("no input");
    }
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
