package dev.keymaster.unlock;

import dev.keymaster.bus.BusError;
import dev.keymaster.model.RootKeySource.Availability;
import dev.keymaster.model.RootKeySource.Probe;
import dev.keymaster.model.Secret;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The keychain of a Linux desktop (GNOME Keyring, KWallet, KeePassXC) over its session bus.
 *
 * <p>The Secret Service cannot restrict an item to one program: every program of this user can read
 * it while the keychain is unlocked. A conversation takes 10 s at most, and longer only while a
 * person is asked to unlock it. Thread-safe.
 */
final class SecretServiceKeychain implements Keychain {
  private static final Duration PROBE = Duration.ofMillis(1_800);

  private final Path socket;
  private final Duration limit;
  private final Duration patience;

  /**
   * Makes a keychain behind that bus.
   *
   * @param limit how long a conversation may take, prompts apart
   * @param patience how long a person may take to answer the keychain's prompt; zero: never prompt
   */
  SecretServiceKeychain(Path socket, Duration limit, Duration patience) {
    this.socket = socket;
    this.limit = limit;
    this.patience = patience;
  }

  @Override
  public Probe probe() {
    try (SecretService service = SecretService.open(socket, PROBE)) {
      Optional<String> collection = service.defaultCollection();
      if (collection.isEmpty()) {
        return new Probe(Availability.ABSENT, "the keychain has no default collection");
      }
      return service.locked(collection.get())
          ? new Probe(Availability.INTERACTIVE, "the keychain is locked")
          : new Probe(Availability.READY, "");
    } catch (BusError e) {
      return e.noService()
          ? new Probe(Availability.ABSENT, "no keychain program answers on the session bus")
          : new Probe(Availability.BROKEN, "the keychain " + e.getMessage());
    } catch (IOException e) {
      return new Probe(Availability.BROKEN, "the keychain is broken: " + reason(e));
    }
  }

  @Override
  public Optional<Secret> get(KeychainItem item) {
    return converse(ifThere(service -> find(service, item)));
  }

  private Optional<Secret> find(SecretService service, KeychainItem item) throws IOException {
    Optional<String> path = openPath(service, item);
    if (path.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(service.secret(path.get()).orElseThrow(() -> KeychainFailure.foreign(item)));
  }

  /**
   * Finds the item and unlocks it if needed. A keychain that shows nothing while it is locked
   * (KeePassXC) is unlocked and searched again.
   */
  private Optional<String> openPath(SecretService service, KeychainItem item) throws IOException {
    SecretService.Found found = service.search(item);
    if (!found.open().isEmpty()) {
      return Optional.of(found.open().getFirst());
    }
    if (!found.locked().isEmpty()) {
      unlock(service, found.locked().getFirst());
      return Optional.of(found.locked().getFirst());
    }
    Optional<String> collection = service.defaultCollection();
    if (collection.isPresent() && service.locked(collection.get())) {
      unlock(service, collection.get());
      return service.search(item).open().stream().findFirst();
    }
    return Optional.empty();
  }

  @Override
  public void set(KeychainItem item, Secret secret) {
    converse(service -> create(service, item, secret));
  }

  private Optional<Secret> create(SecretService service, KeychainItem item, Secret secret)
      throws IOException {
    String collection =
        service
            .defaultCollection()
            .orElseThrow(() -> new IOException("it has no default collection"));
    if (service.locked(collection)) {
      unlock(service, collection);
    }
    answer(service, service.create(collection, item, secret));
    return Optional.empty();
  }

  @Override
  public void delete(KeychainItem item) {
    converse(ifThere(service -> remove(service, item)));
  }

  private Optional<Secret> remove(SecretService service, KeychainItem item) throws IOException {
    Optional<String> path = openPath(service, item);
    if (path.isPresent()) {
      answer(service, service.delete(path.get()));
    }
    return Optional.empty();
  }

  private void unlock(SecretService service, String path) throws IOException {
    answer(service, service.unlock(path));
  }

  private void answer(SecretService service, Optional<String> prompt) throws IOException {
    if (prompt.isEmpty()) {
      return;
    }
    if (patience.isZero()) {
      service.dismiss(prompt.get());
      throw KeychainFailure.locked();
    }
    if (!answered(service, prompt.get())) {
      throw KeychainFailure.locked();
    }
    service.within(limit);
  }

  private boolean answered(SecretService service, String prompt) throws IOException {
    try {
      return service.answer(prompt, patience);
    } catch (InterruptedIOException e) {
      service.within(limit);
      service.dismiss(prompt);
      return false;
    }
  }

  /** What is said to the service. */
  private interface Conversation {
    Optional<Secret> with(SecretService service) throws IOException;
  }

  /** An object that goes away between two calls was deleted by somebody: nothing is there. */
  private static Conversation ifThere(Conversation conversation) {
    return service -> {
      try {
        return conversation.with(service);
      } catch (BusError e) {
        if (e.noObject()) {
          return Optional.empty();
        }
        throw e;
      }
    };
  }

  private Optional<Secret> converse(Conversation conversation) {
    try (SecretService service = SecretService.open(socket, limit)) {
      return conversation.with(service);
    } catch (BusError e) {
      throw e.locked() ? KeychainFailure.locked() : KeychainFailure.broken(reason(e), e);
    } catch (IOException e) {
      throw KeychainFailure.broken(reason(e), e);
    }
  }

  private static String reason(IOException e) {
    if (e instanceof BusError error && error.noService()) {
      return "no keychain program answers on the session bus";
    }
    return e instanceof NoSuchFileException
        ? "the session bus is gone"
        : String.valueOf(e.getMessage());
  }
}
