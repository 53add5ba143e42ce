package dev.keymaster.report;

import dev.keymaster.model.AccessReport;
import dev.keymaster.model.AccessReport.Totals;

/** Says in words how the judgements of a report came about. */
public final class Method {
  private Method() {}

  /** Returns one paragraph. */
  public static String of(AccessReport report) {
    return "An access is at an unusual hour if fewer than 1 % of the accesses of the "
        + AccessReport.BASELINE_DAYS
        + " days before its own day fell into the same hour of the day ("
        + report.query().zone().getId()
        + "), where those days had at least "
        + AccessReport.BASELINE_ACCESSES
        + " accesses. "
        + judged(report.totals());
  }

  private static String judged(Totals totals) {
    if (totals.accesses() == 0) {
      return "There were no accesses to judge.";
    }
    return totals.judged() == 0
        ? "There is not enough history to judge any of these."
        : "Judged were "
            + Html.number(totals.judged())
            + " of "
            + Html.number(totals.accesses())
            + " accesses.";
  }
}
