/** Project files, child processes, and where a process comes from. */
module dev.keymaster.features {
  requires static org.jspecify;
  requires static com.google.errorprone.annotations;
  requires dev.keymaster.core;
  requires dev.keymaster.net;
  requires dev.keymaster.providers;
  requires java.net.http;
  requires org.snakeyaml.engine;

  exports dev.keymaster.ancestry;
  exports dev.keymaster.mcp;
  exports dev.keymaster.page;
  exports dev.keymaster.metrics;
  exports dev.keymaster.delivery;
  exports dev.keymaster.exchange;
  exports dev.keymaster.ide;
  exports dev.keymaster.lifecycle;
  exports dev.keymaster.project;
  exports dev.keymaster.report;
  exports dev.keymaster.run;
  exports dev.keymaster.scan;
}
