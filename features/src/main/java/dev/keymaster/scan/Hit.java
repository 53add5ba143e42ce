package dev.keymaster.scan;

/**
 * A key in a text.
 *
 * @param from where it begins, in bytes
 * @param to where it ends
 * @param what what it is
 * @param whole whether it stands there by itself and to its end
 */
record Hit(int from, int to, Leak what, boolean whole) {
  Hit(int from, int to, Leak what) {
    this(from, to, what, true);
  }

  boolean overlaps(Hit other) {
    return from < other.to && other.from < to;
  }
}
