package dev.keymaster.providers;

import dev.keymaster.model.BugException;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One provider's API for keys, at one base URL.
 *
 * <p>Every method blocks until the provider answered or its time limit passed, and tells what
 * happened as a value; what a client cannot do answers {@link Failure.Kind#UNSUPPORTED}. Secrets
 * handed in stay the caller's to close; secrets handed out are the caller's too. Thread-safe.
 */
public interface Vendor {
  /** Returns the provider's name in the catalogue. */
  ServiceName service();

  /** Returns what this client can do. */
  Set<Ability> abilities();

  /** Returns how long a new key may be refused although it is good. */
  default Duration settling() {
    return Duration.ZERO;
  }

  /**
   * Returns what the other methods want as a key: its value, with the public half where the
   * provider wants both and the value alone does not have it.
   *
   * @param fields what is known of the key beside its value: parts of its id, fields of its own
   * @return the caller's to close
   */
  default Secret credential(Map<String, String> fields, Secret value) {
    return value.copy();
  }

  /**
   * Asks whether a key is good. A key found bad is an answer ({@link Standing.Invalid}), not a
   * failure; whatever leaves it open (network, rate limit, missing scope, the provider's own
   * trouble) is a failure and never means that the key is bad.
   */
  Reply<Standing> verify(Secret key);

  /** The same for a credential that manages keys: invalid too if it is a key of another kind. */
  Reply<Standing> verifyAdmin(Secret admin);

  /**
   * Returns what stands against an order that can be told without a credential, and so is refused
   * by {@link #mint} before anything is sent; empty if nothing does. One line for a person.
   */
  default String objection(MintOrder order) {
    return "";
  }

  /**
   * Makes a key. {@link Failure.Kind#UNCERTAIN} if the order may have arrived but no answer did:
   * then the key, if there is one, is to be found among {@link #issued} by the order's name and
   * time.
   */
  Reply<Minted> mint(Secret admin, MintOrder order);

  /**
   * Lists every key that the credential may see, disabled ones included, in the provider's order.
   */
  Reply<List<IssuedKey>> issued(Secret admin);

  /** Makes a key useless until it is enabled again. */
  Reply<IssuedKey> disable(Secret admin, IssuedId id);

  /** Makes a disabled key useful again. */
  Reply<IssuedKey> enable(Secret admin, IssuedId id);

  /** Ends a key for good. One that is gone already counts as revoked: asking twice is harmless. */
  Reply<Revoked> revoke(Secret admin, IssuedId id);

  /** Ends a key by its value alone, where the provider takes that. */
  Reply<Revoked> revokeByValue(Secret key);

  /**
   * Tells what a key used and may use.
   *
   * @param credential the admin credential, or where the provider wants that, the key itself
   */
  Reply<Usage> usage(Secret credential, IssuedId id);

  /**
   * Tells whether {@link #issued} has keys that were deleted, too: as disabled ones, which are gone
   * before long whatever anybody does.
   */
  default boolean listsDeleted() {
    return false;
  }

  /** Tells whether {@link #usages} is to be had: what all keys used, in a few requests. */
  default boolean listsUsage() {
    return false;
  }

  /** Tells what each key used and may use that the provider lists, if {@link #listsUsage}. */
  default Reply<Map<IssuedId, Usage>> usages(Secret admin) {
    throw new BugException(service() + " tells of one key at a time");
  }
}
