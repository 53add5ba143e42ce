package dev.keymaster.standin;

/** A request is refused; the role gives it the form that its provider uses. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String code;

  Refusal(int status, String message) {
    this(status, "", message);
  }

  /**
   * Refuses.
   *
   * @param code the provider's own name for the reason; empty for the usual one
   */
  Refusal(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  String words() {
    return String.valueOf(getMessage());
  }
}
