/** Project files and child processes. */
module dev.keymaster.features {
  requires static org.jspecify;
  requires dev.keymaster.core;
  requires dev.keymaster.providers;
}
