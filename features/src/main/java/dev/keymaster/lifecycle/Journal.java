package dev.keymaster.lifecycle;

import dev.keymaster.crypto.FieldReader;
import dev.keymaster.crypto.Fields;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.ServiceName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that is under way, as the vault keeps it (docs/format.md §7.4.2). Holds no value of a key.
 */
final class Journal {
  /** So that it never grows beyond a document: an entry has at most some 800 bytes. */
  static final int MOST = 1000;

  /** Most keys that wait to be stopped after a panic: rotations need room just then. */
  static final int MOST_HALTS = 500;

  private final List<Entry> entries = new ArrayList<>();
  private long next;

  private Journal() {}

  /** Reads it; null stands for an empty one. */
  static Journal of(byte @Nullable [] document) {
    Journal journal = new Journal();
    if (document == null) {
      return journal;
    }
    FieldReader in = new FieldReader("the journal", document);
    journal.next = in.u64(1);
    for (byte[] entry : in.repeated(2)) {
      journal.read(new FieldReader("an entry of the journal", entry));
    }
    in.end();
    return journal;
  }

  private void read(FieldReader in) {
    long number = in.u64(1);
    if (number >= next || (!entries.isEmpty() && entries.getLast().number() >= number)) {
      throw in.damaged("its numbers do not ascend");
    }
    Kind kind = in.tagged(2, Kind.values());
    Stage stage = in.tagged(3, Stage.values());
    ServiceName service = new ServiceName(in.text(4));
    KeyRef ref = new KeyRef(new EnvironmentName(in.text(5)), new KeyName(in.text(6)));
    Entry entry =
        new Entry(
            number,
            kind,
            stage,
            service,
            ref,
            in.text(7),
            in.time(8),
            in.number(9),
            in.number(10),
            in.time(11),
            in.number(12),
            in.text(13),
            holder(in.nested(14)),
            Duration.ofSeconds(in.u64(15)),
            Objects.requireNonNullElse(in.optionalText(16), ""));
    in.end();
    entries.add(entry);
  }

  private static Holder holder(FieldReader in) {
    Holder holder = new Holder(in.u64(1), in.time(2));
    in.end();
    return holder;
  }

  /** Writes it; empty if nothing is under way and nothing ever was. */
  byte[] encoded() {
    if (next == 0) {
      return new byte[0];
    }
    Fields out = new Fields().u64(1, next);
    entries.forEach(entry -> out.nested(2, encoded(entry)));
    return out.encoded();
  }

  private static Fields encoded(Entry entry) {
    Holder holder = entry.holder();
    Fields out =
        new Fields()
            .u64(1, entry.number())
            .u8(2, entry.kind().tag())
            .u8(3, entry.stage().tag())
            .text(4, entry.service().value())
            .text(5, entry.ref().environment().value())
            .text(6, entry.ref().name().value())
            .text(7, entry.label())
            .time(8, entry.begun())
            .u32(9, entry.fresh())
            .u32(10, entry.old())
            .time(11, entry.notBefore())
            .u32(12, entry.attempts())
            .text(13, entry.failure())
            .nested(14, new Fields().u64(1, holder.pid()).time(2, holder.started()))
            .u64(15, entry.grace().toSeconds());
    return entry.address().isEmpty() ? out : out.text(16, entry.address());
  }

  List<Entry> entries() {
    return List.copyOf(entries);
  }

  Optional<Entry> entry(long number) {
    return entries.stream().filter(entry -> entry.number() == number).findFirst();
  }

  /** Returns what is under way with a key. */
  List<Entry> about(KeyRef ref) {
    return entries.stream().filter(entry -> entry.ref().equals(ref)).toList();
  }

  /** Adds an entry and gives it its number; CONFLICT if there are too many. */
  Entry add(Entry entry) {
    if (entries.size() >= MOST) {
      throw new KeymasterException(
          Code.CONFLICT,
          "too much is under way with providers: " + MOST + " entries",
          "keymaster rotate --resume");
    }
    Entry numbered = entry.numbered(next++);
    entries.add(numbered);
    return numbered;
  }

  /** Tells how many keys more may wait to be stopped. */
  int roomForHalts() {
    long halts = entries.stream().filter(entry -> entry.kind() == Kind.HALT).count();
    return (int) Math.max(0, Math.min(MOST_HALTS - halts, MOST - entries.size()));
  }

  void replace(Entry entry) {
    entries.replaceAll(old -> old.number() == entry.number() ? entry : old);
  }

  /** Closes what is under way of that kind with a key. */
  void closeAbout(KeyRef ref, Kind kind) {
    entries.removeIf(entry -> entry.ref().equals(ref) && entry.kind() == kind);
  }

  /** Closes that a version is to be stopped. */
  void closeHalt(KeyRef ref, int version) {
    entries.removeIf(
        entry -> entry.kind() == Kind.HALT && entry.ref().equals(ref) && entry.old() == version);
  }

  void close(long number) {
    entries.removeIf(entry -> entry.number() == number);
  }
}
