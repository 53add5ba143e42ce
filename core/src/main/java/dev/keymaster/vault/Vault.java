package dev.keymaster.vault;

import dev.keymaster.crypto.KeyHome;
import dev.keymaster.crypto.SealingKey;
import dev.keymaster.model.HighWater;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Ports;
import dev.keymaster.model.Randomness;
import dev.keymaster.model.SealedRows;
import dev.keymaster.model.Slot;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * An open vault: holds its keys until closed. Reads look at one snapshot, commits are one
 * transaction. Thread-safe as far as its {@link SealedRows} are.
 */
public final class Vault implements AutoCloseable {
  private final Ports ports;
  private volatile Header header;
  private volatile SealingKey root;
  private volatile Keyset keys;
  private volatile Duration checkpointEvery = Duration.ZERO;
  private final Recall recall = new Recall();

  /** Whether this machine was seen to remember the key that checks the log. */
  private volatile boolean pinned;

  private final CommitQueue commits = new CommitQueue(this::transact);

  private Vault(Ports ports, Header header, SealingKey root, Keyset keys) {
    this.ports = ports;
    this.header = header;
    this.root = root;
    this.keys = keys;
  }

  /**
   * Creates a vault in empty rows, together with its first events.
   *
   * @param id 16 random bytes
   * @param slots at least one
   * @param home where the keys of the open vault will lie
   * @param first records the creation
   * @throws KeymasterException CONFLICT if the rows hold a vault already
   */
  public static Vault create(
      Ports ports, byte[] id, List<SlotSecret> slots, KeyHome home, Consumer<Commit> first) {
    Randomness randomness = ports.randomness();
    SealingKey root = SealingKey.random(randomness, home);
    Keyset keys = Keyset.fresh(randomness, home);
    var created = ports.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    Header bare = new Header(id, created, 1, List.of());
    LogState log = LogState.fresh(0, keys, randomness);
    LogKey logKey = new LogKey(0, log.mac().clone());
    Header header = bare.with(sealed(slots, bare, root, logKey, randomness));
    Vault vault = new Vault(ports, header, root, keys);
    try {
      vault.settled(ports.rows().write(out -> vault.writeFirst(out, log, first)));
      ports.fingerprints().complete(id);
      return vault;
    } catch (RuntimeException e) {
      vault.close();
      throw e;
    }
  }

  private Done writeFirst(SealedRows.Transaction out, LogState log, Consumer<Commit> first) {
    if (out.part(Header.PART) != null) {
      throw new KeymasterException(
          Code.CONFLICT, "there is a vault already", "keymaster vault status");
    }
    byte[] id = header.vault();
    out.putPart(Header.PART, header.encode(root));
    out.putPart(Keyset.PART, keys.seal(root, id, header.generation(), ports.randomness()));
    byte[] hash = recall.header(out).hash();
    Head.empty(hash, log).put(out, keys, id, ports.randomness());
    Commit commit = new Commit(new Look(keys, id, hash, -1, recall), out, ports);
    first.accept(commit);
    return new Done(commit.finish(Duration.ZERO), commit);
  }

  static Vault open(Ports ports, Header header, SealingKey root) {
    Keyset keys =
        ports
            .rows()
            .read(rows -> {
              requireGeneration(storedHeader(rows).alleged().generation(), header);
              return Keyset.open(root, header.vault(), header.generation(), storedKeyset(rows));
            });
    return new Vault(ports, header, root, keys);
  }

  private static byte[] storedKeyset(SealedRows.Snapshot rows) {
    byte[] sealed = rows.part(Keyset.PART);
    if (sealed == null) {
      throw KeymasterException.corrupt("the vault has no keyset");
    }
    return sealed;
  }

  static Header.Unverified storedHeader(SealedRows.Snapshot rows) {
    return Header.decode(Header.stored(rows));
  }

  /** Returns the vault's id, 16 bytes. */
  public byte[] id() {
    return header.vault().clone();
  }

  /** Returns the root key, for a process that takes this one's place; the caller zeroes it. */
  public byte[] rootKey() {
    return root.encoded();
  }

  /** Returns the unlock slots. */
  public List<Slot> slots() {
    return header.shown();
  }

  /** Runs {@code body} on one consistent, verified snapshot. */
  public <T> T read(Function<Reading, T> body) {
    long seen = ports.highWater().seen(header.vault());
    return ports
        .rows()
        .read(rows -> {
          Reading reading = reading(rows, seen);
          if (reading.head.sequence() > seen) {
            ports.highWater().advance(header.vault(), reading.head.sequence());
          }
          return body.apply(reading);
        });
  }

  /** As {@link #read}, of a file that may be older than what this machine has seen. */
  public <T> T readOfAnyAge(Function<Reading, T> body) {
    return ports.rows().read(rows -> body.apply(reading(rows, -1)));
  }

  private Reading reading(SealedRows.Snapshot rows, long seen) {
    Look look = look(rows, seen);
    return new Reading(look, rows, recall.head(look.keys(), look.vault(), rows));
  }

  private Look look(SealedRows.Snapshot rows, long seen) {
    Recall.StoredHeader stored = recall.header(rows);
    requireGeneration(stored.generation(), header);
    return new Look(keys, header.vault(), stored.hash(), seen, recall);
  }

  /**
   * Runs {@code body} in a transaction; durable when this returns, undone when it throws. Commits
   * of several threads may share one: then the body runs in another's thread, and a second time if
   * another body made the first undone. So it must keep nothing of an earlier run.
   */
  public <T> T commit(Function<Commit, T> body) {
    return commits.run(body, false);
  }

  /** As {@link #commit}, for a body that cannot run twice or that leaves nothing as it was. */
  public <T> T commitAlone(Function<Commit, T> body) {
    return commits.run(body, true);
  }

  private void transact(Consumer<Commit> bodies) {
    long seen = ports.highWater().seen(header.vault());
    Done done =
        ports
            .rows()
            .write(out -> {
              Commit commit = new Commit(look(out, seen), out, ports);
              bodies.accept(commit);
              return new Done(commit.finish(checkpointEvery), commit);
            });
    done.commit().settle();
    settled(done);
  }

  /** Remembers outside the file what it now is. */
  private void settled(Done done) {
    byte[] id = header.vault();
    HighWater memory = ports.highWater();
    memory.advance(id, done.sequence());
    String note = done.commit().log().note();
    if (note != null) {
      memory.keepCheckpoint(id, note);
      if (!pinned && memory.verifier(id) == null) {
        memory.pinVerifier(id, done.commit().log().verifier().text());
      } else {
        pinned = true;
      }
    }
  }

  /**
   * Lets checkpoints be signed less often than with every commit: for a process that stays, at most
   * 60 s, and signs the last one with {@link #checkpoint}.
   */
  public void checkpointEvery(Duration every) {
    checkpointEvery = every;
  }

  /** Signs a checkpoint if events were appended since the last one. */
  public void checkpoint() {
    boolean signed = read(Reading::signed);
    if (!signed) {
      commit(commit -> {
        commit.sign();
        return commit;
      });
    }
  }

  private record Done(long sequence, Commit commit) {}

  /**
   * Fingerprints the values that were stored where this machine did not see it; returns how many.
   */
  public int fingerprint() {
    Fingerprinting missing = new Fingerprinting(ports.fingerprints(), header.vault());
    int count = read(missing::addMissing);
    missing.keep();
    ports.fingerprints().complete(header.vault());
    return count;
  }

  /** Forgets what this machine has seen of the vault: the next commit starts anew from the file. */
  public void forgetSeen() {
    ports.highWater().reset(header.vault(), -1);
    ports.highWater().keepCheckpoint(header.vault(), "");
  }

  /** Adds a slot within {@code commit}, so that its event is written with it. */
  public void addSlot(Commit commit, SlotSecret slot) {
    List<SlotEntry> slots = new ArrayList<>(current(commit).slots());
    slots.addAll(sealed(List.of(slot), header, root, commit.log().key(), ports.randomness()));
    putHeader(commit, slots);
  }

  /** Removes a slot; CONFLICT if it is the last one. */
  public void removeSlot(Commit commit, Slot slot) {
    List<SlotEntry> slots = new ArrayList<>(current(commit).slots());
    slots.removeIf(entry -> HexFormat.of().formatHex(entry.id()).equals(slot.id()));
    if (slots.isEmpty()) {
      throw new KeymasterException(
          Code.CONFLICT,
          "this is the last way to unlock the vault",
          "add another one first: keymaster vault slots add");
    }
    putHeader(commit, slots);
  }

  /** Puts a slot in the place of another one. */
  public void replaceSlot(Commit commit, Slot old, SlotSecret next) {
    addSlot(commit, next);
    removeSlot(commit, old);
  }

  /**
   * Replaces root key, account key and locator key, and seals everything anew within {@code
   * commit}; only the slots given stay.
   */
  public void rekey(Commit commit, List<SlotSecret> slots) {
    Randomness randomness = ports.randomness();
    Keyset nextKeys = keys.next(randomness);
    SealingKey nextRoot = SealingKey.random(randomness, root.home());
    Header bare = header.nextGeneration();
    Header next = bare.with(sealed(slots, bare, nextRoot, commit.log().key(), randomness));
    commit.rekey(nextKeys);
    commit.out().eraseReplaced();
    commit.out().putPart(Header.PART, next.encode(nextRoot));
    commit
        .out()
        .putPart(Keyset.PART, nextKeys.seal(nextRoot, next.vault(), next.generation(), randomness));
    commit.afterwards(() -> {
      keys = nextKeys;
      root = nextRoot;
      header = next;
    });
  }

  private Header current(Commit commit) {
    return storedHeader(commit.out()).verify(root);
  }

  private void putHeader(Commit commit, List<SlotEntry> slots) {
    Header next = header.with(slots);
    commit.out().eraseReplaced();
    commit.out().putPart(Header.PART, next.encode(root));
    commit.afterwards(() -> header = next);
  }

  private static List<SlotEntry> sealed(
      List<SlotSecret> slots,
      Header header,
      SealingKey root,
      LogKey logKey,
      Randomness randomness) {
    return slots.stream()
        .map(slot ->
            SlotEntry.seal(slot.slot(), slot.kdf(), slot.secret(), header, root, randomness)
                .holding(logKey, slot.secret(), header, randomness))
        .toList();
  }

  /** Notices that another program re-keyed the vault since its header was read here. */
  private static void requireGeneration(int stored, Header header) {
    if (stored != header.generation()) {
      throw new KeymasterException(
          Code.LOCKED, "the vault was re-keyed by another program", "run the command again");
    }
  }

  /** Wipes the keys; closing twice is harmless. Does not close the rows. */
  @Override
  public void close() {
    keys.close();
    root.close();
  }
}
