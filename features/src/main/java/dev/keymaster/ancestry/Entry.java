package dev.keymaster.ancestry;

import dev.keymaster.model.Origin;
import java.util.List;

/**
 * One process of a table.
 *
 * @param program its name and number
 * @param title the name that the process goes by, which it can change
 * @param parent number of its parent; 0 if none
 * @param session number of its session's leader; 0 if unknown
 * @param terminal its controlling terminal; empty if none
 * @param paths of what it executes and what its interpreter runs, as far as known
 */
record Entry(
    Origin.Program program,
    String title,
    long parent,
    long session,
    String terminal,
    List<String> paths) {
  boolean before(Entry child) {
    return program.started() <= child.program().started();
  }
}
