package dev.keymaster.cli;

import dev.keymaster.catalogue.Provider;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Profile;
import dev.keymaster.model.ProfileKey;
import dev.keymaster.model.ServiceName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which variables the keys of a profile become, and which addresses go beside them. */
final class ProfilePlan {
  /**
   * A key of the profile as it is at this moment.
   *
   * @param variable what it becomes
   * @param service whose it is
   */
  record Entry(ProfileKey key, KeyRef ref, String variable, ServiceName service) {}

  /** Also of providers that the catalogue does not know: their programs follow the same habit. */
  private static final Pattern LEADING =
      Pattern.compile("(?i)(_PROXY|_API_BASE|_BASE_URL|_API_URL|_ENDPOINT(_URL)?(_[A-Z0-9_]+)?)$");

  private final Session session;
  private final Profile profile;

  ProfilePlan(Session session, Profile profile) {
    this.session = session;
    this.profile = profile;
  }

  /**
   * Returns these keys of the profile, or all; NOT_FOUND for one that is not in the vault, or not
   * in the profile.
   *
   * @param only names of keys; empty for all
   */
  List<Entry> entries(List<String> only) {
    for (String name : only) {
      if (profile.keys().stream().noneMatch(key -> key.name().value().equals(name))) {
        throw new KeymasterException(
            Code.NOT_FOUND,
            "profile " + profile.name() + " has no key " + name,
            "keymaster profile show " + profile.name());
      }
    }
    return profile.keys().stream()
        .filter(key -> only.isEmpty() || only.contains(key.name().value()))
        .map(this::entry)
        .toList();
  }

  private Entry entry(ProfileKey key) {
    KeyRef ref = key.ref(session.environment());
    KeyRecord record = session.names().show(ref);
    ServiceName said = key.service();
    ServiceName service = said == null ? record.details().service() : said;
    return new Entry(key, ref, variable(key, record, service), service);
  }

  private String variable(ProfileKey key, KeyRecord record, ServiceName service) {
    String own = key.variable();
    if (own != null) {
      return refuseLeading(own);
    }
    return key.service() == null
        ? session.names().variable(record.details(), record.name())
        : session.catalogue().variableFor(service, record.name());
  }

  /** What decides where other keys are sent is no key, whoever put it into the profile. */
  static String refuseLeading(String variable) {
    if (LEADING.matcher(variable).find()) {
      throw KeymasterException.usage(
          "no key of a profile may become " + variable + ": it decides where others are sent",
          "keymaster profile add-key PROFILE km://ENV/NAME --endpoint URL");
    }
    return variable;
  }

  /**
   * Returns the addresses that the profile sets, by the variable that the provider's programs read.
   * They read it for whatever key they have, so an address is refused unless it is said of all keys
   * that it would lead there: CONFLICT.
   */
  Map<String, String> addresses(List<Entry> entries) {
    Map<String, String> addresses = new LinkedHashMap<>();
    for (Entry entry : entries) {
      String endpoint = entry.key().endpoint();
      if (endpoint != null) {
        entries.stream()
            .filter(other -> isLed(entry.service(), other))
            .filter(other -> !endpoint.equals(other.key().endpoint()))
            .findFirst()
            .ifPresent(other -> refuse(entry, other));
        address(entry.service()).ifPresent(variable -> addresses.put(variable, endpoint));
      }
    }
    return addresses;
  }

  /** Tells whether programs of a provider take that for a key of theirs. */
  private boolean isLed(ServiceName service, Entry other) {
    return other.service().equals(service)
        || session.catalogue().provider(service).stream()
            .flatMap(provider -> provider.variables().stream())
            .anyMatch(variable -> variable.name().equals(other.variable()));
  }

  private void refuse(Entry entry, Entry other) {
    throw new KeymasterException(
        Code.CONFLICT,
        "profile "
            + profile.name()
            + " says an endpoint for "
            + entry.ref()
            + ", and "
            + other.ref()
            + " would be sent there too",
        "keymaster profile remove-key " + profile.name() + " " + entry.key().shown());
  }

  private Optional<String> address(ServiceName service) {
    return session.catalogue().provider(service).flatMap(Provider::addressVariable);
  }
}
