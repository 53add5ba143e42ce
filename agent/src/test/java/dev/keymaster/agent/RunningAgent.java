package dev.keymaster.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.Caller;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.RootKeySource;
import dev.keymaster.model.SealedRows;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Slot;
import dev.keymaster.model.SlotKind;
import dev.keymaster.service.LocalEngine;
import dev.keymaster.service.SlotSecrets;
import dev.keymaster.service.VaultFile;
import dev.keymaster.testkit.MemoryRows;
import dev.keymaster.testkit.NoHeight;
import dev.keymaster.wire.AgentClient;
import dev.keymaster.wire.RemoteEngine;
import dev.keymaster.wire.UnixConnector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** An agent on a real socket in this process, over a vault in memory with one key-file slot. */
final class RunningAgent implements AutoCloseable {
  final Path socket;
  final Agent agent;
  final LocalEngine local;
  final LocalEngine serving;
  final List<String> builds = new ArrayList<>();
  final MemoryFile file = new MemoryFile();
  final KeyFiles keyFile = new KeyFiles();
  private final Thread thread;
  private @Nullable RuntimeException failure;

  RunningAgent(Path runtime) {
    this(runtime, Life.start(Duration.ofMinutes(15), Duration.ofHours(12)), List.of());
  }

  RunningAgent(Path runtime, Life life, List<Route> more) {
    this.socket = runtime.resolve("keymaster").resolve("agent.sock");
    this.local = engine(List.of(keyFile));
    local.vault().create(List.of(new NewSlot(SlotKind.KEY_FILE, "ci", null, NewSlot.Kdf.ARGON2ID)));
    AgentSettings settings =
        new AgentSettings(
            runtime, socket, Duration.ofMinutes(15), Duration.ofHours(12), "b1", "none");
    this.serving = engine(List.of());
    this.agent = new Agent(serving, settings, RunningAgent::caller, more, life);
    CountDownLatch ready = new CountDownLatch(1);
    this.thread =
        Thread.ofPlatform()
            .start(() -> {
              try {
                agent.serve(ready::countDown);
              } catch (RuntimeException e) {
                failure = e;
                ready.countDown();
              }
            });
    await(ready);
  }

  /** Asserts that a request is refused with that code. */
  static void refused(Code code, ThrowingCallable request) {
    assertThatThrownBy(request)
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private void await(CountDownLatch ready) {
    try {
      if (!ready.await(20, TimeUnit.SECONDS) || failure != null) {
        throw new AssertionError("the agent did not start", failure);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Caller caller(long uid, long pid) {
    return new Caller(uid, pid, "peer");
  }

  private LocalEngine engine(List<RootKeySource> sources) {
    return new LocalEngine(
        file,
        new NoHeight(),
        new SecureRandom()::nextBytes,
        InstantSource.system(),
        new Caller(1, 2, "tests"),
        sources);
  }

  /** The engine of another agent of this vault. */
  LocalEngine resident() {
    return engine(List.of());
  }

  /** A client as the command line has it, which unlocks by the key file when that is needed. */
  RemoteEngine engine() throws IOException {
    LocalEngine here = engine(List.of(keyFile));
    return new RemoteEngine(client(), this::open, here.keeping(), here);
  }

  private Slot open(java.util.function.BiFunction<Slot, Secret, Optional<Slot>> attempt) {
    var status = local.vault().status();
    return new SlotSecrets(status.id(), List.of(keyFile)).open(status.slots(), attempt);
  }

  AgentClient client() throws IOException {
    return new AgentClient(
        new UnixConnector(socket, Files.getOwner(Path.of("/proc/self"))), builds::add);
  }

  /** Waits until it has ended by itself. */
  boolean ended() throws InterruptedException {
    thread.join(20_000);
    return !thread.isAlive();
  }

  @Override
  public void close() {
    agent.end();
    agent.hangUp();
    local.close();
  }

  /** A vault file in memory. */
  static final class MemoryFile implements VaultFile {
    private @Nullable MemoryRows rows;

    @Override
    public boolean exists() {
      return rows != null;
    }

    @Override
    public Object identity() {
      return rows == null ? "none" : rows;
    }

    @Override
    public Object stamp() {
      throw new AssertionError("nobody watches it");
    }

    @Override
    public SealedRows open() {
      if (rows == null) {
        throw new AssertionError("opened before it exists");
      }
      return rows.another();
    }

    @Override
    public SealedRows create() {
      rows = new MemoryRows();
      return rows.another();
    }

    @Override
    public void discard() {
      rows = null;
    }

    @Override
    public String location() {
      return "memory";
    }
  }

  /** Keeps the secret of each slot. */
  static final class KeyFiles implements RootKeySource {
    final Map<String, byte[]> secrets = new HashMap<>();

    @Override
    public SlotKind kind() {
      return SlotKind.KEY_FILE;
    }

    @Override
    public Probe probe() {
      return new Probe(Availability.READY, "");
    }

    @Override
    public Optional<Secret> secret(String vaultId, Slot slot) {
      return Optional.ofNullable(secrets.get(slot.label())).map(Secret::copyOf);
    }

    @Override
    public String store(String vaultId, Slot slot, Secret secret) {
      secrets.put(slot.label(), secret.reveal());
      return slot.label();
    }

    @Override
    public void forget(String vaultId, Slot slot) {
      secrets.remove(slot.label());
    }
  }
}
