package dev.keymaster.unlock;

import dev.keymaster.bus.BusCall;
import dev.keymaster.bus.BusConnection;
import dev.keymaster.bus.BusMessage;
import dev.keymaster.bus.BusReader;
import dev.keymaster.bus.BusWriter;
import dev.keymaster.bus.Deadline;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * One conversation with the Secret Service of a Linux desktop (freedesktop.org Secret Service API,
 * draft 0.2), algorithm {@code plain}: both ends are on this machine and the bus is this user's.
 *
 * <p>Values are kept as base64url text, so that {@code secret-tool} and the desktop's own program
 * can show them. Not thread-safe.
 */
final class SecretService implements AutoCloseable {
  private static final String NAME = "org.freedesktop.secrets";
  private static final String ROOT = "/org/freedesktop/secrets";
  private static final String SERVICE = "org.freedesktop.Secret.Service";
  private static final String COLLECTION = "org.freedesktop.Secret.Collection";
  private static final String ITEM = "org.freedesktop.Secret.Item";
  private static final String PROMPT = "org.freedesktop.Secret.Prompt";

  /** The path that means "none". */
  private static final String NONE = "/";

  /** What it is known to keep for an item. */
  record Found(List<String> open, List<String> locked) {}

  private final BusConnection bus;

  private SecretService(BusConnection bus) {
    this.bus = bus;
  }

  /** Connects to the session bus at that socket; nothing is asked of the service yet. */
  static SecretService open(Path socket, Duration limit) throws IOException {
    return new SecretService(BusConnection.open(socket, OwnFile.uid(), Deadline.in(limit)));
  }

  /** Returns the attributes that an item is found by. */
  static Map<String, String> attributes(KeychainItem item) {
    return new TreeMap<>(
        Map.of("application", "keymaster", "vault", item.vaultId(), "slot", item.slotId()));
  }

  /** Returns the collection where new items go, if there is one. */
  Optional<String> defaultCollection() throws IOException {
    try (BusMessage reply =
        call(ROOT, SERVICE, "ReadAlias", "s", to -> to.string("default"), "o")) {
      String path = reply.body().path();
      return path.equals(NONE) ? Optional.empty() : Optional.of(path);
    }
  }

  /** Tells whether a collection is locked. */
  boolean locked(String collection) throws IOException {
    Consumer<BusWriter> property = to -> to.string(COLLECTION).string("Locked");
    String properties = "org.freedesktop.DBus.Properties";
    try (BusMessage reply = call(collection, properties, "Get", "ss", property, "v")) {
      return reply.body().boolVariant();
    }
  }

  /** Returns the items with these attributes. */
  Found search(KeychainItem item) throws IOException {
    Consumer<BusWriter> body = to -> writeAttributes(to, item);
    try (BusMessage reply = call(ROOT, SERVICE, "SearchItems", "a{ss}", body, "aoao")) {
      return new Found(reply.body().paths(), reply.body().paths());
    }
  }

  /** Returns the value of an item that is not locked; empty if it is none that Keymaster wrote. */
  Optional<Secret> secret(String itemPath) throws IOException {
    String session = session();
    Consumer<BusWriter> body = to -> to.string(session);
    try (BusMessage reply = call(itemPath, ITEM, "GetSecret", "o", body, "(oayays)")) {
      reply.body().align(8);
      reply.body().path();
      reply.body().bytes();
      byte[] text = reply.body().bytes();
      Optional<Secret> secret = decode(text);
      Arrays.fill(text, (byte) 0);
      return secret;
    }
  }

  /** Creates an item or replaces it; returns the prompt to answer first, if any. */
  @RevealsSecret("hands the bytes to the keychain")
  Optional<String> create(String collection, KeychainItem item, Secret secret) throws IOException {
    String session = session();
    byte[] raw = secret.reveal();
    byte[] text = Base64.getUrlEncoder().withoutPadding().encode(raw);
    Arrays.fill(raw, (byte) 0);
    Consumer<BusWriter> body =
        to -> {
          to.array(8, properties -> writeProperties(properties, item)).align(8);
          to.string(session).bytes(new byte[0]).bytes(text).string("text/plain").bool(true);
        };
    String signature = "a{sv}(oayays)b";
    try (BusMessage reply = call(collection, COLLECTION, "CreateItem", signature, body, "oo")) {
      reply.body().path();
      return prompt(reply);
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  /** Deletes an item; returns the prompt to answer first, if any. */
  Optional<String> delete(String itemPath) throws IOException {
    try (BusMessage reply = call(itemPath, ITEM, "Delete", "", to -> {}, "o")) {
      return prompt(reply);
    }
  }

  /** Unlocks what can be unlocked without asking; returns the prompt to answer, if any. */
  Optional<String> unlock(String path) throws IOException {
    Consumer<BusWriter> body = to -> to.array(4, paths -> paths.string(path));
    try (BusMessage reply = call(ROOT, SERVICE, "Unlock", "ao", body, "aoo")) {
      reply.body().paths();
      return prompt(reply);
    }
  }

  /**
   * Lets the desktop show its prompt and waits for a person.
   *
   * @return whether it was answered and not dismissed
   */
  boolean answer(String prompt, Duration patience) throws IOException {
    bus.listen(prompt);
    bus.until(Deadline.in(patience));
    call(prompt, PROMPT, "Prompt", "s", to -> to.string(""), "").close();
    try (BusMessage done = bus.signal(prompt, PROMPT + ".Completed", "bv")) {
      return !done.body().bool();
    }
  }

  /** Takes a prompt away without an answer. */
  void dismiss(String prompt) throws IOException {
    call(prompt, PROMPT, "Dismiss", "", to -> {}, "").close();
  }

  /** Sets how long the calls that follow may take together. */
  void within(Duration limit) {
    bus.until(Deadline.in(limit));
  }

  private String session() throws IOException {
    Consumer<BusWriter> body = to -> to.string("plain").variant("");
    try (BusMessage reply = call(ROOT, SERVICE, "OpenSession", "sv", body, "vo")) {
      if (!reply.body().signature().equals("s")) {
        throw BusReader.malformed();
      }
      reply.body().string();
      return reply.body().path();
    }
  }

  private BusMessage call(
      String path,
      String interfaceName,
      String member,
      String signature,
      Consumer<BusWriter> body,
      String expected)
      throws IOException {
    BusCall call = new BusCall(NAME, path, interfaceName, member, signature, body);
    return bus.call(call, expected);
  }

  private static Optional<String> prompt(BusMessage reply) throws IOException {
    String path = reply.body().path();
    return path.equals(NONE) ? Optional.empty() : Optional.of(path);
  }

  private static void writeProperties(BusWriter to, KeychainItem item) {
    to.align(8).string(ITEM + ".Label").variant(item.title());
    to.align(8).string(ITEM + ".Attributes").signature("a{ss}");
    writeAttributes(to, item);
  }

  private static void writeAttributes(BusWriter to, KeychainItem item) {
    to.array(
        8,
        pairs ->
            attributes(item).forEach((name, value) -> pairs.align(8).string(name).string(value)));
  }

  /** Reads a value as {@link #create} writes it. */
  static Optional<Secret> decode(byte[] text) {
    try {
      byte[] raw = Base64.getUrlDecoder().decode(text);
      return raw.length == 0 ? Optional.empty() : Optional.of(Secret.taking(raw));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    bus.close();
  }
}
