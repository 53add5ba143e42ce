/** Servers that play providers. */
module dev.keymaster.testkit {
  requires static org.jspecify;
  requires dev.keymaster.net;
  requires transitive dev.keymaster.core;

  exports dev.keymaster.standin;
}
