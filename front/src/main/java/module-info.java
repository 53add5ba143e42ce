/** The way of a hot command to the agent. */
module dev.keymaster.front {
  requires static org.jspecify;
  requires dev.keymaster.wire;
  requires dev.keymaster.features;

  exports dev.keymaster.front;
}
