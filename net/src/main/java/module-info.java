/** Strict HTTP/1.1 and JSON, at byte level; requests to servers of others. */
module dev.keymaster.net {
  requires static org.jspecify;
  requires static com.google.errorprone.annotations;
  requires transitive dev.keymaster.core;

  exports dev.keymaster.net;
  exports dev.keymaster.web;
}
