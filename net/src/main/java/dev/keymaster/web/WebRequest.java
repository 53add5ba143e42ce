package dev.keymaster.web;

import dev.keymaster.net.HttpFields;
import org.jspecify.annotations.Nullable;

/**
 * A request.
 *
 * @param method upper case
 * @param peer whom it is for
 * @param target path and query below the peer's address, percent-encoded, from {@code /} on
 * @param fields header fields without secrets
 * @param credential the field with the secret; null for none
 * @param type media type of the body; empty if there is no body
 * @param body stays the caller's to zero
 * @param repeatable whether sending it twice does no more than sending it once
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; secrets are zeroed in place
public record WebRequest(
    String method,
    Peer peer,
    String target,
    HttpFields fields,
    @Nullable Credential credential,
    String type,
    byte[] body,
    boolean repeatable) {
  private static final byte[] NOTHING = new byte[0];

  /** A request without a body; only one that reads can be repeated. */
  public static WebRequest of(String method, Peer peer, String target) {
    boolean reads = method.equals("GET");
    return new WebRequest(method, peer, target, HttpFields.NONE, null, "", NOTHING, reads);
  }

  /** The same with one more header field. */
  public WebRequest with(String name, String value) {
    return new WebRequest(
        method, peer, target, fields.with(name, value), credential, type, body, repeatable);
  }

  /** The same with a credential. */
  public WebRequest as(@Nullable Credential bearer) {
    return new WebRequest(method, peer, target, fields, bearer, type, body, repeatable);
  }

  /** The same with a body. */
  public WebRequest carrying(String mediaType, byte[] content) {
    return new WebRequest(method, peer, target, fields, credential, mediaType, content, repeatable);
  }

  /** The same, known to do no more if it is sent twice. */
  public WebRequest again() {
    return new WebRequest(method, peer, target, fields, credential, type, body, true);
  }
}
