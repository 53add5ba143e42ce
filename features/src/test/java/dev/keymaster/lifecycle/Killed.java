package dev.keymaster.lifecycle;

/** What ends a process in the middle of something: nothing of it runs any further. */
final class Killed extends Error {
  private static final long serialVersionUID = 1;
}
