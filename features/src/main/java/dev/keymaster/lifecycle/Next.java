package dev.keymaster.lifecycle;

/** What is to be done next about an entry. */
sealed interface Next {
  /** Look for a key whose answer was lost, and end it. */
  record Find() implements Next {}

  /** Ask whoever may object to a key that a person brought. */
  record Announce() implements Next {}

  /** Ask the provider whether the new key is good. */
  record Verify() implements Next {}

  /** Hand out the new key from now on. */
  record Switch() implements Next {}

  /** Tell that the new key is handed out. */
  record Tell() implements Next {}

  /** Ask the provider to end a version, and note it. */
  record End(int version) implements Next {}

  /** All is ended: forget the key. */
  record Forget() implements Next {}

  /** Ask the provider to end all values of a key that was only stored here. */
  record Withdraw() implements Next {}

  /** Stop a version that a panic could not. */
  record Halt(int version) implements Next {}

  /** End the new key, which is not good, and keep the old one. */
  record Undo() implements Next {}

  /** Nothing is left to do. */
  record Close() implements Next {}

  /** Nothing is due yet. */
  record Wait() implements Next {}
}
