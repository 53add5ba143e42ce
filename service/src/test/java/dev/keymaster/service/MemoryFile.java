package dev.keymaster.service;

import dev.keymaster.model.SealedRows;
import dev.keymaster.testkit.MemoryRows;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A vault file in memory. */
final class MemoryFile implements VaultFile {
  @Nullable MemoryRows rows;
  private final AtomicInteger looks = new AtomicInteger();
  volatile Object stamp = "as it was";

  @Override
  public boolean exists() {
    return rows != null;
  }

  @Override
  public Object identity() {
    return rows == null ? "none" : rows;
  }

  @Override
  public Object stamp() {
    looks.incrementAndGet();
    return stamp;
  }

  @Override
  public SealedRows open() {
    if (rows == null) {
      throw new AssertionError("opened before it exists");
    }
    return rows.another();
  }

  @Override
  public SealedRows create() {
    rows = new MemoryRows();
    return rows.another();
  }

  @Override
  public void discard() {
    rows = null;
  }

  @Override
  public String location() {
    return "memory";
  }

  /** Tells how often it was asked whether it changed. */
  int looks() {
    return looks.get();
  }
}
