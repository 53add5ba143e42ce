package dev.keymaster.catalogue;

/**
 * An environment variable that a provider's programs read.
 *
 * @param name such as {@code OPENAI_API_KEY}
 * @param role what it carries
 * @param field of a key, what is known beside its value, that becomes it; empty if none does
 */
public record Variable(String name, Role role, String field) {
  /** What a variable carries. */
  public enum Role {
    /** A key that programs use. */
    KEY,
    /** A key that manages other keys. */
    ADMIN,
    /** The public half of a credential. */
    ID,
    /** Where programs find the API, if not at its base URL. */
    ADDRESS,
    /** Nothing secret either: a region, an organization. */
    SETTING
  }

  /** Tells whether it carries nothing of a key. */
  public boolean isSetting() {
    return role == Role.ADDRESS || role == Role.SETTING;
  }
}
