package dev.keymaster.vault;

import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;

/** The ways in which a change does not fit what there is. */
final class Conflict {
  private Conflict() {}

  static KeymasterException twin(KeyRecord existing, KeyName name) {
    return new KeymasterException(
        Code.CONFLICT,
        "a key named " + existing.name() + " exists; " + name + " differs only by case",
        "use the existing name, or another one");
  }

  static KeymasterException exists(KeyRecord record) {
    return new KeymasterException(
        Code.CONFLICT,
        record.ref() + " exists already",
        "keymaster edit "
            + record.name()
            + " --value --env "
            + record.environment()
            + " stores a new version of it");
  }

  static KeymasterException full(KeyRecord record, int versions) {
    return new KeymasterException(
        Code.CONFLICT,
        record.ref() + " has " + versions + " versions, the most a key can have",
        "store the value under a new name");
  }

  static KeymasterException current(KeyRecord record, int version) {
    return new KeymasterException(
        Code.CONFLICT,
        "version " + version + " of " + record.ref() + " is current",
        "keymaster rollback " + record.name() + " first, or keymaster remove " + record.name());
  }

  static KeymasterException currentAlready(KeyRecord record, int version) {
    return new KeymasterException(
        Code.CONFLICT,
        "version " + version + " of " + record.ref() + " is current already",
        "keymaster history " + record.name() + " --env " + record.environment());
  }

  static KeymasterException documents(int most) {
    return new KeymasterException(
        Code.CONFLICT, "the vault has " + most + " documents, the most it can have", "");
  }
}
