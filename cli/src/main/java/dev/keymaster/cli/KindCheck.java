package dev.keymaster.cli;

import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;

/** Warns about a value that looks like another kind of key than it is stored for. */
final class KindCheck {
  private KindCheck() {}

  static void warn(Session session, ServiceName service, Secret value) {
    session
        .catalogue()
        .wrongKind(service, value)
        .ifPresent(warning -> session.output().warn("the value " + warning));
  }
}
