package dev.keymaster.vault;

import dev.keymaster.model.Issued;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.VersionState;

/**
 * A version as its key's row stores it.
 *
 * @param shown what may be told about it
 * @param generation account generation when it was sealed
 * @param device 16 bytes, who sealed it
 * @param previous hash of the previous version's value envelope, or zeros
 * @param hash of its value envelope
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record VersionEntry(KeyVersion shown, int generation, byte[] device, byte[] previous, byte[] hash) {
  int number() {
    return shown.number();
  }

  boolean live() {
    return shown.state() != VersionState.DESTROYED;
  }

  /** Returns this version, retired if it was current. */
  VersionEntry retired() {
    return shown.state() == VersionState.CURRENT ? in(VersionState.RETIRED) : this;
  }

  VersionEntry in(VersionState state) {
    return new VersionEntry(shown.in(state), generation, device, previous, hash);
  }

  VersionEntry as(Issued issued) {
    return new VersionEntry(shown.as(issued), generation, device, previous, hash);
  }
}
