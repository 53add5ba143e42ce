package dev.keymaster.standin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.BugException;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A provider's API on this machine, with an admin credential and a key of its own at the start.
 *
 * <pre>{@code
 * try (StandIn s = StandIn.openrouter()) {
 *   s.fail("POST /keys", 1, Fault.cut().afterDoing());
 *   client(s.baseUrl()).mint(s.admin(), order);
 * }
 * }</pre>
 *
 * <p>Closing it throws a {@link BugException} if any of its answers departed from the vendor's
 * description, so that every test that uses it proves it too. Thread-safe.
 */
public final class StandIn implements AutoCloseable {
  /** The route of every request. */
  public static final String ANY = "*";

  /** The route of every request that may change something. */
  public static final String WRITES = "writes";

  private final Role role;
  private final Stage stage;
  private final Doors doors;
  private final Server server;
  private final String admin;
  private final String key;

  private StandIn(Role role, Doors doors, int port) throws IOException {
    this.role = role;
    this.stage = new Stage(role);
    this.doors = doors;
    this.admin = role.make(HeldKey.Kind.ADMIN, "admin").value();
    this.key = role.make(HeldKey.Kind.KEY, "first").value();
    this.server =
        Server.start(doors, port, (request, out) -> stage.handle(request, out, serverOf(this)));
  }

  private static Server serverOf(StandIn standIn) {
    return standIn.server;
  }

  /** Plays OpenRouter on a free port. */
  public static StandIn openrouter() throws IOException {
    return of("openrouter", Doors.PLAIN);
  }

  /** Plays OpenAI on a free port. */
  public static StandIn openai() throws IOException {
    return of("openai", Doors.PLAIN);
  }

  /** Plays Anthropic on a free port. */
  public static StandIn anthropic() throws IOException {
    return of("anthropic", Doors.PLAIN);
  }

  /** Plays Stability on a free port. */
  public static StandIn stability() throws IOException {
    return of("stability", Doors.PLAIN);
  }

  /**
   * Plays a provider on a free port.
   *
   * @param provider as the catalogue calls it
   */
  public static StandIn of(String provider, Doors doors) throws IOException {
    return of(provider, doors, 0);
  }

  static StandIn of(String provider, Doors doors, int port) throws IOException {
    Role role =
        switch (provider) {
          case "openrouter" -> new OpenRouterRole();
          case "openai" -> new OpenAiRole();
          case "anthropic" -> new AnthropicRole();
          case "stability" -> new StabilityRole();
          case "huggingface" -> new HuggingFaceRole();
          case "github" -> new GitHubRole();
          case "mistral" -> new MistralRole();
          case "elevenlabs" -> new ElevenLabsRole();
          case "xai" -> new XaiRole();
          case "aws" -> new AwsRole();
          case "azure-openai" -> new AzureOpenAiRole();
          case "google" -> new GoogleRole();
          default -> throw new BugException("nobody plays " + provider);
        };
    return new StandIn(role, doors, port);
  }

  /** Returns what stands before the paths of the API, without a slash at its end. */
  public URI baseUrl() {
    return URI.create(doors.scheme() + "://" + doors.host() + ":" + server.port() + role.base());
  }

  /** Returns what stands before the paths of a second API, where there is one beside the first. */
  public URI rootUrl() {
    return URI.create(doors.scheme() + "://" + doors.host() + ":" + server.port());
  }

  /** Returns a credential that manages keys; a copy, the caller's to close. */
  public Secret admin() {
    return Secret.taking(admin.getBytes(UTF_8));
  }

  /** Returns a key that is good at the start; a copy, the caller's to close. */
  public Secret key() {
    return Secret.taking(key.getBytes(UTF_8));
  }

  /** Makes a key as the console does. */
  public Secret issue(String name) {
    synchronized (role) {
      return Secret.taking(role.make(HeldKey.Kind.KEY, name).value().getBytes(UTF_8));
    }
  }

  /** Tells whether inference takes a key now. */
  public boolean accepts(Secret value) {
    synchronized (role) {
      return held(value).filter(held -> held.kind == HeldKey.Kind.KEY).isPresent();
    }
  }

  private Optional<HeldKey> held(Secret value) {
    byte[] bytes = revealed(value);
    return role.good(new String(bytes, UTF_8));
  }

  @RevealsSecret("a stand-in's own key, which opens nothing")
  private static byte[] revealed(Secret value) {
    return value.reveal();
  }

  /** Returns the names of the keys that are there: not revoked, disabled ones included. */
  public List<String> names() {
    synchronized (role) {
      return role.listed(HeldKey.Kind.KEY).reversed().stream().map(held -> held.name).toList();
    }
  }

  /** Returns what an order for a key has to name here beyond its name. */
  public Map<String, String> settings() {
    return role.settings();
  }

  /** Returns how the provider knows the key that is good at the start. */
  public Map<String, String> id() {
    synchronized (role) {
      Map<String, String> id = new LinkedHashMap<>(role.settings());
      HeldKey first = role.listed(HeldKey.Kind.KEY).getLast();
      id.putAll(role.parts(first));
      return id;
    }
  }

  /**
   * Lets requests go wrong. What is told first happens first.
   *
   * @param route method and path, as sent or as described ({@code DELETE /keys/{hash}}); or {@link
   *     #ANY}, {@link #WRITES}
   * @param times how many of them
   */
  public void fail(String route, int times, Fault fault) {
    stage.faults().add(route, times, fault);
  }

  /** Lets requests with exactly those parameters go wrong. */
  public void failWhere(Map<String, List<String>> query, int times, Fault fault) {
    stage.faults().add("?" + query, times, fault);
  }

  /** Takes back the faults that have not happened yet. */
  public void recover() {
    stage.faults().clear();
  }

  /** Switches a variant on. */
  public void vary(Variant variant) {
    synchronized (role) {
      role.variants.add(variant);
    }
  }

  /** Sets the time. */
  public void clock(Clock clock) {
    synchronized (role) {
      role.clock = clock;
    }
  }

  /** Returns the requests so far, in their order. */
  public List<Entry> journal() {
    return stage.journal();
  }

  /** Forgets the requests so far. */
  public void forget() {
    stage.forget();
  }

  /** Notes a departure, as if an answer had been one. */
  void depart(String departure) {
    stage.depart(departure);
  }

  /** Ends it, and tells whether it kept to the description. */
  @Override
  public void close() {
    server.close();
    List<String> departures = stage.departures();
    if (!departures.isEmpty()) {
      throw new BugException(
          "the stand-in departs from the description: " + String.join("; ", departures));
    }
  }
}
