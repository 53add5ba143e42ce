package dev.keymaster.ancestry;

import dev.keymaster.model.Caller;
import dev.keymaster.model.Origin;
import dev.keymaster.model.TerminalSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Follows a process up to its ancestors. What a process is called can be chosen by whoever starts
 * it, so this tells programs apart that do not mean to deceive; it is read from the system and not
 * from variables, so that a program cannot shed where it comes from by clearing its environment. A
 * process that outlives its parent is the init system's child from then on, and its chain ends.
 */
public final class Ancestry {
  private static final int LONGEST_NAME = 64;

  /** Far more than anybody nests by accident; who nests deeper hides where he comes from. */
  private static final int MOST_ANCESTORS = 4096;

  private final ProcessTable table;
  private final Agents agents;
  private final String own;

  Ancestry(ProcessTable table, Agents agents, String own) {
    this.table = table;
    this.agents = agents;
    this.own = own;
  }

  /**
   * Reads the processes of this system.
   *
   * @param own folder of the installation: programs from there do not ask, they pass on what
   *     whoever started them asks; empty if none
   */
  public static Ancestry ofThisSystem(String own) {
    Path proc = Path.of("/proc");
    ProcessTable table =
        Files.isReadable(proc.resolve("self/stat")) ? new ProcTable(proc) : new HandleTable();
    return new Ancestry(table, Agents.known(), own);
  }

  /**
   * Describes a process as a caller.
   *
   * @param uid its user, as the system told whoever was called
   * @param pid its number; 0 or one that is gone makes a caller without ancestors
   */
  public Caller caller(long uid, long pid) {
    List<Entry> entries = chain(pid);
    if (entries.isEmpty()) {
      return new Caller(uid, pid, "", Origin.UNKNOWN);
    }
    TerminalSession session = session(entries);
    String agent = agents.among(entries);
    while (entries.size() > 1 && ours(entries.getFirst())) {
      entries.removeFirst();
    }
    List<Origin.Program> chain = entries.stream().map(Entry::program).toList();
    Origin origin = new Origin(chain, agent, session, table.directory(pid));
    return new Caller(uid, chain.getFirst().pid(), cut(chain.getFirst().shown()), origin);
  }

  private boolean ours(Entry entry) {
    return !own.isEmpty() && entry.paths().getFirst().startsWith(own + "/");
  }

  private List<Entry> chain(long pid) {
    List<Entry> chain = new ArrayList<>();
    Set<Long> seen = new HashSet<>();
    long next = pid;
    while (next > 0 && seen.add(next)) {
      if (chain.size() == MOST_ANCESTORS) {
        return new ArrayList<>();
      }
      Optional<Entry> entry = table.entry(next);
      // a parent is older than its child: a younger one has the number of a parent that is gone
      if (entry.isEmpty() || (!chain.isEmpty() && !entry.get().before(chain.getLast()))) {
        break;
      }
      chain.add(entry.get());
      next = entry.get().parent();
    }
    return chain;
  }

  /**
   * Whoever left the processes that lead to his session's leader has left its terminal too: nothing
   * tells any more whether a person or a coding agent in that terminal started him.
   */
  private static TerminalSession session(List<Entry> chain) {
    Entry first = chain.getFirst();
    for (Entry entry : chain) {
      if (entry.program().pid() == first.session()) {
        long started = entry.program().started();
        return new TerminalSession(first.session(), started, first.terminal());
      }
    }
    return new TerminalSession(first.session(), 0, "");
  }

  private static String cut(String name) {
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
  }
}
