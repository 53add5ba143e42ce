package dev.keymaster.service;

import dev.keymaster.model.CopyFiles;
import dev.keymaster.model.FailedUnlocks;
import dev.keymaster.model.Fingerprints;
import dev.keymaster.model.HeldFreeze;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.SealedRows;

/** Port: the place where the vault's rows are, or will be. */
public interface VaultFile {
  /** Tells whether there is a vault. */
  boolean exists();

  /** Returns what tells this file from another one at the same place; changes when replaced. */
  Object identity();

  /** Returns what is not the same any more after a commit, whoever made it; opens nothing. */
  Object stamp();

  /** Opens the rows of the vault that is there. */
  SealedRows open();

  /**
   * Opens the rows of another vault's file, such as a copy.
   *
   * @param path absolute
   */
  default SealedRows other(String path) {
    throw KeymasterException.usage("there are no other files here", "");
  }

  /** Makes empty rows; CONFLICT if there is something already. */
  SealedRows create();

  /** Removes rows that {@link #create} made and that hold no vault yet. */
  void discard();

  /** Returns where safety copies are kept; nowhere if there is no such place. */
  default CopyFiles copies() {
    return CopyFiles.NONE;
  }

  /** Says where it is, for a person. */
  String location();

  /** Returns where failed attempts to unlock it are kept. */
  default FailedUnlocks failedUnlocks() {
    return FailedUnlocks.NONE;
  }

  /** Returns where a freeze waits until the vault can be written. */
  default HeldFreeze heldFreeze() {
    return HeldFreeze.NONE;
  }

  /** Returns where fingerprints of its values are kept. */
  default Fingerprints fingerprints() {
    return Fingerprints.NONE;
  }
}
