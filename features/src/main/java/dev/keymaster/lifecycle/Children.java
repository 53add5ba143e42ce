package dev.keymaster.lifecycle;

import dev.keymaster.guard.GuardedLifecycle;
import dev.keymaster.guard.LifecycleCommit;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Progress;
import dev.keymaster.model.Progress.Ending;
import dev.keymaster.model.Randomness;
import dev.keymaster.model.Released;
import dev.keymaster.model.ServiceName;
import dev.keymaster.policy.Operation;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Keys that are made for one program each: ended when that ends, when it is gone without a word, or
 * when their time is over, whatever comes first.
 */
public final class Children {
  private static final String PREFIX = "run-";
  private static final int NUMBER_BYTES = 6;
  private static final Pattern NAME =
      Pattern.compile(PREFIX + "[0-9a-f]{" + 2 * NUMBER_BYTES + "}");

  private final GuardedLifecycle vault;
  private final Orders orders;
  private final Holders holders;
  private final Course course;

  Children(GuardedLifecycle vault, Orders orders, Holders holders, Course course) {
    this.vault = vault;
    this.orders = orders;
    this.holders = holders;
    this.course = course;
  }

  /** Returns a name for such a key that none had before. */
  public static KeyName freshName(Randomness randomness) {
    return new KeyName(PREFIX + HexFormat.of().formatHex(randomness.bytes(NUMBER_BYTES)));
  }

  /** Tells whether something is called like such a key. */
  static boolean isNamedSo(String name) {
    return NAME.matcher(name).matches();
  }

  /**
   * Has a provider make such a key. UNAVAILABLE if it was not made, USAGE if it would have no end.
   *
   * @param terms what it may do and how long, as the metadata of a key say it
   * @param name its name among such keys, see {@link #freshName}
   * @param program the process that it is for
   */
  public KeyRef make(ServiceName service, Map<String, String> terms, KeyName name, Holder program) {
    Terms asked = Terms.of(terms);
    if (asked.lifetime() == null) {
      throw KeymasterException.usage("a key for one program needs an end", "--ttl 1h");
    }
    return orders.child(service, asked, name, program);
  }

  /**
   * Hands out the value of such a key, once that is recorded; the caller closes it. DENIED if a
   * freeze began while it was made.
   */
  public Released value(KeyRef ref, String program) {
    return vault.proceed(commit -> {
      KeyRecord key = existing(commit, ref);
      commit.requireThawed(key);
      int version = key.current().map(KeyVersion::number).orElseThrow();
      commit.record(EventKind.DELIVER, ref + "#" + version, program);
      return new Released(key, version, commit.value(key, version));
    });
  }

  private static KeyRecord existing(LifecycleCommit commit, KeyRef ref) {
    KeyRecord key = commit.find(ref);
    if (key == null) {
      throw new KeymasterException(Code.NOT_FOUND, ref + " is ended already", "");
    }
    return key;
  }

  /**
   * Ends such a key; one that is ended already is no failure. The process that it was made for may
   * do that; whoever else asks needs the policy's leave to revoke.
   */
  public Progress end(KeyRef ref) {
    Optional<Entry> found =
        Journal.of(vault.journal()).about(ref).stream()
            .filter(entry -> entry.kind() == Kind.CHILD)
            .findFirst();
    if (found.isEmpty()) {
      return new Progress(ref, Ending.DONE, "", null);
    }
    requireLeave(found.get());
    long number = found.get().number();
    vault.proceed(commit -> {
      Journal journal = Journal.of(commit.journal());
      journal.entry(number).ifPresent(now -> journal.replace(now.heldBy(Holder.NOBODY)));
      commit.journal(journal.encoded());
      return ref;
    });
    return course.resume(number);
  }

  private void requireLeave(Entry entry) {
    Holder program = entry.holder();
    if (holders.alive(program) && vault.isCaller(program.pid())) {
      return;
    }
    KeyRecord key = vault.find(entry.ref());
    if (key == null) {
      vault.demand(Operation.REVOKE);
    } else {
      vault.demand(Operation.REVOKE, key);
    }
  }
}
