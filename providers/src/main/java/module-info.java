/** What is known about providers, as data, and clients of their APIs. */
module dev.keymaster.providers {
  requires static org.jspecify;
  requires static com.google.errorprone.annotations;
  requires transitive dev.keymaster.core;
  requires transitive dev.keymaster.net;

  exports dev.keymaster.catalogue;
  exports dev.keymaster.providers;
}
