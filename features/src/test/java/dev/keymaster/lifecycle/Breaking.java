package dev.keymaster.lifecycle;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.SealedRows;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Rows of which one write goes wrong. */
final class Breaking implements SealedRows {
  /** How it goes wrong. */
  enum How {
    /** The process dies before anything is written. */
    KILL_BEFORE,
    /** The process dies when all is written. */
    KILL_AFTER,
    /** Nothing is written, and it says so. */
    FAIL,
    /** All is written, but it says that nothing was. */
    TEAR
  }

  private final SealedRows inner;
  private int writes;
  private int wrong;
  private @Nullable How how;
  boolean full;

  Breaking(SealedRows inner) {
    this.inner = inner;
  }

  void arm(How next, int write) {
    how = next;
    wrong = write;
    writes = 0;
  }

  int writes() {
    return writes;
  }

  void count() {
    how = null;
    writes = 0;
  }

  @Override
  public <T> T read(Function<Snapshot, T> body) {
    return inner.read(body);
  }

  @Override
  public <T> T write(Function<Transaction, T> body) {
    if (full) {
      throw new KeymasterException(Code.FAILURE, "the disk is full", "");
    }
    How now = ++writes == wrong ? how : null;
    if (now == How.KILL_BEFORE) {
      throw new Killed();
    }
    if (now == How.FAIL) {
      throw new KeymasterException(Code.FAILURE, "the disk is full", "");
    }
    T value = inner.write(body);
    if (now == How.KILL_AFTER) {
      throw new Killed();
    }
    if (now == How.TEAR) {
      throw new KeymasterException(Code.FAILURE, "the disk says that it is full", "");
    }
    return value;
  }

  @Override
  public void close() {
    inner.close();
  }
}
