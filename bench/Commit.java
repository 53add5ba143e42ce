import dev.keymaster.crypto.KeyHome;
import dev.keymaster.crypto.SecretMemory;
import dev.keymaster.guard.Guard;
import dev.keymaster.guard.NamedSlot;
import dev.keymaster.model.Caller;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.Ports;
import dev.keymaster.model.Release;
import dev.keymaster.model.Released;
import dev.keymaster.model.Secret;
import dev.keymaster.model.SlotKind;
import dev.keymaster.storage.FileHighWater;
import dev.keymaster.storage.SqliteRows;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Releases of a vault with 300 keys by so many threads: {@code Commit DIRECTORY SECONDS THREADS...}. */
final class Commit {
  private static final int KEYS = 300;
  private static final EnvironmentName DEV = new EnvironmentName("dev");
  private static final Release SHOWN = new Release(EventKind.REVEAL, "");

  public static void main(String[] words) throws InterruptedException {
    Path directory = Path.of(words[0]);
    SecureRandom random = new SecureRandom();
    try (SqliteRows rows = SqliteRows.create(directory.resolve("vault"), SqliteRows.PATIENCE)) {
      FileHighWater height = new FileHighWater(directory.resolve("state"));
      Ports ports = new Ports(rows, height, random::nextBytes, Instant::now);
      String vault = Guard.newVaultId(ports);
      byte[] id = HexFormat.of().parseHex(vault);
      try (Guard guard = filled(ports, vault)) {
        long millis = Math.round(1000 * Double.parseDouble(words[1]));
        measure(guard, 1, millis); // warms up
        measure(guard, 64, millis);
        for (int i = 2; i < words.length; i++) {
          int threads = Integer.parseInt(words[i]);
          long before = height.seen(id);
          long done = measure(guard, threads, millis);
          long commits = (height.seen(id) - before) * 1000 / millis;
          System.out.println(threads + " " + done + " " + commits);
        }
      }
    }
  }

  private static Guard filled(Ports ports, String id) {
    NamedSlot slot = Guard.name(ports, new NewSlot(SlotKind.KEY_FILE, "bench", null, NewSlot.Kdf.ARGON2ID));
    Guard guard = Guard.create(ports, new Caller(0, 0, "bench"), id, List.of(slot), home());
    List<NewKey> keys = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      Secret value = Secret.copyOf(new byte[48]);
      keys.add(new NewKey(DEV, name(i), value, null, "…", NewKey.Mode.CREATE));
    }
    guard.store(keys, EventKind.STORE);
    return guard;
  }

  /** Where an agent has its keys. */
  private static KeyHome home() {
    return SecretMemory.open().<KeyHome>map(memory -> memory).orElseGet(KeyHome::heap);
  }

  private static KeyName name(long number) {
    return new KeyName("bench-" + number % KEYS);
  }

  /** Returns releases a second. */
  private static long measure(Guard guard, int threads, long millis) throws InterruptedException {
    AtomicBoolean going = new AtomicBoolean(true);
    AtomicLong done = new AtomicLong();
    List<Thread> running = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 0; i < threads; i++) {
      int first = i;
      running.add(Thread.ofPlatform().start(() -> {
        for (long n = first; going.get(); n += threads) {
          guard.release(List.of(new KeyRef(DEV, name(n))), SHOWN).forEach(Released::close);
          done.incrementAndGet();
        }
      }));
    }
    Thread.sleep(millis);
    going.set(false);
    for (Thread thread : running) {
      thread.join();
    }
    return done.get() * 1_000_000_000 / (System.nanoTime() - start);
  }
}
