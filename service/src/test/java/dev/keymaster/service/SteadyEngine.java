package dev.keymaster.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.Caller;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.Origin;
import dev.keymaster.model.Release;
import dev.keymaster.model.Released;
import dev.keymaster.model.Secret;
import dev.keymaster.model.SlotKind;
import dev.keymaster.model.TerminalSession;
import dev.keymaster.testkit.NoHeight;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** An engine with an open vault in memory, one key, and a clock that a test moves. */
final class SteadyEngine implements AutoCloseable {
  static final KeyRef REF = new KeyRef(EnvironmentName.DEFAULT, new KeyName("openai"));

  /** A person at a terminal. */
  static final Caller PERSON = caller(50, "", "pts/1");

  /** A coding agent on the same terminal. */
  static final Caller AGENT = caller(60, "claude-code", "pts/1");

  final MemoryFile file = new MemoryFile();
  final LocalEngine engine;
  private volatile Instant now = Instant.ofEpochSecond(1_800_000_000L);

  SteadyEngine() {
    engine =
        new LocalEngine(
            file,
            new NoHeight(),
            new SecureRandom()::nextBytes,
            () -> now,
            PERSON,
            List.of(new KeptSecrets(SlotKind.KEY_FILE)));
    engine
        .vault()
        .create(List.of(new NewSlot(SlotKind.KEY_FILE, "ci", null, NewSlot.Kdf.ARGON2ID)));
    Secret value = Secret.copyOf("sk-canary-d1".getBytes(UTF_8));
    NewKey key = new NewKey(REF.environment(), REF.name(), value, null, "…", NewKey.Mode.UPSERT);
    engine.keys().store(List.of(key));
  }

  static Caller caller(long pid, String agent, String terminal) {
    Origin.Program shell = new Origin.Program(pid, "sh", "", 1);
    TerminalSession session = new TerminalSession(40, 1, terminal);
    return new Caller(1000, pid, "sh", new Origin(List.of(shell), agent, session, "/work"));
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  /** Has that caller get the key. */
  void release(Caller caller) {
    engine
        .as(caller)
        .keys()
        .release(List.of(REF), new Release(EventKind.DELIVER, ""))
        .forEach(Released::close);
  }

  @Override
  public void close() {
    engine.close();
  }
}
