package dev.keymaster.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** What a scan found, and how much it looked at. Thread-safe. */
public final class Findings {
  /** More than anybody reads. */
  static final int MOST = 10_000;

  private final List<Finding> found = new ArrayList<>();
  private final List<Finding> ignored = new ArrayList<>();
  private final List<String> unread = new ArrayList<>();
  private final LongAdder texts = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private boolean cut;
  private boolean ignoredCut;

  /** Of a scan that is to begin. */
  public Findings() {}

  synchronized void add(Finding finding) {
    if (found.size() < MOST) {
      found.add(finding);
    } else {
      cut = true;
    }
  }

  /** Adds what was left out on purpose; of that only keys of the vault are told. */
  synchronized void ignored(Finding finding) {
    if (!(finding.leak() instanceof Leak.Held)) {
      return;
    }
    if (ignored.size() < MOST) {
      ignored.add(finding);
    } else {
      ignoredCut = true;
    }
  }

  /** Adds a place that is there and cannot be read, unless it is left out on purpose. */
  synchronized void unread(String place, Allowed allowed) {
    if (unread.size() < MOST && !allowed.leavesOut(place)) {
      unread.add(place);
    }
  }

  void read(long length) {
    texts.increment();
    bytes.add(length);
  }

  /** Returns what was found, by place. */
  public synchronized List<Finding> all() {
    return found.stream().sorted(Finding.ORDER).toList();
  }

  /** Returns the keys of the vault that were left out on purpose, by place. */
  public synchronized List<Finding> ignored() {
    return ignored.stream().sorted(Finding.ORDER).toList();
  }

  synchronized void replace(List<Finding> known, List<Finding> leftOut) {
    found.clear();
    found.addAll(known);
    ignored.clear();
    leftOut.forEach(this::ignored);
  }

  /** Returns the places that could not be read. */
  public synchronized List<String> unread() {
    return unread.stream().sorted().toList();
  }

  /** Tells whether there is more than {@link #all} has. */
  public synchronized boolean isCut() {
    return cut;
  }

  /** Tells whether there is more than {@link #ignored} has. */
  public synchronized boolean isIgnoredCut() {
    return ignoredCut;
  }

  /** Returns how many files and objects were looked at. */
  public long texts() {
    return texts.sum();
  }

  /** Returns how many bytes were looked at. */
  public long bytes() {
    return bytes.sum();
  }
}
