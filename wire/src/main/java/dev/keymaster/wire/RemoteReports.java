package dev.keymaster.wire;

import dev.keymaster.model.AccessQuery;
import dev.keymaster.model.AccessReport;
import dev.keymaster.net.JsonWriter;

/** Requests for reports, sent to an agent: a report is small, the log it is made from is not. */
record RemoteReports(RemoteEngine engine) implements Reports {
  @Override
  public AccessReport accesses(AccessQuery query) {
    JsonWriter asked = ReportCodec.query(query);
    return ReportCodec.report(
        engine.json(agent -> agent.send("POST", "/v1/reports/access", asked)));
  }
}
