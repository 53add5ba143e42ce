package dev.keymaster.cli;

import dev.keymaster.model.KeyEdit;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Printable;
import dev.keymaster.model.Progress;
import dev.keymaster.model.Progress.Ending;
import dev.keymaster.model.Reserved;
import dev.keymaster.model.ServiceName;
import dev.keymaster.scan.Finding;
import dev.keymaster.scan.Findings;
import dev.keymaster.scan.HeldKeys;
import dev.keymaster.scan.Leak;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code scan fix [PATH]}. */
@Command(
    description =
        "Scans, and for each key of the vault that is found: makes a new one at the provider, hands"
            + " it out from then on, revokes the one that leaked, and notes where it was found."
            + " What only a person can do at a provider is asked for. The files stay as they are.",
    footer = {
      "  keymaster scan fix",
      "  keymaster scan fix --history --yes",
      "  keymaster scan fix --dry-run            tells what it would do"
    })
final class ScanFixVerb extends Verb {
  private static final String GONE = "the vault has it no more; revoke it at its provider";

  @Mixin ScanOptions options = new ScanOptions();

  @Option(names = "--dry-run", description = "change nothing, and tell whether it would work")
  boolean rehearsal;

  @Option(names = "--yes", description = "do not ask first")
  boolean yes;

  @Override
  int run(Session session) {
    ScanRun scan = new ScanRun(session, options);
    Findings findings = scan.run();
    Map<KeyRef, Finding> leaked = new TreeMap<>(ScanFixVerb::byName);
    for (Finding one : findings.all()) {
      if (one.leak() instanceof Leak.Held held) {
        leaked.putIfAbsent(held.ref(), one);
      }
    }
    if (leaked.isEmpty()) {
      session.output().note("no key of this vault was found");
    } else if (!yes && !rehearsal) {
      session
          .person()
          .confirm(
              "Rotate and revoke " + Ages.count(leaked.size(), "key") + " that leaked?",
              "keymaster scan fix --yes");
    }
    List<Progress> done = new ArrayList<>();
    leaked.forEach((ref, found) -> done.add(fixed(session, scan.held(), ref, found)));
    String verb = rehearsal ? "could be rotated:" : "rotated";
    int code = ProgressReport.print(session, "fix", verb, done);
    if (!leaked.isEmpty()) {
      session.output().note("the leaked values still stand where keymaster scan finds them");
    }
    return code;
  }

  private static int byName(KeyRef one, KeyRef other) {
    return one.toString().compareTo(other.toString());
  }

  private Progress fixed(Session session, HeldKeys held, KeyRef leaked, Finding found) {
    KeyRef ref = new KeyRef(leaked.environment(), leaked.name());
    int version = Objects.requireNonNull(leaked.version());
    try {
      if (Reserved.withholds(ref.environment())) {
        return failed(leaked, "it is Keymaster's own: keymaster providers login " + ref.name());
      }
      KeyRecord key = session.engine().keys().show(ref.environment(), ref.name());
      if (!hasStill(key, held, found, version)) {
        return failed(leaked, GONE);
      }
      int current = key.current().map(KeyVersion::number).orElse(0);
      if (current != version) {
        return replaced(key, leaked, version);
      }
      Progress progress = rotated(session, ref, key.details().service());
      if (!rehearsal && progress.ending() != Ending.FAILED) {
        note(session, ref, leaked, found);
      }
      return progress;
    } catch (KeymasterException e) {
      if (e.code() == Code.NOT_FOUND) {
        return failed(leaked, GONE);
      }
      return failed(leaked, String.valueOf(e.getMessage()));
    }
  }

  /** Another key may have its name and number by now, and is not to be revoked in its place. */
  private static boolean hasStill(KeyRecord key, HeldKeys held, Finding found, int version) {
    return found.leak() instanceof Leak.Held leak
        && key.versions().stream()
            .anyMatch(one -> one.number() == version && held.isOf(leak, one.created()));
  }

  private static Progress failed(KeyRef ref, String why) {
    return new Progress(ref, Ending.FAILED, why, null);
  }

  /** An older value that its provider ended already is no danger any more. */
  private static Progress replaced(KeyRecord key, KeyRef leaked, int version) {
    boolean outstanding =
        key.versions().stream().anyMatch(one -> one.number() == version && one.outstanding());
    return outstanding
        ? failed(leaked, "it was replaced, but not revoked yet: keymaster rotate --resume")
        : new Progress(leaked, Ending.DONE, "it was replaced before", null);
  }

  private Progress rotated(Session session, KeyRef ref, ServiceName service) {
    GuidedRotation guided = new GuidedRotation(session, new SecretInput());
    return guided.isNeeded(service) && !rehearsal
        ? guided.run(ref, service, Duration.ZERO)
        : session.engine().lifecycle().rotate(ref, Duration.ZERO, rehearsal);
  }

  private static void note(Session session, KeyRef ref, KeyRef leaked, Finding found) {
    String text =
        "version "
            + leaked.version()
            + " in "
            + Printable.clean(found.place())
            + ", found "
            + session.now();
    KeyEdit edit =
        new KeyEdit(
            null,
            List.of("leaked"),
            List.of(),
            null,
            null,
            null,
            null,
            null,
            null,
            Map.of("leaked", text),
            Set.of());
    try {
      session.engine().keys().edit(ref.environment(), ref.name(), edit);
    } catch (KeymasterException e) {
      session.output().warn("it is not noted where " + ref + " leaked: " + e.getMessage());
    }
  }
}
