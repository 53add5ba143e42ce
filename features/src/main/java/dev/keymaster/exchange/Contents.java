package dev.keymaster.exchange;

import dev.keymaster.model.Secret;
import dev.keymaster.project.Candidate;
import java.util.ArrayList;
import java.util.List;

/** What was found in a file; closing wipes the values. Not thread-safe. */
public final class Contents implements AutoCloseable {
  /** Most values that one file may have. */
  private static final int MOST = 10_000;

  private static final int LONGEST_NAME = 4096;

  private final List<Candidate> found = new ArrayList<>();

  Contents() {}

  /** Takes a value over. */
  void add(Candidate candidate) {
    found.add(candidate);
    if (found.size() > MOST) {
      throw Bad.file("more than " + MOST + " values", "split it, or choose another format");
    }
    if (candidate.name().length() > LONGEST_NAME) {
      throw Bad.file("a name of more than " + LONGEST_NAME + " characters", "is it damaged?");
    }
  }

  void add(String name, Secret value, int line, Candidate.Form form) {
    add(new Candidate(name, value, line, form));
  }

  /** Returns the values in the order of the file. */
  public List<Candidate> found() {
    return List.copyOf(found);
  }

  @Override
  public void close() {
    found.forEach(each -> each.value().close());
  }
}
