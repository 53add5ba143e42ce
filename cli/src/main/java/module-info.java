/** The command line. */
module dev.keymaster.cli {
  requires static org.jspecify;
  requires transitive dev.keymaster.core;
  requires transitive dev.keymaster.wire;
  requires transitive dev.keymaster.features;
  requires dev.keymaster.providers;
  requires info.picocli;

  exports dev.keymaster.cli;

  opens dev.keymaster.cli to
      info.picocli;
}
