/** The command line. */
module dev.keymaster.cli {
  requires static org.jspecify;
  requires dev.keymaster.core;
  requires dev.keymaster.wire;
  requires dev.keymaster.features;
  requires dev.keymaster.providers;
}
