package dev.keymaster.vault;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;

/** The ways in which something asked for does not exist. */
final class Missing {
  private Missing() {}

  static KeymasterException key(EnvironmentName environment, KeyName name) {
    return new KeymasterException(
        Code.NOT_FOUND,
        "no key " + name + " in environment " + environment,
        "keymaster ls --all shows what there is; keymaster add " + name + " stores one");
  }

  static KeymasterException version(KeyRecord record, int number) {
    return new KeymasterException(
        Code.NOT_FOUND,
        record.ref() + " has no version " + number,
        "keymaster history " + record.name() + " --env " + record.environment());
  }

  static KeymasterException destroyed(KeyRecord record, int number) {
    return new KeymasterException(
        Code.NOT_FOUND,
        "version " + number + " of " + record.ref() + " was destroyed",
        "keymaster history " + record.name() + " --env " + record.environment());
  }

  static KeymasterException earlier(KeyRecord record) {
    return new KeymasterException(
        Code.NOT_FOUND,
        record.ref() + " has no earlier version to go back to",
        "keymaster history " + record.name());
  }
}
