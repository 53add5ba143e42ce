package dev.keymaster.wire;

import dev.keymaster.model.AccessQuery;
import dev.keymaster.model.AccessReport;

/** Requests for reports. They hold names and never values. */
public interface Reports {
  /** Tells who used which keys, how often and when; reads the whole audit log. */
  AccessReport accesses(AccessQuery query);
}
