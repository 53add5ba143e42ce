package dev.keymaster.testkit;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.SealedRow;
import dev.keymaster.model.SealedRows;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Another store with one fault: call number <i>n</i> fails or is torn. Run something once to learn
 * {@link #calls}, then once for every number. Every call inside a body counts, and so does each
 * commit.
 */
public final class FaultyRows implements SealedRows {
  /** What goes wrong. */
  public enum Fault {
    /** The call throws and does nothing. */
    FAIL,
    /**
     * The call says that it worked, but of a value only the first half is kept or returned, a
     * removal is dropped, and a commit that did happen is reported as failed.
     */
    TEAR
  }

  private final SealedRows inner;
  private @Nullable Fault fault;
  private long faultyCall;
  private long calls;

  /** Wraps a store; nothing fails until {@link #arm}. */
  public FaultyRows(SealedRows inner) {
    this.inner = inner;
  }

  /** Makes the call with that number fail, counting from 1 and from now. */
  public void arm(Fault kind, long call) {
    fault = kind;
    faultyCall = call;
    calls = 0;
  }

  /** Stops failing and counts from now. */
  public void disarm() {
    fault = null;
    calls = 0;
  }

  /** Returns the number of calls since the start, {@link #arm} or {@link #disarm}. */
  public long calls() {
    return calls;
  }

  @Override
  public <T> T read(Function<Snapshot, T> body) {
    return inner.read(snapshot -> body.apply(new FaultySnapshot(snapshot)));
  }

  @Override
  public <T> T write(Function<Transaction, T> body) {
    boolean[] tornCommit = new boolean[1];
    T result =
        inner.write(transaction -> {
          T value = body.apply(new FaultyTransaction(transaction));
          tornCommit[0] = torn();
          return value;
        });
    if (tornCommit[0]) {
      throw injected();
    }
    return result;
  }

  @Override
  public void close() {
    inner.close();
  }

  /** Counts a call; throws if it is to fail, returns whether it is to be torn. */
  private boolean torn() {
    calls++;
    if (fault == null || calls != faultyCall) {
      return false;
    }
    if (fault == Fault.FAIL) {
      throw injected();
    }
    return true;
  }

  private KeymasterException injected() {
    return new KeymasterException(
        KeymasterException.Code.FAILURE, "injected failure of store call " + calls, "");
  }

  private byte @Nullable [] maybeTorn(byte @Nullable [] value) {
    return torn() && value != null ? Arrays.copyOf(value, value.length / 2) : value;
  }

  private @Nullable SealedRow maybeTorn(@Nullable SealedRow row) {
    if (!torn() || row == null) {
      return row;
    }
    byte[] half = Arrays.copyOf(row.sealed(), row.sealed().length / 2);
    return new SealedRow(row.position(), row.kind(), row.locator(), half);
  }

  private @Nullable StoredEvent maybeTorn(@Nullable StoredEvent event) {
    if (!torn() || event == null) {
      return event;
    }
    return new StoredEvent(
        event.number(), Arrays.copyOf(event.sealed(), event.sealed().length / 2));
  }

  private class FaultySnapshot implements Snapshot {
    private final Snapshot snapshot;

    FaultySnapshot(Snapshot snapshot) {
      this.snapshot = snapshot;
    }

    @Override
    public byte @Nullable [] part(String name) {
      return maybeTorn(snapshot.part(name));
    }

    @Override
    public @Nullable SealedRow row(byte[] locator) {
      return maybeTorn(snapshot.row(locator));
    }

    @Override
    public Cursor<SealedRow> rows() {
      return new FaultyCursor<>(snapshot.rows(), FaultyRows.this::maybeTorn);
    }

    @Override
    public byte[] tags(long first, int count) {
      byte[] tags = snapshot.tags(first, count);
      return torn() ? Arrays.copyOf(tags, tags.length / 2) : tags;
    }

    @Override
    public boolean hasRowsBeyond(long position) {
      return snapshot.hasRowsBeyond(position) || torn();
    }

    @Override
    public byte @Nullable [] tile(int level, long index) {
      return maybeTorn(snapshot.tile(level, index));
    }

    @Override
    public byte @Nullable [] event(long number) {
      return maybeTorn(snapshot.event(number));
    }

    @Override
    public Cursor<StoredEvent> events(long first) {
      return new FaultyCursor<>(snapshot.events(first), FaultyRows.this::maybeTorn);
    }
  }

  private final class FaultyTransaction extends FaultySnapshot implements Transaction {
    private final Transaction transaction;

    FaultyTransaction(Transaction transaction) {
      super(transaction);
      this.transaction = transaction;
    }

    @Override
    public void putPart(String name, byte[] value) {
      transaction.putPart(name, whole(maybeTorn(value)));
    }

    @Override
    public void putRow(SealedRow row) {
      SealedRow stored = maybeTorn(row);
      transaction.putRow(stored == null ? row : stored);
    }

    @Override
    public void removeRow(long position) {
      if (!torn()) {
        transaction.removeRow(position);
      }
    }

    @Override
    public void eraseReplaced() {
      if (!torn()) {
        transaction.eraseReplaced();
      }
    }

    @Override
    public void putTile(int level, long index, byte[] hashes) {
      transaction.putTile(level, index, whole(maybeTorn(hashes)));
    }

    @Override
    public void clearTiles() {
      if (!torn()) {
        transaction.clearTiles();
      }
    }

    @Override
    public void appendEvent(long number, byte[] sealed) {
      transaction.appendEvent(number, whole(maybeTorn(sealed)));
    }

    @Override
    public void removeEvents(long below) {
      if (!torn()) {
        transaction.removeEvents(below);
      }
    }

    private byte[] whole(byte @Nullable [] value) {
      return value == null ? new byte[0] : value;
    }
  }

  private record FaultyCursor<T>(Cursor<T> inner, Function<@Nullable T, @Nullable T> fault)
      implements Cursor<T> {
    @Override
    public @Nullable T next() {
      return fault.apply(inner.next());
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
