package dev.keymaster.net;

/** The JSON value {@code null}. */
public enum JsonNull {
  /** It. */
  NULL
}
