package dev.keymaster.model;

import java.util.List;

/**
 * Where a request comes from. All of it is read from the system at the edge; nothing in it is what
 * the caller says of himself.
 *
 * @param chain the asking process, its parent, and so on; empty if it could not be read, which
 *     makes the caller a stranger
 * @param agent the coding agent among them, such as {@code claude-code}; empty if none is
 * @param session the session that the asking process belongs to
 * @param directory its working directory; empty if unknown
 */
public record Origin(List<Program> chain, String agent, TerminalSession session, String directory) {
  /** Of whom nothing is known. */
  public static final Origin UNKNOWN = new Origin(List.of(), "", TerminalSession.NONE, "");

  /** Copies the list. */
  public Origin {
    chain = List.copyOf(chain);
  }

  /** One process, without a terminal. */
  public static Origin of(long pid, String program) {
    return new Origin(List.of(new Program(pid, program, "", 0)), "", TerminalSession.NONE, "");
  }

  /**
   * One process of a chain.
   *
   * @param pid its number
   * @param name of the file that it executes, without folders
   * @param script what an interpreter runs, without folders; empty if it is none
   * @param started when it started, in a unit of the system's; tells two with one number apart
   */
  public record Program(long pid, String name, String script, long started) {
    /** Returns whether that is its name or its script's. */
    public boolean called(String wanted) {
      return name.equals(wanted) || script.equals(wanted);
    }

    /** Returns the name that tells a person most. */
    public String shown() {
      return script.isEmpty() ? name : script;
    }
  }

  /** Returns the chain for a person, nearest first: {@code sh ← deploy ← bash}. */
  public String path() {
    StringBuilder path = new StringBuilder();
    for (Program program : chain) {
      path.append(path.isEmpty() ? "" : " ← ").append(program.shown());
    }
    return Printable.clean(path.toString());
  }
}
