package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.LogMacs;
import dev.keymaster.model.LogQuestion;
import dev.keymaster.model.LogVerdict;
import dev.keymaster.model.Printable;
import dev.keymaster.wire.Log;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code audit verify}. */
@Command(
    description =
        "Compares every event with the signed checkpoint, with the one that this machine remembers and"
            + " with those given. Needs no secret and does not unlock. Exit code 9 if an event was"
            + " changed, inserted, removed, moved or cut off; the first one is named.",
    footer = {
      "  keymaster audit verify",
      "  keymaster audit verify --anchor /media/usb/log-anchor",
      "  keymaster audit verify --file copy-of-vault.db --key \"$(cat log.key)\"",
      "  keymaster audit verify --recovery-code",
      "  keymaster audit verify --proof event-17.proof"
    })
final class AuditVerifyVerb extends Verb {
  private static final int LONGEST = 65_536;

  @Option(names = "--file", paramLabel = "FILE", description = "a copy of a vault's file")
  @Nullable String file;

  @Option(names = "--key", paramLabel = "KEY", description = "what keymaster audit key printed")
  @Nullable String key;

  @Option(
      names = "--anchor",
      paramLabel = "FILE",
      description = "checkpoints that were kept elsewhere; may be repeated")
  List<String> anchors = List.of();

  @Option(names = "--proof", paramLabel = "FILE", description = "check a proof instead of the log")
  @Nullable String proof;

  @Option(
      names = "--recovery-code",
      description = "ask for a recovery code, and check that events were made when they say")
  boolean recoveryCode;

  @Override
  int run(Session session) throws IOException {
    Log log = session.engine().log();
    if (proof != null) {
      requireAlone();
      return proof(session, log.checkProof(read(session, proof), key));
    }
    List<String> kept = new ArrayList<>();
    for (String anchor : anchors) {
      kept.addAll(KeptNotes.of(found(session, anchor)));
    }
    String place = place(session);
    LogVerdict verdict = log.verify(new LogQuestion(place, key, kept, recoveryCode));
    if (session.output().json()) {
      session.output().json(json(verdict));
    } else {
      print(session.output(), verdict);
    }
    if (verdict.sound()) {
      return 0;
    }
    return place == null ? Tampering.found(session.world()) : Code.CORRUPT.exitCode();
  }

  /**
   * Returns what is to be checked, absolute; null for the person's own vault, however it is named.
   */
  private @Nullable String place(Session session) throws IOException {
    if (file == null) {
      return null;
    }
    Path path = session.world().directory().resolve(file);
    Path own = Path.of(session.engine().vault().status().location());
    boolean same = Files.exists(path) && Files.exists(own) && Files.isSameFile(path, own);
    return same ? null : path.toString();
  }

  private void requireAlone() {
    if (file != null || recoveryCode || !anchors.isEmpty()) {
      throw KeymasterException.usage(
          "--proof is checked by itself", "of --file, --anchor and --recovery-code give none");
    }
  }

  private static int proof(Session session, String proven) {
    if (session.output().json()) {
      session.output().json(Json.document("proof").set("proven", proven));
    } else {
      session.output().line(proven);
    }
    return 0;
  }

  private static Path found(Session session, String name) {
    Path path = session.world().directory().resolve(name);
    if (!Files.isRegularFile(path)) {
      throw new KeymasterException(Code.NOT_FOUND, "there is no file " + path, "");
    }
    return path;
  }

  private static String read(Session session, String name) throws IOException {
    Path path = found(session, name);
    try (InputStream in = Files.newInputStream(path)) {
      byte[] content = in.readNBytes(LONGEST + 1);
      if (content.length > LONGEST) {
        throw KeymasterException.damaged(path + " is too large to be what it should be");
      }
      return new String(content, StandardCharsets.UTF_8);
    }
  }

  private static Json json(LogVerdict verdict) {
    Json json =
        Json.document("log-verification")
            .set("log", verdict.origin())
            .set("events", verdict.events())
            .set("pruned", verdict.pruned())
            .set("root", verdict.root());
    number(json, "first_bad", verdict.firstBad())
        .set("exact", verdict.exact())
        .texts("findings", verdict.findings());
    LogMacs macs = verdict.macs();
    return macs == null ? json : json.set("macs", json(macs));
  }

  private static Json json(LogMacs macs) {
    Json json = Json.object().set("from", macs.from()).set("checked", macs.checked());
    return number(json, "first_bad", macs.firstBad());
  }

  private static Json number(Json json, String name, @Nullable Long value) {
    return value == null ? json.set(name, (String) null) : json.set(name, value);
  }

  private static void print(Output output, LogVerdict verdict) {
    output.line(verdict.origin());
    output.line(
        Ages.count(verdict.events(), "event")
            + (verdict.pruned() > 0 ? ", pruned below " + verdict.pruned() : ""));
    verdict.findings().forEach(finding -> output.line(Printable.clean(finding)));
    Long bad = verdict.firstBad();
    if (bad != null) {
      output.line("first bad event: " + (verdict.exact() ? "" : "not below ") + bad);
    }
    if (!verdict.sound()) {
      output.failure("the log was changed", "keymaster vault verify names what else is not right");
      return;
    }
    output.line("all as it was recorded");
    LogMacs macs = verdict.macs();
    if (macs != null) {
      String good = Ages.count(macs.checked(), "event") + " from number " + macs.from();
      output.line(good + " on made in their time");
      if (verdict.pruned() > macs.from()) {
        output.line("nothing is known of those that were pruned");
      }
    }
  }
}
