package dev.keymaster.cli;

import dev.keymaster.model.AccessQuery;
import dev.keymaster.model.AccessReport;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyName;
import dev.keymaster.report.AccessPage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code report access}. */
@Command(
    description =
        "Counts what the audit log says: who used which keys with which program, how often, for the"
            + " first time, last, at unusual hours; and what was refused.",
    footer = {
      "  keymaster report access",
      "  keymaster report access --since 7d --env prod",
      "  keymaster report access --program node --json",
      "  keymaster report access --html report.html"
    })
final class ReportAccessVerb extends Verb {
  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "how long ago (90d), a date or a time; default 90d")
  String since = "90d";

  @Option(names = "--key", paramLabel = "NAME", description = "only the key of this name")
  @Nullable String key;

  @Option(names = "--program", paramLabel = "NAME", description = "only this program")
  @Nullable String program;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "write one HTML page with charts, mode 0600")
  @Nullable String html;

  @Override
  int run(Session session) throws IOException {
    AccessQuery query = query(session);
    Path page = html == null ? null : session.world().directory().resolve(html);
    if (page != null) {
      NewFile.demandFree(page);
    }
    AccessReport report = session.engine().reports().accesses(query);
    if (page != null) {
      NewFile.write(page, AccessPage.of(report));
      session.output().note("wrote " + page);
    }
    if (session.output().json()) {
      session.output().json(AccessJson.of(report));
    } else if (page == null) {
      new AccessText(session, report).print();
    }
    return 0;
  }

  private AccessQuery query(Session session) {
    if (key != null) {
      session.names().refuseValue(key, "report access --key");
    }
    return new AccessQuery(
        When.past(since, session.now()),
        ZoneId.systemDefault(),
        globals.env == null ? null : new EnvironmentName(globals.env),
        key == null ? null : new KeyName(key),
        program);
  }
}
