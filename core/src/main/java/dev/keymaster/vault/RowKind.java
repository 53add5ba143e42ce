package dev.keymaster.vault;

/** The kinds of rows (docs/format.md §7). */
enum RowKind {
  KEY(1),
  VALUE(2),
  SECRET(3),
  SEGMENT(4),
  DOCUMENT(5);

  private final int tag;

  RowKind(int tag) {
    this.tag = tag;
  }

  int tag() {
    return tag;
  }
}
