package dev.keymaster.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.audit.MerkleFrontier;
import dev.keymaster.crypto.FieldReader;
import dev.keymaster.crypto.Fields;
import dev.keymaster.policy.Limit;
import dev.keymaster.policy.Mark;
import dev.keymaster.policy.Policy;
import dev.keymaster.policy.Usage;
import dev.keymaster.vault.Commit;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What limits have counted, as a head keeps it (docs/format.md §6.1).
 *
 * @param usage what they have counted
 * @param events of the events below this number; later ones are not in it
 */
record KeptUses(Usage usage, long events) {
  private static final int MARK = Long.BYTES + Integer.BYTES;

  /** Reads it; nothing is counted yet if nobody has, or for other limits. */
  static KeptUses of(Commit commit, Policy policy) {
    return read(commit.uses(), commit.events(), policy);
  }

  static KeptUses read(byte @Nullable [] kept, long recorded, Policy policy) {
    if (kept == null) {
      return none(policy);
    }
    FieldReader in = new FieldReader("what limits have counted", kept);
    boolean same = MessageDigest.isEqual(in.bytes(1), hash(policy));
    long events = in.u64(2);
    if (!same || events < 0 || events > recorded) {
      return none(policy);
    }
    List<Usage.Counter> counters = new ArrayList<>();
    for (byte[] counter : in.repeated(3)) {
      counters.add(counter(in, counter, policy.limits().size()));
    }
    in.end();
    return new KeptUses(new Usage(policy, counters), events);
  }

  private static KeptUses none(Policy policy) {
    return new KeptUses(new Usage(policy), 0);
  }

  private static Usage.Counter counter(FieldReader whole, byte[] bytes, int limits) {
    FieldReader in = new FieldReader("a counter of limits", bytes);
    int limit = in.number(1);
    long uid = in.u64(2);
    String program = in.text(3);
    ByteBuffer marks = ByteBuffer.wrap(in.bytes(4));
    in.end();
    if (limit >= limits || marks.remaining() % MARK != 0) {
      throw whole.damaged("a counter is of no limit, or cut off");
    }
    List<Mark> read = new ArrayList<>();
    while (marks.hasRemaining()) {
      read.add(new Mark(Instant.ofEpochMilli(marks.getLong()), marks.getInt()));
    }
    return new Usage.Counter(limit, uid, program, read);
  }

  byte[] encoded(Policy policy, Instant now) {
    Fields out = new Fields().bytes(1, hash(policy)).u64(2, events);
    for (Usage.Counter counter : usage.counters(now)) {
      ByteBuffer marks = ByteBuffer.allocate(MARK * counter.marks().size());
      counter
          .marks()
          .forEach(mark -> marks.putLong(mark.time().toEpochMilli()).putInt(mark.count()));
      out.nested(
          3,
          new Fields()
              .u32(1, counter.limit())
              .u64(2, counter.uid())
              .text(3, counter.program())
              .bytes(4, marks.array()));
    }
    return out.encoded();
  }

  /** The same limits in the same order count the same. */
  private static byte[] hash(Policy policy) {
    MessageDigest hash = MerkleFrontier.sha256();
    for (Limit limit : policy.limits()) {
      hash.update(limit.text().getBytes(UTF_8));
      hash.update((byte) '\n');
    }
    return Arrays.copyOf(hash.digest(), 16);
  }
}
