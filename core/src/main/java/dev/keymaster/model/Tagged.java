package dev.keymaster.model;

import org.jspecify.annotations.Nullable;

/** A constant that formats store as a number; numbers are never reused. */
public interface Tagged {
  /** Returns the stored number, 1 to 255. */
  int tag();

  /** Returns the constant with that number, or null if there is none. */
  static <T extends Tagged> @Nullable T of(T[] constants, int tag) {
    for (T constant : constants) {
      if (constant.tag() == tag) {
        return constant;
      }
    }
    return null;
  }
}
