package dev.keymaster.cli;

import dev.keymaster.model.Freeze;
import dev.keymaster.model.Halted;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.SlotKind;
import dev.keymaster.wire.Emergency;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code panic}. */
@Command(
    description =
        "For when keys may be in wrong hands: from now on no value leaves the vault, and every key"
            + " is disabled or revoked at its provider, as far as Keymaster can. What it cannot is"
            + " listed with the page where you can. Asks first.",
    footer = {
      "  keymaster panic",
      "  keymaster panic --service openai,anthropic",
      "  keymaster panic --dry-run         changes nothing, lists what would be done",
      "  keymaster panic --end             hands values out again; wants passphrase or code",
      "  keymaster panic --end --enable    and enables at the providers what was disabled"
    })
final class PanicVerb extends Verb {
  @Option(
      names = "--service",
      paramLabel = "SERVICE,…",
      split = ",",
      description = "keys of these services only; may be repeated")
  List<String> services = List.of();

  @Option(names = "--dry-run", description = "change nothing, and list what would be done")
  boolean rehearsal;

  @Option(names = "--end", description = "hand values out again")
  boolean end;

  @Option(names = "--enable", description = "with --end: enable keys that were disabled")
  boolean enable;

  @Mixin Confirmation confirmation = new Confirmation();

  @Override
  int run(Session session) {
    if ((end && (rehearsal || !services.isEmpty())) || (enable && !end)) {
      throw KeymasterException.usage(
          "--end stands alone, or with --enable", "keymaster panic --end");
    }
    return end ? end(session) : begin(session);
  }

  private int begin(Session session) {
    Set<ServiceName> only =
        services.stream()
            .map(name -> KnownService.named(session, name))
            .collect(Collectors.toSet());
    Emergency emergency = session.engine().emergency();
    if (rehearsal) {
      return new HaltReport(session, null, true).print(emergency.stop(only, true));
    }
    confirmation.demand(session, question(only));
    Freeze freeze = emergency.begin(only);
    session.output().note("frozen: " + freeze.shown() + ", until keymaster panic --end");
    List<Halted> all = emergency.stop(only, false);
    Freeze now = freeze.held().isEmpty() ? emergency.freeze().orElse(freeze) : freeze;
    if (!now.held().isEmpty()) {
      String stored = "; it is stored and recorded as soon as it can be";
      session.output().warn("the vault cannot be written: " + now.held() + stored);
    }
    int code = new HaltReport(session, now, false).print(all);
    return now.held().isEmpty() ? code : Code.PARTIAL.exitCode();
  }

  private static String question(Set<ServiceName> only) {
    String which = only.isEmpty() ? "every key" : "every key of " + String.join(", ", words(only));
    return "Hand out no value any more, and disable or revoke " + which + " at its provider?";
  }

  private static List<String> words(Set<ServiceName> services) {
    return services.stream().sorted().map(ServiceName::value).toList();
  }

  private int end(Session session) {
    Emergency emergency = session.engine().emergency();
    boolean frozen = emergency.freeze().isPresent();
    if (frozen || !enable) {
      Freeze ended = emergency.end(frozen ? proof(session) : null);
      session.output().note("handed out again: " + ended.shown());
    }
    List<Halted> enabled = enable ? emergency.enable() : List.of();
    if (enable || session.output().json()) {
      return new HaltReport(session, null, false).print(enabled);
    }
    return 0;
  }

  /** The passphrase, if the vault has one and no second factor stands for it. */
  private @Nullable Secret proof(Session session) {
    boolean typed =
        session.engine().vault().status().slots().stream()
            .anyMatch(slot -> slot.kind() == SlotKind.PASSPHRASE);
    if (!session.engine().access().mfa().factors().isEmpty()) {
      return null;
    }
    if (typed) {
      return session.passphrases().passphrase("Passphrase, to end the freeze: ");
    }
    confirmation.demand(session, "Hand values out again?");
    return null;
  }
}
