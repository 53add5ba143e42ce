/** Strict HTTP/1.1 and JSON, at byte level. */
module dev.keymaster.net {
  requires static org.jspecify;
  requires transitive dev.keymaster.core;

  exports dev.keymaster.net;
}
