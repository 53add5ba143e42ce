package dev.keymaster.metrics;

import dev.keymaster.model.SealedRows;
import java.util.function.Function;

/** Rows whose writes are timed: those that end well. */
public final class MeasuredRows implements SealedRows {
  private final SealedRows rows;
  private final Commits commits;

  /** Times the writes of these rows. */
  public MeasuredRows(SealedRows rows, Commits commits) {
    this.rows = rows;
    this.commits = commits;
  }

  @Override
  public <T> T read(Function<Snapshot, T> body) {
    return rows.read(body);
  }

  @Override
  public <T> T write(Function<Transaction, T> body) {
    long start = System.nanoTime();
    T result = rows.write(body);
    commits.took(System.nanoTime() - start);
    return result;
  }

  @Override
  public void close() {
    rows.close();
  }
}
