/** Where the secrets of unlock slots come from, and the message bus. */
module dev.keymaster.unlock {
  requires static org.jspecify;
  requires dev.keymaster.core;

  exports dev.keymaster.bus;
  exports dev.keymaster.unlock;
}
