package dev.keymaster.web;

import dev.keymaster.model.WebAddress;

/**
 * Whom a request is for.
 *
 * @param address where it answers
 * @param tls12 whether it may speak TLS 1.2, because it is known to have nothing newer
 * @param pin SHA-256 of the public key of one of its certificates, base64; empty for any that the
 *     system trusts
 */
public record Peer(WebAddress address, boolean tls12, String pin) {
  /** One that speaks TLS 1.3 and is not pinned. */
  public static Peer at(WebAddress address) {
    return new Peer(address, false, "");
  }
}
