package dev.keymaster.project;

import dev.keymaster.model.WebAddress;

/** Where keys may be sent, as a setting. */
final class BaseUrl {
  private BaseUrl() {}

  /** Returns the address without a slash at its end, or refuses it. */
  static String check(String text) {
    WebAddress.parse(text);
    return text.replaceFirst("/+$", "");
  }
}
