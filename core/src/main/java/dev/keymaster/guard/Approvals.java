package dev.keymaster.guard;

import dev.keymaster.crypto.FieldReader;
import dev.keymaster.crypto.Fields;
import dev.keymaster.model.Caller;
import dev.keymaster.model.PendingApproval;
import dev.keymaster.policy.Request;
import dev.keymaster.vault.Commit;
import dev.keymaster.vault.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The document {@code approvals}: requests that wait for a person's answer, and answers that hold.
 * What is not answered in time is a no.
 */
record Approvals(List<Waiting> waiting, List<Granted> granted) {
  /** How long a request waits, and how long a yes holds that is not for once. */
  static final Duration VALID = Duration.ofMinutes(15);

  private static final String DOCUMENT = "approvals";
  private static final int MOST = 32;

  /**
   * A request that waits.
   *
   * @param what each thing that was asked for at once: {@code reveal of km://prod/openai}
   */
  record Waiting(
      String id, Instant time, SessionId session, List<String> what, String who, String directory) {
    PendingApproval shown() {
      return new PendingApproval(id, time, String.join(", ", what), who, directory);
    }
  }

  /** A yes for one thing and one session. */
  record Granted(SessionId session, String what, Instant at, boolean once) {
    boolean holds(Instant now) {
      return !at.isAfter(now) && now.isBefore(at.plus(VALID));
    }

    boolean allows(Request request, Instant now) {
      return what.equals(request.shown())
          && session.equals(SessionId.of(request.caller()))
          && holds(now);
    }
  }

  /** What a person says to a request. */
  enum Answer {
    ONCE("allowed once"),
    FOR_A_WHILE("allowed for 15 minutes"),
    NO("refused");

    private final String words;

    Answer(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  Approvals {
    waiting = List.copyOf(waiting);
    granted = List.copyOf(granted);
  }

  static Approvals of(Reading reading) {
    byte @Nullable [] stored = reading.document(DOCUMENT);
    return stored == null ? new Approvals(List.of(), List.of()) : decode(reader(stored));
  }

  boolean allow(Request request, Instant now) {
    return granted.stream().anyMatch(yes -> yes.allows(request, now));
  }

  /** Returns it without the answers that were for once and that this request uses up. */
  Approvals after(Request request, Instant now) {
    return new Approvals(
        waiting,
        granted.stream().filter(yes -> !(yes.once() && yes.allows(request, now))).toList());
  }

  /** Finds the request that is the same and waits already. */
  @Nullable Waiting same(SessionId session, List<String> what, Instant now) {
    return waiting.stream()
        .filter(each -> each.session().equals(session) && each.what().equals(what))
        .filter(each -> waits(each, now))
        .findFirst()
        .orElse(null);
  }

  private static boolean waits(Waiting each, Instant now) {
    return !each.time().isAfter(now) && now.isBefore(each.time().plus(VALID));
  }

  /** Returns those that wait still. */
  List<Waiting> waiting(Instant now) {
    return waiting.stream().filter(each -> waits(each, now)).toList();
  }

  /** Returns it with one request more; the oldest give way to it. */
  Approvals with(Waiting one, Instant now) {
    List<Waiting> all = new ArrayList<>(waiting(now));
    all.add(one);
    List<Waiting> newest = all.subList(Math.max(0, all.size() - MOST), all.size());
    return new Approvals(newest, granted.stream().filter(yes -> yes.holds(now)).toList());
  }

  /** Returns it with that request as the newest of those that wait. */
  Approvals again(Waiting one) {
    List<Waiting> all = new ArrayList<>(waiting);
    all.remove(one);
    all.add(one);
    return new Approvals(all, granted);
  }

  /** Returns it with that request answered. */
  Approvals answered(Waiting one, Answer answer, Instant now) {
    List<Granted> all = new ArrayList<>(granted.stream().filter(each -> each.holds(now)).toList());
    if (answer != Answer.NO) {
      boolean once = answer == Answer.ONCE;
      one.what().forEach(what -> all.add(new Granted(one.session(), what, now, once)));
    }
    return new Approvals(waiting.stream().filter(each -> !each.equals(one)).toList(), all);
  }

  static Waiting waiting(Caller caller, List<String> what, byte[] id, Instant now) {
    return new Waiting(
        HexFormat.of().formatHex(id),
        now,
        SessionId.of(caller),
        what,
        who(caller),
        cut(caller.origin().directory()));
  }

  /** Says who asks: user, coding agent and programs, as the system tells; nothing that he says. */
  static String who(Caller caller) {
    String programs = caller.origin().path();
    String agent = caller.origin().agent();
    return cut(
        "user "
            + caller.uid()
            + (agent.isEmpty() ? "" : ", coding agent " + agent)
            + (programs.isEmpty() ? "" : ": " + programs));
  }

  private static String cut(String text) {
    return text.length() <= 512 ? text : text.substring(0, 512) + "…";
  }

  void store(Commit commit) {
    Fields fields = new Fields();
    waiting.forEach(each -> {
      Fields one = each.session().encode(new Fields()).text(6, each.id()).time(7, each.time());
      each.what().forEach(what -> one.text(8, what));
      fields.nested(1, one.text(9, each.who()).text(10, each.directory()));
    });
    granted.forEach(each ->
        fields.nested(
            2,
            each.session()
                .encode(new Fields())
                .text(6, each.what())
                .time(7, each.at())
                .u8(8, each.once() ? 1 : 0)));
    commit.putDocument(DOCUMENT, fields.encoded());
  }

  private static Approvals decode(FieldReader in) {
    List<Waiting> waiting = new ArrayList<>();
    for (byte[] each : in.repeated(1)) {
      FieldReader one = reader(each);
      SessionId session = SessionId.decode(one);
      String id = one.text(6);
      Instant time = one.time(7);
      waiting.add(new Waiting(id, time, session, one.texts(8), one.text(9), one.text(10)));
      one.end();
    }
    List<Granted> granted = new ArrayList<>();
    for (byte[] each : in.repeated(2)) {
      FieldReader one = reader(each);
      SessionId session = SessionId.decode(one);
      granted.add(new Granted(session, one.text(6), one.time(7), one.u8(8) == 1));
      one.end();
    }
    in.end();
    return new Approvals(waiting, granted);
  }

  private static FieldReader reader(byte[] encoded) {
    return new FieldReader("the approvals", encoded);
  }
}
