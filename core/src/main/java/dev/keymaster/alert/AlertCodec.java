package dev.keymaster.alert;

import dev.keymaster.crypto.FieldReader;
import dev.keymaster.crypto.Fields;
import dev.keymaster.model.AlertRule;
import dev.keymaster.model.AlertTarget;
import dev.keymaster.model.Caller;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.Tagged;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Rules, targets and events as canonical fields (docs/format.md §7.4.1). */
final class AlertCodec {
  private static final int DESKTOP = 1;
  private static final int COMMAND = 2;
  private static final int WEBHOOK = 3;
  private static final int NEW_PROGRAM = 1;
  private static final int TAMPERING = 2;

  private AlertCodec() {}

  static Fields rule(AlertRule rule) {
    Fields out = new Fields().text(1, rule.name());
    rule.kinds().stream().sorted().forEach(kind -> out.u8(2, kind.tag()));
    if (rule.environment() != null) {
      out.text(3, rule.environment());
    }
    if (rule.key() != null) {
      out.text(4, rule.key());
    }
    if (rule.program() != null) {
      out.text(5, rule.program());
    }
    AlertRule.Burst burst = rule.burst();
    if (burst != null) {
      out.nested(6, new Fields().u32(1, burst.count()).u32(2, burst.within().toSeconds()));
    }
    out.u8(7, (rule.newProgram() ? NEW_PROGRAM : 0) | (rule.tampering() ? TAMPERING : 0));
    rule.targets().forEach(target -> out.nested(8, target(target)));
    return out;
  }

  static AlertRule rule(FieldReader in) {
    String name = in.text(1);
    Set<EventKind> kinds = EnumSet.noneOf(EventKind.class);
    for (byte[] tag : in.repeated(2)) {
      EventKind kind = Tagged.of(EventKind.values(), tag.length == 1 ? tag[0] & 0xff : 0);
      if (kind != null) { // a newer program may know more
        kinds.add(kind);
      }
    }
    String environment = in.optionalText(3);
    String key = in.optionalText(4);
    String program = in.optionalText(5);
    byte[] burst = in.optional(6);
    int flags = in.u8(7);
    List<AlertTarget> targets = new ArrayList<>();
    in.repeated(8).forEach(target -> targets.add(target(new FieldReader("a target", target))));
    in.end();
    return new AlertRule(
        name,
        kinds,
        environment,
        key,
        program,
        burst == null ? null : burst(new FieldReader("a burst", burst)),
        (flags & NEW_PROGRAM) != 0,
        (flags & TAMPERING) != 0 || kinds.isEmpty(),
        targets);
  }

  private static AlertRule.Burst burst(FieldReader in) {
    AlertRule.Burst burst = new AlertRule.Burst(in.number(1), Duration.ofSeconds(in.u32(2)));
    in.end();
    return burst;
  }

  static Fields target(AlertTarget target) {
    return switch (target) {
      case AlertTarget.Desktop desktop -> new Fields().u8(1, DESKTOP);
      case AlertTarget.Command command -> {
        Fields out = new Fields().u8(1, COMMAND);
        command.words().forEach(word -> out.text(2, word));
        yield out;
      }
      case AlertTarget.Webhook hook ->
          new Fields().u8(1, WEBHOOK).text(2, hook.address().toString());
    };
  }

  static AlertTarget target(FieldReader in) {
    int kind = in.u8(1);
    List<String> texts = in.texts(2);
    in.end();
    return switch (kind) {
      case DESKTOP -> new AlertTarget.Desktop();
      case COMMAND -> new AlertTarget.Command(texts);
      case WEBHOOK -> AlertTarget.Webhook.parse(String.join("", texts));
      default -> throw in.damaged("an unknown target");
    };
  }

  static Fields event(Event event) {
    return new Fields()
        .u64(1, event.number())
        .time(2, event.time())
        .u8(3, event.kind().tag())
        .u64(4, event.caller().uid())
        .u64(5, event.caller().pid())
        .text(6, event.caller().program())
        .text(7, event.subject())
        .text(8, event.detail());
  }

  static Event event(FieldReader in) {
    long number = in.u64(1);
    var time = in.time(2);
    EventKind kind = in.tagged(3, EventKind.values());
    Caller caller = new Caller(in.u64(4), in.u64(5), in.text(6));
    Event event = new Event(number, time, kind, caller, in.text(7), in.text(8));
    in.end();
    return event;
  }
}
