package dev.keymaster.guard;

import dev.keymaster.crypto.FieldReader;
import dev.keymaster.crypto.Fields;
import dev.keymaster.model.Caller;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.Freeze;
import dev.keymaster.model.HeldFreeze.Done;
import dev.keymaster.model.HeldFreeze.Note;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Randomness;
import dev.keymaster.model.ServiceName;
import dev.keymaster.vault.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A note of a freeze that waits beside the vault (docs/format.md §13), opened: this vault sealed
 * it.
 *
 * @param id 16 hex characters, of this note alone
 * @param note what it says
 * @param caller who began the freeze, as the log keeps him
 * @param events how many the log had then: no later one is older than the note
 */
record SealedNote(String id, Note note, Caller caller, long events) {
  private static final int ID = 8;

  /** An older one may be a copy that somebody kept. */
  private static final Duration STOPS = Duration.ofDays(7);

  private static final String MARK = "; written now, note ";

  static byte[] seal(Reading reading, Note note, Caller caller, Randomness randomness) {
    Caller recorded = RecordedCaller.of(caller);
    Fields fields = new Fields().time(1, note.freeze().since());
    note.freeze().services().forEach(service -> fields.text(2, service.value()));
    fields
        .u64(3, reading.events())
        .u64(4, recorded.uid())
        .u64(5, recorded.pid())
        .text(6, recorded.program());
    for (Done done : note.done()) {
      fields.nested(
          7, new Fields().time(1, done.time()).text(2, done.subject()).text(3, done.detail()));
    }
    return reading.sealBeside(fields.encoded(), randomness);
  }

  /** Returns the id of a note: the random bytes that it begins with. */
  static String id(byte[] sealed) {
    return HexFormat.of().formatHex(Arrays.copyOf(sealed, ID));
  }

  /**
   * Returns null if this vault did not seal it, if it says what nobody understands, or if the log
   * may not tell any more.
   */
  static @Nullable SealedNote open(Reading reading, byte[] sealed) {
    try {
      byte[] content = reading.openBeside(sealed);
      if (content == null) {
        return null;
      }
      SealedNote opened = decode(id(sealed), new FieldReader("a note beside the vault", content));
      return opened.events < reading.pruned() ? null : opened;
    } catch (KeymasterException undecodable) {
      return null;
    }
  }

  private static SealedNote decode(String id, FieldReader in) {
    var since = in.time(1);
    Set<ServiceName> services =
        in.texts(2).stream().map(ServiceName::new).collect(Collectors.toSet());
    long events = in.u64(3);
    Caller caller = new Caller(in.u64(4), in.u64(5), in.text(6));
    List<Done> done = new ArrayList<>();
    for (byte[] one : in.repeated(7)) {
      FieldReader each = new FieldReader("a note beside the vault", one);
      done.add(new Done(each.time(1), each.text(2), each.text(3)));
      each.end();
    }
    in.end();
    return new SealedNote(id, new Note(new Freeze(since, services), done), caller, events);
  }

  /**
   * Tells whether the log has it: a copy that is put there again does nothing. In a backup that was
   * restored, what is later than the note may have a smaller number.
   */
  boolean adopted(Reading reading) {
    for (long number = reading.events() - 1; number >= reading.pruned(); number--) {
      var event = reading.event(number);
      if (number < events && event.time().isBefore(note.freeze().since())) {
        return false;
      }
      if (event.kind() == EventKind.FREEZE && event.detail().endsWith(MARK + id)) {
        return true;
      }
    }
    return false;
  }

  /** Tells whether keys are to be stopped for it: not if it may be about another time. */
  boolean stops(Reading reading, Instant now) {
    return events <= reading.events() && !note.freeze().since().isBefore(now.minus(STOPS));
  }

  /** Returns how the log tells of it. */
  String told() {
    return "not handed out any more, since " + note.freeze().since() + MARK + id;
  }
}
