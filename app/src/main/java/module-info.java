/** Composition root. */
module dev.keymaster.app {
  requires static org.jspecify;
  requires dev.keymaster.core;
  requires dev.keymaster.storage;
  requires dev.keymaster.unlock;
  requires dev.keymaster.service;
  requires dev.keymaster.providers;
  requires dev.keymaster.cli;
  requires dev.keymaster.front;
  requires dev.keymaster.agent;
  requires dev.keymaster.testkit;
}
