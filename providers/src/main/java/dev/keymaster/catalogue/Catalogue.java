package dev.keymaster.catalogue;

import dev.keymaster.model.KeyName;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known about providers. Read a section at a time: asking for one variable does
 * not parse the rest. Immutable to its users and thread-safe.
 */
public final class Catalogue {
  private final Map<String, String> sections = new LinkedHashMap<>();
  private @Nullable List<Provider> providers;
  private @Nullable List<KeyKind> kinds;

  private Catalogue(String text) {
    for (String section : CatalogueText.sections(text)) {
      sections.put(CatalogueText.name(section), section);
    }
  }

  /** Returns the catalogue that Keymaster comes with. */
  public static Catalogue builtin() {
    return Builtin.CATALOGUE;
  }

  /** Read when it is first asked for: most commands never do. */
  private static final class Builtin {
    static final Catalogue CATALOGUE = new Catalogue(CatalogueText.builtin());
  }

  /** Returns this catalogue and the sections of another text, whose providers are not in it. */
  public Catalogue and(String text) {
    Catalogue both = new Catalogue("");
    both.sections.putAll(sections);
    new Catalogue(text).sections.forEach(both.sections::putIfAbsent);
    return both;
  }

  static Catalogue of(String text) {
    return new Catalogue(text);
  }

  /** Returns what is known about a provider; empty for a service that is not in the catalogue. */
  public Optional<Provider> provider(ServiceName service) {
    return Optional.ofNullable(sections.get(service.value())).map(CatalogueText::parse);
  }

  /** Returns what people call a service that is in the catalogue; others by their name. */
  public String title(ServiceName service) {
    String section = sections.get(service.value());
    return section == null ? service.value() : CatalogueText.title(section);
  }

  /** Returns all providers in the order of the file. */
  public synchronized List<Provider> providers() {
    if (providers == null) {
      providers = sections.values().stream().map(CatalogueText::parse).toList();
    }
    return providers;
  }

  /**
   * Returns the environment variable that a key becomes: its provider's own, or for a service that
   * is not in the catalogue the name of the key in capitals, {@code my-hook} as {@code MY_HOOK}.
   */
  public String variableFor(ServiceName service, KeyName key) {
    String section = sections.get(service.value());
    if (section != null) {
      return CatalogueText.firstVariable(section);
    }
    StringBuilder name = new StringBuilder(key.value().toUpperCase(Locale.ROOT));
    for (int i = 0; i < name.length(); i++) {
      name.setCharAt(i, Character.isLetterOrDigit(name.charAt(i)) ? name.charAt(i) : '_');
    }
    return (Character.isDigit(name.charAt(0)) ? "_" : "") + name;
  }

  /**
   * Returns the variables that programs need beside the provider's own, if a key becomes that.
   *
   * @param variable what the key becomes
   * @param fields what is known of the key beside its value
   * @return variable to text; nothing secret
   */
  public Map<String, String> beside(
      ServiceName service, String variable, Map<String, String> fields) {
    Map<String, String> beside = new LinkedHashMap<>();
    Optional<Provider> found = fields.isEmpty() ? Optional.empty() : provider(service);
    found
        .filter(provider -> provider.variable().equals(variable))
        .ifPresent(provider -> {
          for (Variable each : provider.variables()) {
            String text = fields.getOrDefault(each.field(), "");
            if (!text.isEmpty()) {
              beside.put(each.name(), text);
            }
          }
        });
    return beside;
  }

  /** Returns who reads this environment variable, exactly as it is written; empty if unknown. */
  public Optional<VariableUse> variable(String name) {
    for (Provider provider : providers()) {
      for (Variable variable : provider.variables()) {
        if (variable.name().equals(name)) {
          return Optional.of(new VariableUse(provider, variable));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Returns the kinds that {@code value} can be of, likeliest first: whole forms by longest prefix,
   * then known prefixes on unknown forms. Kinds that others look like come only where nothing
   * better fits. Empty if nothing fits.
   */
  public List<Recognised> recognise(byte[] value) {
    List<Recognised> found = new ArrayList<>();
    for (KeyKind kind : kinds()) {
      if (kind.evidence() != KeyKind.Evidence.GUESS && kind.matches(value)) {
        found.add(new Recognised(kind, true));
      }
    }
    for (KeyKind kind : kinds()) {
      if (kind.resembles(value) && !kind.matches(value)) {
        found.add(new Recognised(kind, false));
      }
    }
    return found.isEmpty() ? guesses(value) : found;
  }

  /** As {@link #recognise(byte[])}. */
  @RevealsSecret("looks at the prefix and the form of the value")
  public List<Recognised> recognise(Secret value) {
    byte[] bytes = value.reveal();
    try {
      return recognise(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private List<Recognised> guesses(byte[] value) {
    List<Recognised> found = new ArrayList<>();
    for (KeyKind kind : kinds()) {
      if (kind.evidence() == KeyKind.Evidence.GUESS && kind.matches(value)) {
        found.add(new Recognised(kind, true));
      }
    }
    return found;
  }

  /**
   * Returns what may be shown of a value: see {@link Hint}.
   *
   * @return {@code sk-proj-…3xYz}, or {@code …} for a value that says too much in four characters
   */
  public String hint(Secret value) {
    return Hint.of(value, kinds());
  }

  /**
   * Returns a warning, one line in lower case without the value, if {@code value} looks like a key
   * of another provider or like a key that programs must not have; empty if nothing speaks against
   * it.
   */
  public Optional<String> wrongKind(ServiceName service, Secret value) {
    List<Recognised> found = recognise(value);
    if (found.isEmpty() || found.getFirst().kind().evidence() == KeyKind.Evidence.GUESS) {
      return Optional.empty();
    }
    KeyKind kind = found.getFirst().kind();
    boolean other = sections.containsKey(service.value()) && !kind.service().equals(service);
    if (!other && kind.role() == KeyKind.Role.API) {
      return Optional.empty();
    }
    return Optional.of("looks like " + describe(kind) + (other ? ", stored for " + service : ""));
  }

  private String describe(KeyKind kind) {
    String title = title(kind.service());
    String named = ("AEIOUaeioux".indexOf(title.charAt(0)) < 0 ? "a " : "an ") + title;
    return switch (kind.role()) {
      case API -> named + " key";
      case ADMIN -> named + " admin key, which programs should not have";
      case ID -> named + " key id, which is not the secret itself";
    };
  }

  /** All kinds, longest prefix first, so that {@code sk-ant-} is asked before {@code sk-}. */
  public synchronized List<KeyKind> kinds() {
    if (kinds == null) {
      List<KeyKind> sorted = new ArrayList<>();
      sections.values().forEach(section -> sorted.addAll(CatalogueText.kinds(section)));
      sorted.sort(Comparator.comparingInt(KeyKind::prefixLength).reversed());
      kinds = sorted;
    }
    return kinds;
  }
}
