package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Printable;
import dev.keymaster.scan.Allowed;
import dev.keymaster.scan.Finding;
import dev.keymaster.scan.Findings;
import dev.keymaster.scan.Leak;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Tells what a scan found: lines, JSON, or SARIF 2.1.0. Never a value. */
final class ScanReport {
  private static final int SHOWN_UNREAD = 5;

  private final Session session;
  private final Findings findings;

  ScanReport(Session session, Findings findings) {
    this.session = session;
    this.findings = findings;
  }

  /** Prints it and returns the exit code. */
  int print(boolean sarif) {
    Output output = session.output();
    if (sarif) {
      output.json(sarif());
    } else if (output.json()) {
      output.json(json());
    } else {
      findings.all().forEach(this::line);
      summary(output);
    }
    ignored(output);
    unread(output);
    return code();
  }

  private int code() {
    if (!findings.all().isEmpty()) {
      return Code.FINDINGS.exitCode();
    }
    return findings.unread().isEmpty() ? 0 : Code.PARTIAL.exitCode();
  }

  private void line(Finding one) {
    Style style = session.output().style();
    String what =
        one.leak() instanceof Leak.Held ? style.red(one.leak().title()) : one.leak().title();
    session.output().line(place(one) + ": " + what + "  " + one.masked() + "  " + one.id());
  }

  private static String place(Finding one) {
    String commit = one.object().isEmpty() ? "" : one.object() + ":";
    String line = one.line() == 0 ? "byte " + one.column() : one.line() + ":" + one.column();
    return Printable.clean(commit + one.place()) + ":" + line;
  }

  private void summary(Output output) {
    List<Finding> all = findings.all();
    long held = all.stream().filter(one -> one.leak() instanceof Leak.Held).count();
    String looked =
        String.format(Locale.ROOT, "%,d texts, %.1f MB", findings.texts(), findings.bytes() / 1e6);
    if (all.isEmpty()) {
      output.note("nothing found in " + looked);
      return;
    }
    String more = findings.isCut() ? " or more" : "";
    output.note(
        all.size() + more + " found, " + held + " of them keys of this vault, in " + looked);
    if (held > 0) {
      output.note("keymaster scan fix rotates and revokes the keys of this vault");
    }
  }

  /** Whoever may write what is ignored could hide a key by it. */
  private void ignored(Output output) {
    int count = findings.ignored().size();
    if (count > 0) {
      output.warn(
          (findings.isIgnoredCut() ? count + " or more places" : Ages.count(count, "place"))
              + " with keys of this vault left out, by "
              + Allowed.FILE
              + " or keymaster:allow");
    }
  }

  private void unread(Output output) {
    List<String> unread = findings.unread();
    unread.stream().limit(SHOWN_UNREAD).forEach(place -> output.warn("not read: " + place));
    if (unread.size() > SHOWN_UNREAD) {
      output.warn("and " + (unread.size() - SHOWN_UNREAD) + " more that were not read");
    }
  }

  private Json json() {
    return Json.document("scan")
        .objects("findings", findings.all().stream().map(ScanReport::json).toList())
        .set("cut", findings.isCut())
        .set("texts", findings.texts())
        .set("bytes", findings.bytes())
        .set("ignored_held", findings.ignored().size())
        .set("ignored_cut", findings.isIgnoredCut())
        .texts("unread", findings.unread());
  }

  private static Json json(Finding one) {
    Json json =
        Json.object()
            .set("id", one.id())
            .set("place", one.place())
            .set("line", one.line())
            .set("column", one.column())
            .set("length", one.length())
            .set("commit", one.object().isEmpty() ? null : one.object())
            .set("rule", one.leak().rule())
            .set("title", one.leak().title())
            .set("masked", one.masked());
    return json.set("key", one.leak() instanceof Leak.Held held ? held.title() : null);
  }

  private Json sarif() {
    Map<String, Json> rules = new LinkedHashMap<>();
    List<Json> results = new ArrayList<>(findings.all().stream().map(ScanReport::result).toList());
    findings.ignored().forEach(one -> results.add(suppressed(one)));
    for (Finding one :
        Stream.concat(findings.all().stream(), findings.ignored().stream()).toList()) {
      String text = one.leak() instanceof Leak.Held ? "a key of the vault" : one.leak().title();
      rules.putIfAbsent(
          one.leak().rule(),
          Json.object()
              .set("id", one.leak().rule())
              .set("shortDescription", Json.object().set("text", text)));
    }
    Json driver =
        Json.object()
            .set("name", "Keymaster")
            .set("version", session.world().version())
            .objects("rules", List.copyOf(rules.values()));
    Json run =
        Json.object()
            .set("tool", Json.object().set("driver", driver))
            .set("columnKind", "unicodeCodePoints")
            .objects("results", results);
    return Json.object()
        .set("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
        .set("version", "2.1.0")
        .objects("runs", List.of(run));
  }

  private static Json suppressed(Finding one) {
    String kind = one.hidden() == Finding.Hidden.IN_SOURCE ? "inSource" : "external";
    return result(one).objects("suppressions", List.of(Json.object().set("kind", kind)));
  }

  private static Json result(Finding one) {
    Json physical =
        Json.object().set("artifactLocation", Json.object().set("uri", uri(one.place())));
    if (one.line() > 0) {
      physical.set(
          "region", Json.object().set("startLine", one.line()).set("startColumn", one.character()));
    }
    return Json.object()
        .set("ruleId", one.leak().rule())
        .set("level", "error")
        .set("message", Json.object().set("text", one.leak().title() + " " + one.masked()))
        .objects("locations", List.of(Json.object().set("physicalLocation", physical)))
        .set("partialFingerprints", Json.object().set("keymaster/1", one.id()));
  }

  /** A relative reference: what is no letter, digit or mark of a path is written in hex. */
  private static String uri(String place) {
    StringBuilder uri = new StringBuilder();
    for (byte b : place.getBytes(UTF_8)) {
      boolean plain = b > 0 && (Character.isLetterOrDigit(b) || "-._~/".indexOf(b) >= 0);
      if (plain) {
        uri.append((char) b);
      } else {
        uri.append(String.format(Locale.ROOT, "%%%02X", b & 0xff));
      }
    }
    return uri.toString();
  }
}
