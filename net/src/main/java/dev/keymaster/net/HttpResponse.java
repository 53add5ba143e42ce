package dev.keymaster.net;

/**
 * A response.
 *
 * @param status 200 to 599
 * @param type media type of the body; empty if there is no body
 * @param fields further header fields; not length, type and connection
 * @param body empty if there is none; whoever handles a secret in it zeroes it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; secrets are zeroed in place
public record HttpResponse(int status, String type, HttpFields fields, byte[] body) {
  /** Media type of JSON. */
  public static final String JSON = "application/json";

  /** Media type of secrets. */
  public static final String OCTETS = "application/octet-stream";

  private static final byte[] NOTHING = new byte[0];

  /** A response without a body. */
  public static HttpResponse empty(int status) {
    return new HttpResponse(status, "", HttpFields.NONE, NOTHING);
  }

  /** A response in JSON. */
  public static HttpResponse json(int status, JsonWriter json) {
    return new HttpResponse(status, JSON, HttpFields.NONE, json.bytes());
  }

  /** An answer in JSON. */
  public static HttpResponse json(JsonWriter json) {
    return json(200, json);
  }

  /** A response of bytes. */
  public static HttpResponse octets(byte[] body) {
    return new HttpResponse(200, OCTETS, HttpFields.NONE, body);
  }

  /** The same with one more header field. */
  public HttpResponse with(String name, String value) {
    return new HttpResponse(status, type, fields.with(name, value), body);
  }
}
