package dev.keymaster.standin;

import dev.keymaster.net.HttpFields;
import java.net.URI;
import java.util.List;

/**
 * What goes wrong with a request, on command. Unless {@link #afterDoing} says otherwise, what was
 * asked for is not done.
 *
 * @param how it goes wrong
 * @param status of the answer, where there is one
 * @param size of the body of a huge answer, in bytes
 * @param fields added to the answer
 * @param done whether what was asked for is done all the same
 */
public record Fault(How how, int status, long size, HttpFields fields, boolean done) {
  /** Ways to go wrong. */
  public enum How {
    /** The provider's own body for that status. */
    STATUS,
    /** The connection ends without an answer. */
    CUT,
    /** The connection ends within the body of the answer. */
    CUT_WITHIN,
    /** Nothing comes until the client gives up. */
    STALL,
    /** A page, as a gateway in between sends it. */
    HTML,
    /** A body in JSON that does not end. */
    MALFORMED,
    /** JSON that says something else. */
    STRANGE,
    /** The provider's own body for that status, which repeats the credential it was sent. */
    ECHO,
    /** A body of {@code size} bytes of JSON. */
    HUGE
  }

  private static Fault of(How how, int status) {
    return new Fault(how, status, 0, HttpFields.NONE, false);
  }

  /** The provider answers that status, with the body it documents for it. */
  public static Fault status(int status) {
    return of(How.STATUS, status);
  }

  /** The same, with the credential that was sent in the message. */
  public static Fault echo(int status) {
    return of(How.ECHO, status);
  }

  /** The connection ends without an answer. */
  public static Fault cut() {
    return of(How.CUT, 0);
  }

  /** What was asked is done, and the connection ends within the answer. */
  public static Fault cutWithin() {
    return of(How.CUT_WITHIN, 200).afterDoing();
  }

  /** No answer comes. */
  public static Fault stall() {
    return of(How.STALL, 0);
  }

  /** A page in HTML. */
  public static Fault html(int status) {
    return of(How.HTML, status);
  }

  /** A body that is not JSON although its type says so. */
  public static Fault malformed() {
    return of(How.MALFORMED, 200);
  }

  /** JSON that fits no description. */
  public static Fault strange() {
    return of(How.STRANGE, 200);
  }

  /** A body that long. */
  public static Fault huge(long size) {
    return new Fault(How.HUGE, 200, size, HttpFields.NONE, false);
  }

  /** A redirect. */
  public static Fault redirect(int status, URI to) {
    return of(How.HTML, status).with("location", to.toString());
  }

  /** The same, after what was asked for has been done. */
  public Fault afterDoing() {
    return new Fault(how, status, size, fields, true);
  }

  /** The same with one more header field. */
  public Fault with(String name, String value) {
    return new Fault(how, status, size, fields.with(name, value), done);
  }

  /** The same, asking to wait. */
  public Fault retryAfter(String value) {
    return with("retry-after", value);
  }

  /** Every way in which a provider may leave a request without a clear answer. */
  public static List<Fault> unclear() {
    return List.of(
        cut(),
        cut().afterDoing(),
        cutWithin(),
        html(502),
        status(500).afterDoing(),
        malformed().afterDoing(),
        strange().afterDoing());
  }
}
