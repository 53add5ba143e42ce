package dev.keymaster.standin;

import java.util.List;
import java.util.Map;

/**
 * A request that arrived.
 *
 * @param method of the request
 * @param path below the base, without the query
 * @param query the parameters; a credential among them as its hash
 * @param headers by name in lower case; credentials as {@code sha256:} and their hash
 * @param credential SHA-256 of the credential, in hex; empty if there was none
 * @param status that was answered; 0 if the connection was cut or left waiting
 * @param writes whether it may have changed something
 */
public record Entry(
    String method,
    String path,
    Map<String, List<String>> query,
    Map<String, String> headers,
    String credential,
    int status,
    boolean writes) {
  @Override
  public String toString() {
    return method + " " + path + " " + status;
  }
}
