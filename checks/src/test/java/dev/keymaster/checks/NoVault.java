package dev.keymaster.checks;

import dev.keymaster.model.Caller;
import dev.keymaster.model.SealedRows;
import dev.keymaster.service.LocalEngine;
import dev.keymaster.service.VaultFile;
import dev.keymaster.storage.FileHighWater;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** The place of a vault where there is none. */
final class NoVault implements VaultFile {
  /** An engine that can be asked for nothing. */
  static LocalEngine engine() {
    return new LocalEngine(
        new NoVault(),
        new FileHighWater(Path.of("/nowhere")),
        target -> {},
        InstantSource.system(),
        new Caller(0, 0, "tests"),
        List.of());
  }

  @Override
  public boolean exists() {
    return false;
  }

  @Override
  public Object identity() {
    return "none";
  }

  @Override
  public Object stamp() {
    return "none";
  }

  @Override
  public SealedRows open() {
    throw new AssertionError("there is no vault");
  }

  @Override
  public SealedRows create() {
    throw new AssertionError("there is to be no vault");
  }

  @Override
  public void discard() {}

  @Override
  public String location() {
    return "nowhere";
  }
}
