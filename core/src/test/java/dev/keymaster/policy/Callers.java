package dev.keymaster.policy;

import dev.keymaster.model.Caller;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.Origin;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.TerminalSession;
import java.util.List;

/** Callers for tests; the vault is user 1000's. */
final class Callers {
  static final long OWNER = 1000;
  static final Caller PERSON = caller(OWNER, "bash", "", "pts/3");
  static final Caller SCRIPT = caller(OWNER, "cron", "", "");
  static final Caller AGENT = agent("claude-code");
  static final Caller OTHER_USER = caller(1001, "bash", "", "pts/4");
  static final Caller UNREADABLE = new Caller(OWNER, 0, "", Origin.UNKNOWN);

  private Callers() {}

  static Caller agent(String name) {
    return caller(OWNER, "sh", name, "pts/3");
  }

  static Caller program(String name) {
    return caller(OWNER, name, "", "");
  }

  static Caller caller(long uid, String program, String agent, String terminal) {
    Origin.Program self = new Origin.Program(42, program, "", 7);
    TerminalSession session = new TerminalSession(40, 5, terminal);
    return new Caller(uid, 42, program, new Origin(List.of(self), agent, session, "/home/person"));
  }

  static Request request(Operation operation, String env, Caller caller) {
    return request(operation, env, "openai", "openai", caller);
  }

  static Request request(Operation operation, String env, String service, String key, Caller who) {
    return new Request(
        operation,
        new EnvironmentName(env),
        new ServiceName(service),
        new KeyName(key),
        who,
        OWNER);
  }

  static Request request(Operation operation, Caller caller) {
    return new Request(operation, caller, OWNER);
  }
}
