/** The engine: one request after the other. */
module dev.keymaster.service {
  requires static org.jspecify;
  requires dev.keymaster.core;
  requires dev.keymaster.features;
  requires dev.keymaster.providers;
  requires transitive dev.keymaster.wire;

  exports dev.keymaster.service;
}
