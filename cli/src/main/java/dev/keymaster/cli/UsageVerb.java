package dev.keymaster.cli;

import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyUsage;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Selection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code usage [NAME]}. */
@Command(
    description =
        "Asks the providers what the keys used that they made for this vault. A key that nobody can"
            + " tell about has the reason in its row.",
    footer = {
      "  keymaster usage",
      "  keymaster usage ci-runner",
      "  keymaster usage --service openrouter --json"
    })
final class UsageVerb extends Verb {
  @Parameters(arity = "0..1", paramLabel = "NAME", description = "this key only")
  @Nullable String name;

  @Option(names = "--service", paramLabel = "SERVICE", description = "keys of this provider only")
  @Nullable String service;

  @Override
  int run(Session session) {
    List<KeyUsage> rows = session.engine().lifecycle().usage(selection(session));
    if (session.output().json()) {
      List<Json> objects = rows.stream().map(UsageVerb::object).toList();
      session.output().json(Json.document("usage").objects("keys", objects));
    } else if (rows.isEmpty()) {
      session.output().note("no key here was made by a provider: keymaster add NAME --mint");
    } else {
      table(session, rows);
    }
    return code(rows);
  }

  private Selection selection(Session session) {
    Selection chosen = session.chosen(service);
    if (name == null) {
      return chosen;
    }
    KeyRef ref = session.names().show(session.names().keyRef(name)).ref();
    return new Selection(ref.environment(), chosen.service(), ref.name());
  }

  private static void table(Session session, List<KeyUsage> rows) {
    Table table = new Table("KEY", "ENV", "USED", "LIMIT", "REMAINING", "RATE LIMIT", "STATUS");
    for (KeyUsage row : rows) {
      boolean known = row.failure().isEmpty();
      table.row(
          row.ref().name().value(),
          row.ref().environment().value(),
          money(row, row.used(), "-"),
          known ? money(row, row.limit(), "none") : "-",
          money(row, row.remaining(), "-"),
          row.rateLimit().isEmpty() ? "-" : row.rateLimit(),
          known ? (row.enabled() ? "active" : "disabled") : row.failure());
    }
    session.print(table);
  }

  private static String money(KeyUsage row, @Nullable String amount, String otherwise) {
    if (amount == null) {
      return otherwise;
    }
    return row.currency().equals("USD") ? "$" + amount : amount + " " + row.currency();
  }

  private static Json object(KeyUsage row) {
    return Json.object()
        .set("key", row.ref().toString())
        .set("service", row.service().value())
        .set("used", row.used())
        .set("limit", row.limit())
        .set("remaining", row.remaining())
        .set("currency", row.currency())
        .set("rate_limit", row.rateLimit())
        .set("enabled", row.enabled())
        .set("failure", row.failure());
  }

  private static int code(List<KeyUsage> rows) {
    long failed = rows.stream().filter(row -> !row.failure().isEmpty()).count();
    if (failed == 0) {
      return 0;
    }
    return failed == rows.size() ? Code.UNAVAILABLE.exitCode() : Code.PARTIAL.exitCode();
  }
}
