package dev.keymaster.wire;

import dev.keymaster.model.ChildOrder;
import dev.keymaster.model.Deadline;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyUsage;
import dev.keymaster.model.Progress;
import dev.keymaster.model.Released;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.Verified;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Requests about the life of keys at their providers. */
public interface Lifecycle {
  /**
   * Asks the providers of these keys whether they are good, several at a time. Each value is
   * recorded as sent before it is. A key whose value may not be sent fails the request if it is the
   * only one, and is unknown among others.
   *
   * @param addresses where a provider answers for this person, by its name; else where the key or
   *     the catalogue says. A value that goes anywhere but to its provider's own address is
   *     released as one that is revealed
   */
  List<Verified> verify(List<KeyRef> refs, Map<String, String> addresses);

  /**
   * Checks and stores the credential that manages keys at a provider; closes it. FINDINGS if the
   * provider says that it is none, UNAVAILABLE if it cannot be asked.
   *
   * @param address where alone it may be sent from now on; empty for where the catalogue says
   * @return whom it belongs to, as the provider tells; may be empty
   */
  String login(ServiceName service, Secret credential, String address);

  /** Tells whether there is such a credential. */
  boolean loggedIn(ServiceName service);

  /** Forgets that credential; NOT_FOUND if there is none. */
  void logout(ServiceName service);

  /**
   * Has a provider make a key, and stores it. CONFLICT if there is one of that name, UNAVAILABLE if
   * it was not made.
   *
   * @param details its service is the provider; its metadata {@code mint.limit}, {@code
   *     mint.reset}, {@code mint.lifetime} and {@code mint.set.NAME} say what to order
   */
  KeyRecord mint(KeyRef ref, KeyDetails details);

  /**
   * Has a provider make a new key in the place of one, hands it out, and ends the old one.
   *
   * @param grace how long the old one stays good
   * @param rehearsal whether to change nothing, and tell only whether it would work
   */
  Progress rotate(KeyRef ref, Duration grace, boolean rehearsal);

  /**
   * Puts a key that a person made at the provider in the place of one: has it verified, hands it
   * out, and ends the old one if the provider can be told to.
   *
   * @param value closed by this
   * @param grace how long the old one stays good
   * @param address where the provider answers for this person; empty for where the key, the
   *     credential for the provider or the catalogue says
   */
  Progress replace(KeyRef ref, Secret value, Duration grace, String address);

  /** Ends a key at its provider, and forgets it once that is done. */
  Progress revoke(KeyRef ref);

  /** Forgets a key here alone, whatever its provider still takes. */
  void forget(KeyRef ref);

  /**
   * Has a provider make a key for one program, and hands it out once that is recorded. It is ended
   * when that process is gone or its time is over, if {@link #end} does not do it before. The
   * caller closes it.
   */
  Released lend(ChildOrder order);

  /** Ends such a key; one that is ended already is no failure. */
  Progress end(KeyRef ref);

  /** Goes on with everything that is due, and tells what came of it and what is still to come. */
  List<Progress> resume();

  /** Tells of the chosen keys that are handed out when they are to be rotated and when they end. */
  List<Deadline> deadlines(Selection selection);

  /** Tells what the chosen keys used that a provider made. */
  List<KeyUsage> usage(Selection selection);
}
