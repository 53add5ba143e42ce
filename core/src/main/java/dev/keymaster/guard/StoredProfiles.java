package dev.keymaster.guard;

import dev.keymaster.crypto.FieldReader;
import dev.keymaster.crypto.Fields;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.Profile;
import dev.keymaster.model.ProfileKey;
import dev.keymaster.model.ProfileName;
import dev.keymaster.model.ServiceName;
import dev.keymaster.vault.Commit;
import dev.keymaster.vault.Reading;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The profiles that lie in the vault (docs/format.md §7.4.5). */
final class StoredProfiles {
  private static final String DOCUMENT = "profiles";
  private static final String WHAT = "the profiles";

  private StoredProfiles() {}

  /** Returns them by name. */
  static SortedMap<ProfileName, Profile> of(Reading reading) {
    SortedMap<ProfileName, Profile> profiles = new TreeMap<>();
    byte @Nullable [] stored = reading.document(DOCUMENT);
    if (stored != null) {
      FieldReader in = new FieldReader(WHAT, stored);
      for (byte[] each : in.repeated(1)) {
        Profile profile = profile(new FieldReader(WHAT, each));
        profiles.put(profile.name(), profile);
      }
      in.end();
    }
    return profiles;
  }

  static void store(Commit commit, Collection<Profile> profiles) {
    if (profiles.isEmpty()) {
      commit.removeDocument(DOCUMENT);
      return;
    }
    Fields fields = new Fields();
    profiles.forEach(profile -> fields.nested(1, encoded(profile)));
    commit.putDocument(DOCUMENT, fields.encoded());
  }

  private static Fields encoded(Profile profile) {
    Fields fields = new Fields().text(1, profile.name().value()).text(2, profile.description());
    profile.tags().forEach(tag -> fields.text(3, tag));
    profile.keys().forEach(key -> fields.nested(4, encoded(key)));
    return fields;
  }

  private static Fields encoded(ProfileKey key) {
    Fields fields = new Fields().text(1, key.name().value());
    EnvironmentName environment = key.environment();
    ServiceName service = key.service();
    optional(fields, 2, environment == null ? null : environment.value());
    optional(fields, 3, service == null ? null : service.value());
    optional(fields, 4, key.variable());
    optional(fields, 5, key.endpoint());
    return fields.u64(6, key.requests()).u64(7, key.tokens());
  }

  private static void optional(Fields fields, int tag, @Nullable String text) {
    if (text != null) {
      fields.text(tag, text);
    }
  }

  private static Profile profile(FieldReader in) {
    ProfileName name = new ProfileName(in.text(1));
    String description = in.text(2);
    List<String> tags = in.texts(3);
    List<ProfileKey> keys = new ArrayList<>();
    in.repeated(4).forEach(key -> keys.add(key(new FieldReader(WHAT, key))));
    in.end();
    return new Profile(name, description, tags, keys);
  }

  private static ProfileKey key(FieldReader in) {
    KeyName name = new KeyName(in.text(1));
    String environment = in.optionalText(2);
    String service = in.optionalText(3);
    String variable = in.optionalText(4);
    String endpoint = in.optionalText(5);
    ProfileKey key =
        new ProfileKey(
            name,
            environment == null ? null : new EnvironmentName(environment),
            service == null ? null : new ServiceName(service),
            variable,
            environment == null ? null : endpoint, // before it took one, any could have it
            in.u64(6),
            in.u64(7));
    in.end();
    return key;
  }
}
