package dev.keymaster.providers;

/** What a provider says about a key. */
public sealed interface Standing {
  /**
   * The key is good.
   *
   * @param account whom it belongs to or what kind it is, as the provider tells; may be empty
   */
  record Valid(String account) implements Standing {}

  /**
   * The key is not good.
   *
   * @param reason what the provider said; never holds the key
   */
  record Invalid(String reason) implements Standing {}
}
