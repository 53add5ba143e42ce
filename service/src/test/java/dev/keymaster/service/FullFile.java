package dev.keymaster.service;

import dev.keymaster.model.HeldFreeze;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.SealedRows;
import dev.keymaster.testkit.MemoryRows;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** A vault file on a disk that may be full, and beside it notes that may not be written either. */
final class FullFile implements VaultFile, HeldFreeze {
  private final MemoryFile inner = new MemoryFile();
  volatile boolean full;
  volatile boolean fullBeside;
  volatile boolean stuck;
  final Map<String, byte[]> notes = new ConcurrentHashMap<>();

  /** Returns what is stored. */
  MemoryRows rows() {
    return Objects.requireNonNull(inner.rows);
  }

  @Override
  public boolean exists() {
    return inner.exists();
  }

  @Override
  public Object identity() {
    return inner.identity();
  }

  @Override
  public Object stamp() {
    return inner.stamp();
  }

  @Override
  public SealedRows open() {
    return new Rows(inner.open());
  }

  @Override
  public SealedRows create() {
    return new Rows(inner.create());
  }

  @Override
  public void discard() {
    inner.discard();
  }

  @Override
  public String location() {
    return inner.location();
  }

  @Override
  public HeldFreeze heldFreeze() {
    return this;
  }

  @Override
  public Map<String, byte[]> read(String vaultId) {
    return Map.copyOf(notes);
  }

  @Override
  public void keep(String vaultId, String name, byte[] sealed) {
    if (fullBeside) {
      throw new KeymasterException(Code.FAILURE, "the disk is full", "");
    }
    notes.put(name, sealed);
  }

  @Override
  public void drop(String vaultId, String name) {
    if (stuck) {
      throw new KeymasterException(
          Code.FAILURE, "/state/frozen/" + name + " cannot be removed", "");
    }
    notes.remove(name);
  }

  private final class Rows implements SealedRows {
    private final SealedRows rows;

    private Rows(SealedRows rows) {
      this.rows = rows;
    }

    @Override
    public <T> T read(Function<Snapshot, T> body) {
      return rows.read(body);
    }

    @Override
    public <T> T write(Function<Transaction, T> body) {
      if (full) {
        throw new KeymasterException(Code.FAILURE, "the disk is full", "");
      }
      return rows.write(body);
    }

    @Override
    public void close() {
      rows.close();
    }
  }
}
