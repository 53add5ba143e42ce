package dev.keymaster.cli;

import dev.keymaster.cli.Finding.Severity;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code doctor}. */
@Command(
    description =
        "Looks at folders and modes, the vault and its unlock slots, the installation and the"
            + " environment. Opens nothing, asks nothing, changes nothing. Exit code 10 if something"
            + " fails; warnings alone are 0.",
    footer = {"  keymaster doctor", "  keymaster doctor --json"})
final class DoctorVerb extends Verb {
  private static final Map<String, Checkup> CHECKUPS = new LinkedHashMap<>();

  static {
    CHECKUPS.put("folders", new FolderCheckup());
    CHECKUPS.put("vault", new VaultCheckup());
    CHECKUPS.put("slots", new SlotCheckup());
    CHECKUPS.put("program", new ProgramCheckup());
    CHECKUPS.put("variables", new VariableCheckup());
    CHECKUPS.put("clipboard", new ClipboardCheckup());
  }

  @Override
  int run(Session session) {
    List<Finding> findings = new ArrayList<>();
    CHECKUPS.forEach((about, checkup) -> findings.addAll(look(session, about, checkup)));
    Severity worst =
        findings.stream().map(Finding::severity).max(Comparator.naturalOrder()).orElse(Severity.OK);
    if (session.output().json()) {
      session.output().json(json(worst, findings));
    } else {
      print(session.output(), findings);
      session.output().note(summary(findings));
    }
    return worst == Severity.FAIL ? Code.FINDINGS.exitCode() : 0;
  }

  /** One thing that is broken never keeps the others from being looked at. */
  private static List<Finding> look(Session session, String about, Checkup checkup) {
    try {
      return checkup.look(session);
    } catch (KeymasterException e) {
      return List.of(Finding.fail(about, e));
    } catch (IOException e) {
      return List.of(Finding.fail(about, "cannot be looked at: " + Report.why(e), ""));
    }
  }

  private static void print(Output output, List<Finding> findings) {
    int width = findings.stream().mapToInt(finding -> finding.about().length()).max().orElse(0);
    for (Finding finding : findings) {
      String about = finding.about() + " ".repeat(width - finding.about().length());
      output.line(
          mark(output.style(), finding.severity())
              + "  "
              + about
              + "  "
              + Printable.clean(finding.message()));
      if (!finding.hint().isEmpty()) {
        output.line(
            "      "
                + output.style().faint(" ".repeat(width) + "  hint: ")
                + Printable.clean(finding.hint()));
      }
    }
  }

  private static String mark(Style style, Severity severity) {
    return switch (severity) {
      case OK -> style.green("ok  ");
      case WARN -> style.yellow("warn");
      case FAIL -> style.red("FAIL");
    };
  }

  private static String summary(List<Finding> findings) {
    long failed = count(findings, Severity.FAIL);
    long warned = count(findings, Severity.WARN);
    if (failed + warned == 0) {
      return "all is well";
    }
    return (failed == 0 ? "nothing" : "" + failed)
        + " failed, "
        + warned
        + (warned == 1 ? " warning" : " warnings");
  }

  private static long count(List<Finding> findings, Severity severity) {
    return findings.stream().filter(finding -> finding.severity() == severity).count();
  }

  private static Json json(Severity worst, List<Finding> findings) {
    return Json.document("doctor")
        .set("worst", KeyJson.word(worst))
        .objects("findings", findings.stream().map(DoctorVerb::json).toList());
  }

  private static Json json(Finding finding) {
    return Json.object()
        .set("about", finding.about())
        .set("severity", KeyJson.word(finding.severity()))
        .set("message", finding.message())
        .set("hint", finding.hint());
  }
}
