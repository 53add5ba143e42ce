package dev.keymaster.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.metrics.Commits;
import dev.keymaster.metrics.MeasuredRows;
import dev.keymaster.model.Caller;
import dev.keymaster.model.CopyFiles;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.FailedUnlocks;
import dev.keymaster.model.Fingerprints;
import dev.keymaster.model.HeldFreeze;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.Secret;
import dev.keymaster.model.SlotKind;
import dev.keymaster.service.LocalEngine;
import dev.keymaster.storage.FileHighWater;
import dev.keymaster.unlock.KeyFileSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** An engine over a real, new vault file that a key file opens. */
final class VaultInFolder implements AutoCloseable {
  final Path folder;
  final Commits commits = new Commits();
  final LocalEngine engine;

  VaultInFolder(Path directory) throws IOException {
    folder = directory.toRealPath();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    SecureRandom random = new SecureRandom();
    engine =
        new LocalEngine(
            file("vault.db"),
            new FileHighWater(folder.resolve("state")),
            random::nextBytes,
            InstantSource.system(),
            new Caller(UserId.current(), ProcessHandle.current().pid(), "tests"),
            List.of(new KeyFileSource(Optional.empty())));
    String keyFile = folder.resolve("vault.key").toString();
    engine
        .vault()
        .create(List.of(new NewSlot(SlotKind.KEY_FILE, keyFile, null, NewSlot.Kdf.ARGON2ID)));
  }

  /** Stores a key of {@code dev}. */
  KeyRef with(String name, String value) {
    KeyRef ref = new KeyRef(EnvironmentName.DEFAULT, new KeyName(name));
    Secret secret = Secret.copyOf(value.getBytes(UTF_8));
    NewKey key = new NewKey(ref.environment(), ref.name(), secret, null, "…", NewKey.Mode.CREATE);
    engine.keys().store(List.of(key));
    return ref;
  }

  VaultPath file(String name) {
    return new VaultPath(
        folder.resolve("data").resolve(name),
        CopyFiles.NONE,
        FailedUnlocks.NONE,
        HeldFreeze.NONE,
        Fingerprints.NONE,
        rows -> new MeasuredRows(rows, commits));
  }

  @Override
  public void close() {
    engine.close();
  }
}
