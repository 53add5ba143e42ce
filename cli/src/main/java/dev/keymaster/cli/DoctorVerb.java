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
import picocli.CommandLine.Option;

/** {@code doctor}. */
@Command(
    description =
        "Looks at folders and modes, the vault and its unlock slots, settings, the project and keys"
            + " in clear in it, the installation and the environment. Changes nothing; opens nothing"
            + " and asks nothing, unless --open is given. Exit code 10 if something fails; warnings"
            + " alone are 0.",
    footer = {"  keymaster doctor", "  keymaster doctor --open", "  keymaster doctor --json"})
final class DoctorVerb extends Verb {
  private static final Map<String, Checkup> CHECKUPS = new LinkedHashMap<>();

  static {
    CHECKUPS.put("folders", new FolderCheckup());
    CHECKUPS.put("vault", new VaultCheckup());
    CHECKUPS.put("releases", new FreezeCheckup());
    CHECKUPS.put("slots", new SlotCheckup());
    CHECKUPS.put("settings", new ConfigCheckup());
    CHECKUPS.put("project", new ProjectCheckup());
    CHECKUPS.put("program", new ProgramCheckup());
    CHECKUPS.put("agent", new AgentCheckup());
    CHECKUPS.put("anchors", new AnchorCheckup());
    CHECKUPS.put("variables", new VariableCheckup());
    CHECKUPS.put("clipboard", new ClipboardCheckup());
  }

  @Option(
      names = "--open",
      description = "open the vault too: tells whether an older file was put in its place")
  boolean open;

  @Override
  int run(Session session) {
    List<Finding> findings = new ArrayList<>();
    CHECKUPS.forEach((about, checkup) -> findings.addAll(look(session, about, checkup)));
    if (open) {
      findings.addAll(look(session, "opening", DoctorVerb::opened));
    }
    Severity worst =
        findings.stream().map(Finding::severity).max(Comparator.naturalOrder()).orElse(Severity.OK);
    if (session.output().json()) {
      session.output().json(json(worst, findings));
    } else {
      print(session, findings);
      session.output().note(summary(findings));
    }
    return worst == Severity.FAIL ? Code.FINDINGS.exitCode() : 0;
  }

  /** Whatever opens it compares it with the newest state that was seen, and checks its summary. */
  private static List<Finding> opened(Session session) {
    if (!session.engine().vault().status().exists()) {
      return List.of();
    }
    String slot = session.engine().vault().unlock().kind().word();
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Finding.ok("opening", "by " + slot + "; no older file than this machine has seen"));
    session.engine().emergency().freeze().map(FreezeCheckup::finding).ifPresent(findings::add);
    return findings;
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

  private static void print(Session session, List<Finding> findings) {
    Output output = session.output();
    int width = findings.stream().mapToInt(finding -> finding.about().length()).max().orElse(0);
    String indent = " ".repeat(width + 8);
    int room = session.columns() - indent.length();
    for (Finding finding : findings) {
      String about = finding.about() + " ".repeat(width - finding.about().length());
      String start = mark(output.style(), finding.severity()) + "  " + about + "  ";
      output.line(start + wrapped(finding.message(), room, indent));
      if (!finding.hint().isEmpty()) {
        String hint = wrapped("hint: " + finding.hint(), room, indent);
        output.line(indent + output.style().faint("hint:") + hint.substring("hint:".length()));
      }
    }
  }

  /** Breaks between words; a command that is copied from it may be broken, a path is not. */
  private static String wrapped(String text, int room, String indent) {
    StringBuilder lines = new StringBuilder();
    int used = 0;
    for (String word : Printable.clean(text).split(" ", -1)) {
      boolean first = lines.isEmpty();
      if (!first && used + 1 + word.length() > room) {
        lines.append('\n').append(indent);
        used = 0;
      } else if (!first) {
        lines.append(' ');
        used++;
      }
      lines.append(word);
      used += word.length();
    }
    return lines.toString();
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
