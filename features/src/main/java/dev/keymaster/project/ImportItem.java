package dev.keymaster.project;

import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.ServiceName;

/** What {@code import} makes of one value that it found. */
public sealed interface ImportItem {
  /** What was found. */
  Candidate found();

  /**
   * A key to store.
   *
   * @param name under which name
   * @param service of which service
   */
  record Key(Candidate found, KeyName name, ServiceName service) implements ImportItem {}

  /**
   * A reference to a key that is in the vault.
   *
   * @param ref which
   */
  record Reference(Candidate found, KeyRef ref) implements ImportItem {}

  /**
   * Left out.
   *
   * @param reason why, a few words in lower case
   */
  record Skipped(Candidate found, String reason) implements ImportItem {}

  /**
   * A reference to a value that another program keeps: what it says stays where it is.
   *
   * @param to whose it is, a few words in lower case
   */
  record Foreign(Candidate found, String to) implements ImportItem {}
}
