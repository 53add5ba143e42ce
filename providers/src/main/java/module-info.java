/** What is known about providers, as data. */
module dev.keymaster.providers {
  requires static org.jspecify;
  requires static com.google.errorprone.annotations;
  requires dev.keymaster.core;

  exports dev.keymaster.catalogue;
}
