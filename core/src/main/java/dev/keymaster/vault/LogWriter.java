package dev.keymaster.vault;

import dev.keymaster.audit.Checkpoint;
import dev.keymaster.audit.LogCheck;
import dev.keymaster.audit.MerkleFrontier;
import dev.keymaster.audit.SignedNote;
import dev.keymaster.audit.TileWriter;
import dev.keymaster.audit.VerifierKey;
import dev.keymaster.crypto.Fields;
import dev.keymaster.crypto.Padding;
import dev.keymaster.crypto.SealingKey;
import dev.keymaster.model.Event;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Randomness;
import dev.keymaster.model.SealedRows;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The log within one commit (docs/format.md §9): seals events, moves the key of their MACs on, and
 * at the end signs what the log has become.
 */
final class LogWriter {
  /** Length of a MAC, bytes. */
  static final int MAC = 32;

  private static final byte[] NONE = new byte[0];

  private final Keyset keys;
  private final byte[] vault;
  private final SealedRows.Transaction out;
  private final Randomness randomness;
  private final MerkleFrontier log;
  private final long before;
  private final LogState state;
  private final Recall recall;
  private final List<byte[]> added = new ArrayList<>();
  private byte[] mac;
  private long pruned;
  private @Nullable String note;
  private @Nullable TileWriter tiles;

  LogWriter(Look look, SealedRows.Transaction out, Randomness randomness, Head head) {
    this.keys = look.keys();
    this.vault = look.vault();
    this.recall = look.recall();
    this.out = out;
    this.randomness = randomness;
    this.log = new MerkleFrontier(head.log().size(), head.log().roots());
    this.before = log.size();
    LogState stored = head.logState();
    this.state = stored == null ? LogState.fresh(before, keys, randomness) : stored;
    this.mac = state.mac();
    this.pruned = state.pruned();
  }

  /** Appends the next event. */
  void append(Event event) {
    byte[] padded =
        Padding.pad(
            new Fields()
                .time(1, event.time())
                .u8(2, event.kind().tag())
                .u64(3, event.caller().uid())
                .u64(4, event.caller().pid())
                .text(5, event.caller().program())
                .text(6, event.subject())
                .text(7, event.detail())
                .encoded());
    append(padded);
  }

  private void append(byte[] padded) {
    long number = log.size();
    byte[] envelope =
        keys.log().seal("log", "event", Places.event(vault, number), padded, randomness);
    byte[] event;
    try (SealingKey key = SealingKey.taking(mac, keys.home())) {
      event = concatenated(envelope, key.mac(Places.mac(vault, number, envelope)));
      mac = next(key);
    }
    out.appendEvent(number, event);
    byte[] leaf = MerkleFrontier.leaf(event);
    log.append(leaf);
    added.add(leaf);
  }

  private static byte[] concatenated(byte[] envelope, byte[] mac) {
    byte[] event = Arrays.copyOf(envelope, envelope.length + mac.length);
    System.arraycopy(mac, 0, event, envelope.length, mac.length);
    return event;
  }

  /** Returns the MAC key of the event after the one whose key this is. */
  static byte[] next(SealingKey key) {
    try (SealingKey next = key.derive("log-mac", NONE)) {
      return next.encoded();
    }
  }

  /** Erases the events below that number; their hashes stay. */
  void prune(long below) {
    out.removeEvents(below);
    pruned = below;
  }

  MerkleFrontier frontier() {
    return log;
  }

  VerifierKey verifier() {
    return new VerifierKey(Checkpoint.origin(vault, keys.device()), state.publicKey());
  }

  LogKey key() {
    return new LogKey(log.size(), mac.clone());
  }

  /** Returns the checkpoint that was signed, or null if none was. */
  @Nullable String note() {
    return note;
  }

  /**
   * Signs a checkpoint if there is anything new and the last one is {@code every} old; returns the
   * state for the new head.
   */
  LogState finish(Instant now, Duration every) {
    boolean fresh = log.size() == state.signed() && pruned == state.pruned();
    boolean recent = now.isBefore(state.time().plus(every)) && !now.isBefore(state.time());
    if (fresh || (recent && pruned == state.pruned())) {
      return state(state.signed(), state.root(), state.time());
    }
    byte[] root = log.root();
    writeTiles(root);
    Checkpoint checkpoint =
        new Checkpoint(Checkpoint.origin(vault, keys.device()), log.size(), root, pruned);
    note = SignedNote.sign(checkpoint, state.publicKey(), keys.signer()).text();
    out.putPart(LogCheck.PART, note.getBytes(StandardCharsets.UTF_8));
    return state(log.size(), root, now);
  }

  private LogState state(long signed, byte[] root, Instant time) {
    return new LogState(state.first(), mac, state.publicKey(), pruned, signed, root, time);
  }

  /** Writes the hashes of the events since the last checkpoint, of this commit or others. */
  private void writeTiles(byte[] root) {
    TileWriter next = recall.tiles(out, state);
    for (long number = state.signed(); number < before; number++) {
      byte[] event = out.event(number);
      next.append(MerkleFrontier.leaf(event == null ? NONE : event));
    }
    added.forEach(next::append);
    if (!MessageDigest.isEqual(next.root(), root)) {
      throw KeymasterException.corrupt("the log's events are not the ones that were recorded");
    }
    next.flush();
    tiles = next;
  }

  /** To be called once everything is durable. */
  void settle() {
    if (tiles != null) {
      recall.keep(tiles);
    }
  }
}
