/** Project files and child processes. */
module dev.keymaster.features {
  requires static org.jspecify;
  requires static com.google.errorprone.annotations;
  requires dev.keymaster.core;
  requires dev.keymaster.providers;

  exports dev.keymaster.run;
}
