package dev.keymaster.web;

import java.time.Duration;

/**
 * How a client behaves.
 *
 * @param connect longest that connecting may take, TLS and proxy included
 * @param whole longest that one attempt may take
 * @param patience longest that waiting for further attempts may take in all
 * @param attempts how often a request is sent at the most
 * @param bodyLimit longest answer that is taken, in bytes
 * @param trust whose certificates are believed
 * @param proxies what stands in between
 */
public record WebSettings(
    Duration connect,
    Duration whole,
    Duration patience,
    int attempts,
    int bodyLimit,
    Trust trust,
    Proxies proxies) {

  /** Ten seconds to connect, thirty for an attempt, three attempts within half a minute, 4 MiB. */
  public static WebSettings usual(Trust trust, Proxies proxies) {
    return new WebSettings(
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(30),
        3,
        1 << 22,
        trust,
        proxies);
  }
}
