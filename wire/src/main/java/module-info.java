/** What doors and engine say to each other. */
module dev.keymaster.wire {
  requires static org.jspecify;
  requires transitive dev.keymaster.core;
  requires transitive dev.keymaster.net;
  requires jdk.net;

  exports dev.keymaster.wire;
}
