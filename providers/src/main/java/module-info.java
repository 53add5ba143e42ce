/** What is known about providers, as data. */
module dev.keymaster.providers {
  requires static org.jspecify;
  requires dev.keymaster.core;
}
