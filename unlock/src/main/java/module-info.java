/** Where the secrets of unlock slots come from. */
module dev.keymaster.unlock {
  requires static org.jspecify;
  requires dev.keymaster.core;

  exports dev.keymaster.unlock;
}
