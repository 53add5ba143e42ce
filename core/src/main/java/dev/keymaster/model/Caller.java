package dev.keymaster.model;

/**
 * Who asks, as recorded with every release.
 *
 * @param uid user id; -1 where the system has none
 * @param pid process id of the asking process
 * @param program its name, at most 64 characters
 * @param origin where the request comes from, as the system tells it
 */
public record Caller(long uid, long pid, String program, Origin origin) {
  /** Most characters of a program's name. */
  public static final int LONGEST = 64;

  /** A caller of whom nothing but the asking process itself is known. */
  public Caller(long uid, long pid, String program) {
    this(uid, pid, program, Origin.of(pid, program));
  }
}
