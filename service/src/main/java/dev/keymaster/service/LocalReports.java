package dev.keymaster.service;

import dev.keymaster.model.AccessQuery;
import dev.keymaster.model.AccessReport;
import dev.keymaster.report.AccessCount;
import dev.keymaster.wire.Reports;

/** Reads the log for reports. */
record LocalReports(LocalEngine engine) implements Reports {
  @Override
  public AccessReport accesses(AccessQuery query) {
    AccessCount count = new AccessCount(query, engine.ports().clock().instant());
    engine.guard().events(0, count::add);
    return count.report();
  }
}
