package dev.keymaster.vault;

import dev.keymaster.crypto.KeyHome;
import dev.keymaster.crypto.SealingKey;
import dev.keymaster.model.LogMacs;
import dev.keymaster.model.SealedRows;
import dev.keymaster.model.SealedRows.StoredEvent;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Checks the MACs of events with an earlier key of the log (docs/format.md §9.1). Who got the keys
 * of the open vault later has the keys of later events only, and could not have made these.
 */
final class MacCheck implements AutoCloseable {
  private final byte[] vault;
  private long number;
  private SealingKey key;

  private MacCheck(byte[] vault, LogKey from) {
    this.vault = vault;
    this.number = from.number();
    this.key = SealingKey.taking(from.key(), KeyHome.heap());
  }

  /**
   * Checks the events from that of the key on.
   *
   * @param from used up by this
   * @param below how many events the log has: no file leads further. It had as many when the slot
   *     was made as the key's number says, so a log with fewer was cut off
   */
  static LogMacs of(SealedRows.Snapshot rows, byte[] vault, LogKey from, long below) {
    if (from.number() > below) {
      return new LogMacs(from.number(), 0, below);
    }
    long checked = 0;
    try (MacCheck check = new MacCheck(vault, from);
        SealedRows.Cursor<StoredEvent> events = rows.events(from.number())) {
      for (StoredEvent event = events.next();
          event != null && event.number() < below;
          event = events.next()) {
        check.moveTo(event.number());
        if (!check.made(event.sealed())) {
          return new LogMacs(from.number(), checked, event.number());
        }
        checked++;
      }
    }
    return new LogMacs(from.number(), checked, null);
  }

  private void moveTo(long next) {
    for (; number < next; number++) {
      SealingKey passed = key;
      key = SealingKey.taking(LogWriter.next(passed), KeyHome.heap());
      passed.close();
    }
  }

  private boolean made(byte[] event) {
    if (event.length <= LogWriter.MAC) {
      return false;
    }
    int end = event.length - LogWriter.MAC;
    byte[] expected = key.mac(Places.mac(vault, number, Arrays.copyOf(event, end)));
    return MessageDigest.isEqual(expected, Arrays.copyOfRange(event, end, event.length));
  }

  @Override
  public void close() {
    key.close();
  }
}
