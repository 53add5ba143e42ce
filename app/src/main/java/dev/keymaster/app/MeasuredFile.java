package dev.keymaster.app;

import dev.keymaster.metrics.Commits;
import dev.keymaster.metrics.MeasuredRows;
import dev.keymaster.model.CopyFiles;
import dev.keymaster.model.SealedRows;
import dev.keymaster.service.VaultFile;

/** A vault whose commits are timed. */
record MeasuredFile(VaultFile file, Commits commits) implements VaultFile {
  @Override
  public boolean exists() {
    return file.exists();
  }

  @Override
  public Object identity() {
    return file.identity();
  }

  @Override
  public SealedRows open() {
    return new MeasuredRows(file.open(), commits);
  }

  @Override
  public SealedRows create() {
    return new MeasuredRows(file.create(), commits);
  }

  @Override
  public void discard() {
    file.discard();
  }

  @Override
  public CopyFiles copies() {
    return file.copies();
  }

  @Override
  public String location() {
    return file.location();
  }
}
