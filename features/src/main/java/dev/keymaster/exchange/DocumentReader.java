package dev.keymaster.exchange;

import dev.keymaster.model.Secret;
import dev.keymaster.project.Candidate;
import java.util.List;

/** Any JSON or YAML document: texts by the names that lead to them, and lists of named values. */
final class DocumentReader implements Tree.Visitor {
  private static final List<String> NAMES = List.of("name", "key", "variable");

  private final Contents contents;
  private final Candidate.Form form;

  private DocumentReader(Contents contents, Candidate.Form form) {
    this.contents = contents;
    this.form = form;
  }

  /** Reads a document of anybody's. */
  static void read(Tree tree, Contents contents) {
    tree.walk(new DocumentReader(contents, Candidate.Form.TITLE));
  }

  /** Reads {@code keys.json} of llm, in which every text is a key. */
  static void readKeys(Tree tree, Contents contents) {
    tree.walk(new DocumentReader(contents, Candidate.Form.KEY));
  }

  @Override
  public void text(List<String> path, Secret value) {
    if (path.isEmpty() || path.getLast().startsWith("//")) {
      value.close();
      return;
    }
    contents.add(String.join(".", path), value, 0, form(path));
  }

  private Candidate.Form form(List<String> path) {
    boolean variable = path.size() == 1 && path.getFirst().matches("[A-Z_][A-Z0-9_]*");
    return variable && form == Candidate.Form.TITLE ? Candidate.Form.VARIABLE : form;
  }

  /** What lists of variables have: a name and a value beside each other. */
  @Override
  public boolean branch(List<String> path, Tree.Branch branch) {
    String name = NAMES.stream().filter(branch::has).findFirst().orElse("");
    if (name.isEmpty() || !branch.has("value") || branch.plain(name).isEmpty()) {
      return false;
    }
    Secret value = branch.take("value");
    if (value != null) {
      contents.add(branch.plain(name), value, 0, form(List.of(branch.plain(name))));
    }
    return true;
  }
}
