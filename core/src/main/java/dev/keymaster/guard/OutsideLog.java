package dev.keymaster.guard;

import dev.keymaster.audit.Checkpoint;
import dev.keymaster.audit.LogCheck;
import dev.keymaster.audit.LogProof;
import dev.keymaster.audit.LogTiles;
import dev.keymaster.audit.MerkleFrontier;
import dev.keymaster.audit.SignedNote;
import dev.keymaster.audit.VerifierKey;
import dev.keymaster.model.HighWater;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.LogVerdict;
import dev.keymaster.model.SealedRows;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The log of a vault that nobody opened: all that can be told without a secret. */
public final class OutsideLog {
  private final SealedRows rows;
  private final HighWater memory;
  private final byte[] vault;

  OutsideLog(SealedRows rows, HighWater memory, byte[] vault) {
    this.rows = rows;
    this.memory = memory;
    this.vault = vault;
  }

  /**
   * Checks the log.
   *
   * @param key text of the key that checks it; null for the one that this machine remembers
   * @param anchors checkpoints that were kept elsewhere, DAMAGED if one is none at all; one that
   *     another key signed is a finding, since the key of this log may have been replaced. The one
   *     that this machine remembers is added to them unless {@code elsewhere}
   * @param elsewhere whether the file is a copy, which may be older
   */
  public LogVerdict verify(@Nullable String key, List<String> anchors, boolean elsewhere) {
    VerifierKey verifier = verifier(key);
    anchors.forEach(OutsideLog::requireNote);
    List<String> all = new ArrayList<>(anchors);
    String own = elsewhere ? null : memory.checkpoint(vault);
    if (own != null) {
      all.add(own);
    }
    return rows.read(snapshot -> LogCheck.of(snapshot, verifier, all));
  }

  private static void requireNote(String anchor) {
    try {
      SignedNote.parse(anchor);
    } catch (KeymasterException e) {
      throw KeymasterException.damaged("an anchor cannot be used: " + e.getMessage());
    }
  }

  /** Returns the key that checks this log. */
  public VerifierKey verifier(@Nullable String given) {
    String text = given == null ? memory.verifier(vault) : given;
    if (text == null) {
      throw new KeymasterException(
          Code.NOT_FOUND,
          "the key that checks this log is not known here",
          "give it with --key; keymaster audit key prints it on the machine that made the vault");
    }
    return VerifierKey.parse(text);
  }

  /** Returns the newest checkpoint, as it is stored. */
  public String checkpoint() {
    return rows.read(OutsideLog::note).text();
  }

  private static SignedNote note(SealedRows.Snapshot snapshot) {
    byte[] stored = snapshot.part(LogCheck.PART);
    if (stored == null) {
      throw new KeymasterException(
          Code.NOT_FOUND,
          "the log has no checkpoint yet",
          "the next command that uses a key signs one");
    }
    return SignedNote.parse(new String(stored, StandardCharsets.UTF_8));
  }

  /** Returns the proof that an event is in the log. */
  public String prove(long number) {
    VerifierKey key = verifier(null);
    return rows.read(snapshot -> {
      SignedNote note = note(snapshot);
      long size = note.checkpoint(key).size();
      requireBelow(number, size, "event");
      LogTiles tiles = new LogTiles(snapshot::tile);
      byte[] event = snapshot.event(number);
      byte[] leaf = event == null ? tiles.leaf(number) : MerkleFrontier.leaf(event);
      byte[] known = leaf == null ? new byte[MerkleFrontier.HASH] : leaf;
      List<byte[]> path = tiles.inclusion(number, size);
      return proven(key, new LogProof(LogProof.Kind.INCLUSION, number, known, path, note));
    });
  }

  /** Returns the proof that the log began with the one of its first {@code from} events. */
  public String proveGrowth(long from) {
    VerifierKey key = verifier(null);
    return rows.read(snapshot -> {
      SignedNote note = note(snapshot);
      long size = note.checkpoint(key).size();
      requireBelow(from - 1, size, "log of that size");
      LogTiles tiles = new LogTiles(snapshot::tile);
      List<byte[]> path = tiles.consistency(from, size);
      return proven(
          key, new LogProof(LogProof.Kind.CONSISTENCY, from, tiles.root(from), path, note));
    });
  }

  private static void requireBelow(long number, long size, String what) {
    if (number < 0 || number >= size) {
      throw new KeymasterException(
          Code.NOT_FOUND, "there is no such " + what + ": the log has " + size + " events", "");
    }
  }

  /** A proof that does not hold is never given: the log was changed. */
  private static String proven(VerifierKey key, LogProof proof) {
    proof.verify(key);
    return proof.text();
  }

  /** Reads the text of a key; USAGE if it is not one. */
  public static VerifierKey key(String text) {
    return VerifierKey.parse(text);
  }

  /** Checks a proof that was brought and says what it proves; DAMAGED if it proves nothing. */
  public static String check(String proof, VerifierKey key) {
    try {
      return proven(LogProof.parse(proof), key);
    } catch (KeymasterException e) {
      throw e.ofBroughtFile();
    }
  }

  private static String proven(LogProof read, VerifierKey key) {
    Checkpoint checkpoint = read.verify(key);
    String log = "of the log " + checkpoint.origin() + " with " + checkpoint.size() + " events";
    return switch (read.kind()) {
      case INCLUSION -> "event " + read.number() + " is part " + log;
      case CONSISTENCY -> "the first " + read.number() + " events are the beginning " + log;
    };
  }
}
