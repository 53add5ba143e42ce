package dev.keymaster.scan;

/**
 * A key in a text.
 *
 * @param from where it begins, in bytes
 * @param to where it ends
 * @param what what it is
 */
record Hit(int from, int to, Leak what) {
  boolean overlaps(Hit other) {
    return from < other.to && other.from < to;
  }
}
