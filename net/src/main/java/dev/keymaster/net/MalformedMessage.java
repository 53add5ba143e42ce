package dev.keymaster.net;

import java.io.IOException;

/**
 * What arrived is not a message that we read; nothing on that connection can be trusted any more.
 */
public final class MalformedMessage extends IOException {
  private static final long serialVersionUID = 1;

  private final int status;

  /**
   * Makes one.
   *
   * @param status the HTTP status that says so: 400, 408, 413, 414, 431, 501 or 505
   * @param message what is wrong with it, lower case, nothing of its content
   */
  public MalformedMessage(int status, String message) {
    super(message);
    this.status = status;
  }

  /** Returns the HTTP status that says so. */
  public int status() {
    return status;
  }
}
