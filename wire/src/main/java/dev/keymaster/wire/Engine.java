package dev.keymaster.wire;

/**
 * The engine behind every door. Nothing is opened before a request needs it; the first request that
 * does unlocks the vault through the unlock slots at hand.
 *
 * <p>Every method throws {@link dev.keymaster.model.KeymasterException}: LOCKED if the vault does
 * not exist or cannot be unlocked, CORRUPT if something stored is not as it was written, CONFLICT
 * if another program holds the vault for too long. Thread-safe.
 */
public interface Engine extends AutoCloseable {
  /** Requests about keys. */
  Keys keys();

  /** Requests about the life of keys at their providers. */
  Lifecycle lifecycle();

  /** Requests for when keys may be in wrong hands. */
  Emergency emergency();

  /** Requests about the keys that providers list. */
  Inventory inventory();

  /** Requests about profiles. */
  Profiles profiles();

  /** Requests about the vault as a whole. */
  Vault vault();

  /** Requests about who may do what. */
  Access access();

  /** Asks a person about requests that wait for one. */
  Questions questions();

  /** Requests about the audit log. */
  Log log();

  /** Requests for reports. */
  Reports reports();

  /** Requests about alerts. */
  Alerts alerts();

  /**
   * Returns the coding agent that whoever asks was started by, such as {@code claude-code}; empty
   * if none is known.
   */
  String codingAgent();

  /** Wipes what is open. Closing twice is harmless. */
  @Override
  void close();
}
