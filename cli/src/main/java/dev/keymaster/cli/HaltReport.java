package dev.keymaster.cli;

import dev.keymaster.model.Freeze;
import dev.keymaster.model.Halted;
import dev.keymaster.model.Halted.Outcome;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.ServiceName;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Says what became of keys at their providers, and what is left for a person to do. */
final class HaltReport {
  private final Session session;
  private final @Nullable Freeze freeze;
  private final boolean rehearsal;

  /**
   * Makes it.
   *
   * @param freeze what holds now; null for nothing
   * @param rehearsal whether all of it only would be done
   */
  HaltReport(Session session, @Nullable Freeze freeze, boolean rehearsal) {
    this.session = session;
    this.freeze = freeze;
    this.rehearsal = rehearsal;
  }

  /** Prints it and returns the exit code: 8 if a key stays good that was to be stopped. */
  int print(List<Halted> all) {
    if (session.output().json()) {
      session.output().json(json(all));
    } else if (all.isEmpty()) {
      session.output().note("no key to do anything about");
    } else {
      table(all);
      pages(all);
    }
    boolean left = all.stream().anyMatch(HaltReport::isLeft);
    return left && !rehearsal ? Code.PARTIAL.exitCode() : 0;
  }

  private static boolean isLeft(Halted one) {
    return one.outcome() == Outcome.FAILED || one.outcome() == Outcome.BY_HAND;
  }

  private void table(List<Halted> all) {
    Table table = new Table("KEY", "ENV", "SERVICE", rehearsal ? "WOULD BE" : "IS", "WHY");
    for (Halted one : all) {
      table.row(
          one.ref().name() + "#" + one.ref().version(),
          one.ref().environment().value(),
          one.service().value(),
          word(one.outcome()),
          one.note().isEmpty() ? "-" : one.note());
    }
    session.print(table);
  }

  private static String word(Outcome outcome) {
    return switch (outcome) {
      case DISABLED -> "disabled";
      case REVOKED -> "revoked";
      case ENABLED -> "enabled";
      case FAILED, BY_HAND -> "NOT STOPPED";
    };
  }

  /** Where a person does what was not done, by provider. */
  private void pages(List<Halted> all) {
    Map<ServiceName, Integer> left = new TreeMap<>();
    Map<ServiceName, String> pages = new TreeMap<>();
    all.stream()
        .filter(HaltReport::isLeft)
        .forEach(one -> {
          left.merge(one.service(), 1, Integer::sum);
          pages.put(one.service(), one.page());
        });
    if (freeze != null && all.stream().anyMatch(one -> one.outcome() == Outcome.FAILED)) {
      session
          .output()
          .note(
              "what failed is tried again by the agent, or by keymaster rotate --resume, as long as it is"
                  + " frozen");
    }
    left.forEach((service, count) -> {
      String page = pages.getOrDefault(service, "");
      String where = page.isEmpty() ? "wherever they were made" : "at " + page;
      session.output().warn(count + " of " + service + " left for you to end, " + where);
    });
  }

  private Json json(List<Halted> all) {
    Json document = Json.document("panic").set("rehearsal", rehearsal);
    if (freeze != null) {
      List<String> services = freeze.services().stream().map(ServiceName::value).toList();
      document.set(
          "frozen",
          Json.object()
              .set("since", freeze.since())
              .texts("services", services)
              .set("held", freeze.held()));
    }
    return document.objects("keys", all.stream().map(HaltReport::json).toList());
  }

  private static Json json(Halted one) {
    return Json.object()
        .set("key", one.ref().toString())
        .set("service", one.service().value())
        .set("outcome", KeyJson.word(one.outcome()))
        .set("note", one.note())
        .set("page", one.page());
  }
}
