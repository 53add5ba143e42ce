package dev.keymaster.web;

import java.io.IOException;

/** A request that never left, and why: one lower-case line without a secret. */
final class Unsendable extends IOException {
  private static final long serialVersionUID = 1;

  Unsendable(String why) {
    super(why);
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
