package dev.keymaster.model;

import java.util.List;

/** Environments in which the program keeps keys that no list shows and nobody is handed. */
public final class Reserved {
  /** Credentials that manage keys at providers; a key's name is the provider's. */
  public static final EnvironmentName PROVIDERS = new EnvironmentName("km.providers");

  /** Keys made for one run of a program. */
  public static final EnvironmentName CHILDREN = new EnvironmentName("km.children");

  private static final List<EnvironmentName> ALL = List.of(PROVIDERS, CHILDREN);

  private Reserved() {}

  /** Points at the credential that manages keys at a provider. */
  public static KeyRef admin(ServiceName service) {
    return new KeyRef(PROVIDERS, new KeyName(service.value()));
  }

  /** Tells whether keys there are the program's own. */
  public static boolean withholds(EnvironmentName environment) {
    return ALL.contains(environment);
  }

  /** Refuses what only the program itself does with such keys. */
  public static void require(EnvironmentName environment) {
    if (withholds(environment)) {
      throw KeymasterException.usage(
          "the environment " + environment + " is Keymaster's own",
          "keymaster providers login SERVICE");
    }
  }
}
