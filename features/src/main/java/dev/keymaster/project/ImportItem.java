package dev.keymaster.project;

import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.ServiceName;

/** What {@code import} makes of one assignment of a {@code .env} file. */
public sealed interface ImportItem {
  /** The assignment. */
  Dotenv.Entry entry();

  /**
   * A key to store.
   *
   * @param name under which name
   * @param service of which service
   */
  record Key(Dotenv.Entry entry, KeyName name, ServiceName service) implements ImportItem {}

  /**
   * A reference to a key that is in the vault.
   *
   * @param ref which
   */
  record Reference(Dotenv.Entry entry, KeyRef ref) implements ImportItem {}

  /**
   * Left out.
   *
   * @param reason why, a few words in lower case
   */
  record Skipped(Dotenv.Entry entry, String reason) implements ImportItem {}
}
