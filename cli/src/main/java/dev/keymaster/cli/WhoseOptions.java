package dev.keymaster.cli;

import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.ServiceUser;
import picocli.CommandLine.Option;

/** Which user's key at which service. */
final class WhoseOptions {
  @Option(
      names = "--service",
      paramLabel = "SERVICE",
      required = true,
      description = "service it belongs to, such as openai")
  String service = "";

  @Option(
      names = "--user",
      paramLabel = "USER",
      description = "whose it is; global, for everybody, if left out")
  String user = ServiceUser.GLOBAL;

  ServiceUser whose() {
    return new ServiceUser(new ServiceName(service), user);
  }

  /** Returns what is known of the key; NOT_FOUND in words of service and user. */
  KeyRecord show(Session session) {
    ServiceUser whose = whose();
    try {
      return session.engine().keys().show(ServiceUser.ENVIRONMENT, whose.ref().name());
    } catch (KeymasterException e) {
      throw e.code() == Code.NOT_FOUND ? absent(whose, e) : e;
    }
  }

  private static KeymasterException absent(ServiceUser whose, KeymasterException cause) {
    return new KeymasterException(
        Code.NOT_FOUND,
        "no key of " + whose.user() + " at " + whose.service(),
        "keymaster keys list --service " + whose.service(),
        cause);
  }
}
