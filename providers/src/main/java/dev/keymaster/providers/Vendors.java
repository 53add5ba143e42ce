package dev.keymaster.providers;

import dev.keymaster.catalogue.Catalogue;
import dev.keymaster.catalogue.Provider;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.WebAddress;
import dev.keymaster.web.Peer;
import dev.keymaster.web.WebClient;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Makes clients: one of its own for a provider that has one, else the catalogue's. */
public final class Vendors {
  private static final String USUAL_REGION = "us-east-1";

  private final Catalogue catalogue;
  private final Function<ServiceName, String> pins;
  private final WebClient client;
  private final InstantSource clock;

  /**
   * A client and where it asks.
   *
   * @param vendor the client
   * @param host whom it asks
   * @param own whether that is the provider's own address, as Keymaster knows it
   */
  public record Reached(Vendor vendor, String host, boolean own) {}

  /**
   * Makes clients that send by that one.
   *
   * @param pins the public key that a provider has to have; empty for any that is trusted
   */
  public Vendors(
      Catalogue catalogue,
      Function<ServiceName, String> pins,
      WebClient client,
      InstantSource clock) {
    this.catalogue = catalogue;
    this.pins = pins;
    this.client = client;
    this.clock = clock;
  }

  /** Tells whether a call is known that verifies keys of a service. */
  public boolean verifies(ServiceName service) {
    return catalogue.provider(service).filter(found -> found.does().contains("verify")).isPresent();
  }

  /**
   * Returns the client of a service.
   *
   * @param address where it answers; empty for where the catalogue says
   * @throws KeymasterException NOT_FOUND for a service that the catalogue does not know, USAGE for
   *     an address that nothing may be sent to or that has parts which the person has to fill in
   */
  public Reached reach(ServiceName service, String address) {
    Provider provider =
        catalogue
            .provider(service)
            .orElseThrow(() ->
                new KeymasterException(
                    Code.NOT_FOUND,
                    "nothing is known about a service " + service,
                    "keymaster providers add " + service));
    String usual = provider.baseUrl().replace("{region}", USUAL_REGION);
    String text = address.isEmpty() ? usual : address;
    if (text.contains("{")) {
      throw KeymasterException.usage(
          "where " + provider.title() + " answers for you is not known: " + text,
          "keymaster config set providers." + service + ".base_url URL");
    }
    WebAddress parsed = WebAddress.parse(text);
    boolean own = provider.builtin() && own(provider, parsed);
    Api api = api(provider, provider.headers(), parsed);
    Api admin =
        api(provider, provider.adminHeaders(), beside(provider.adminBaseUrl(), parsed, own));
    return new Reached(
        vendor(api, admin, host -> api(provider, List.of(), beside(host, parsed, own))),
        parsed.authority(),
        own);
  }

  private Api api(Provider provider, List<String> headers, WebAddress address) {
    Peer peer = new Peer(address, provider.tls12(), pins.apply(provider.name()));
    return new Api(provider, headers, peer, client, clock);
  }

  /** Whoever plays a provider, or stands before it, answers for all of its hosts. */
  private static WebAddress beside(String host, WebAddress address, boolean own) {
    if (host.isEmpty()) {
      return address;
    }
    WebAddress usual = WebAddress.parse(host);
    return own
        ? usual
        : new WebAddress(address.tls(), address.host(), address.port(), usual.path());
  }

  /** Returns the masked form of a value. */
  public String hint(Secret value) {
    return catalogue.hint(value);
  }

  /** Returns the page where a person makes keys; empty if none is known. */
  public String console(ServiceName service) {
    return catalogue.provider(service).map(Provider::console).orElse("");
  }

  /** The catalogue's address, or what its parts filled in give. */
  private static boolean own(Provider provider, WebAddress address) {
    StringBuilder form = new StringBuilder();
    for (String piece : provider.baseUrl().split("(?=\\{)|(?<=\\})", -1)) {
      form.append(piece.startsWith("{") ? "[a-z0-9-]+" : Pattern.quote(piece));
    }
    return address.toString().matches(form.toString());
  }

  /**
   * Makes the client.
   *
   * @param elsewhere makes what asks a further host of the provider's
   */
  private static Vendor vendor(Api api, Api admin, Function<String, Api> elsewhere) {
    return switch (api.provider().name().value()) {
      case "openrouter" -> new OpenRouter(api);
      case "openai" -> new OpenAi(api);
      case "anthropic" -> new Anthropic(api);
      case "aws" -> new Aws(api, admin);
      case "stability" -> new Stability(api);
      case "azure-openai" -> new AzureOpenAi(api, admin);
      case "huggingface" -> new HuggingFace(api);
      case "mistral" -> new Mistral(api);
      case "xai" -> new Xai(api, admin);
      case "elevenlabs" -> new ElevenLabs(api);
      case "github" -> new GitHub(api);
      case "google" -> new Google(api, admin, new GoogleTokens(elsewhere.apply(GoogleTokens.HOST)));
      default -> new CatalogueVendor(api, admin);
    };
  }
}
