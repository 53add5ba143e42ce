/** The resident process behind a Unix socket. */
module dev.keymaster.agent {
  requires static org.jspecify;
  requires transitive dev.keymaster.core;
  requires transitive dev.keymaster.net;
  requires transitive dev.keymaster.wire;
  requires transitive dev.keymaster.service;

  exports dev.keymaster.agent;
}
