package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.catalogue.KeyKind;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Selection;
import dev.keymaster.model.ServiceUser;
import dev.keymaster.model.ValueRef;
import dev.keymaster.model.VersionState;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a person names keys: reads names and references, and says what was meant by wrong ones. */
final class Names {
  private final Session session;

  Names(Session session) {
    this.session = session;
  }

  /** Reads {@code NAME}, {@code NAME#VERSION} or {@code km://ENV/NAME[#VERSION]}. */
  KeyRef ref(String text) {
    if (text.startsWith(KeyRef.SCHEME)) {
      return KeyRef.parse(text);
    }
    if (text.contains("#")) {
      return KeyRef.parse(KeyRef.SCHEME + session.environment() + "/" + text);
    }
    return new KeyRef(session.environment(), new KeyName(text));
  }

  /** Reads a reference to a key as a whole: no version. */
  KeyRef keyRef(String text) {
    KeyRef ref = ref(text);
    if (ref.version() != null) {
      throw KeymasterException.usage(
          "a version makes no sense here", "leave out #" + ref.version());
    }
    return ref;
  }

  /** Returns the variable that a key becomes where nobody says otherwise. */
  String variable(KeyDetails details, KeyName key) {
    String own = details.variable();
    return own == null ? session.catalogue().variableFor(details.service(), key) : own;
  }

  /** Returns all that is known about a key but its values; says what may have been meant. */
  KeyRecord show(KeyRef ref) {
    try {
      return session.engine().keys().show(ref.environment(), ref.name());
    } catch (KeymasterException e) {
      throw explained(e, ref);
    }
  }

  /**
   * Demands that what it refers to is there; NOT_FOUND says what is not.
   *
   * @return the field it asks for; empty for a value, which is not released by that
   */
  String demand(ValueRef ref) {
    KeyRecord key = show(ref.key());
    Integer wanted = ref.key().version();
    KeyVersion version =
        (wanted == null ? key.current() : key.version(wanted))
            .filter(found -> found.state() != VersionState.DESTROYED)
            .orElseThrow(() -> noVersion(key, wanted));
    Map<String, String> fields = key.fields(version.number());
    String field = ref.field().isEmpty() ? "" : fields.get(ref.field());
    if (field == null) {
      throw new KeymasterException(
          Code.NOT_FOUND,
          "no field " + ref.field() + " of " + key.name() + " in " + key.environment(),
          fields.isEmpty() ? "it has none: leave ?field= out" : String.join(", ", fields.keySet()));
    }
    return field;
  }

  /** Returns it with the number of the version that it points to now. */
  String exact(KeyRef ref) {
    return ref.version() != null
        ? ref.toString()
        : show(ref)
            .current()
            .map(KeyVersion::number)
            .map(number -> ref + "#" + number)
            .orElse(ref.toString());
  }

  private static KeymasterException noVersion(KeyRecord key, @Nullable Integer version) {
    return new KeymasterException(
        Code.NOT_FOUND,
        "no " + (version == null ? "value" : "version " + version) + " of " + key.name(),
        "keymaster history " + key.name() + " --env " + key.environment());
  }

  /** Lists the chosen keys that have names: not those kept for users of programs. */
  List<KeySummary> list(Selection selection) {
    return session.engine().keys().list(selection).stream()
        .filter(key -> !ServiceUser.isReserved(key.environment()))
        .toList();
  }

  /** Refuses a name that is a key: it was meant as the value, and names are shown. */
  void refuseValue(String name, String verb) {
    if (looksLikeValue(name)) {
      throw KeymasterException.usage(
          "that is a key, not the name of one", "keymaster " + verb + " NAME; " + SecretInput.WAYS);
    }
  }

  /** Tells whether that is certainly a key and no name, so that no message may repeat it. */
  boolean looksLikeValue(String name) {
    return session.catalogue().recognise(name.getBytes(UTF_8)).stream()
        .anyMatch(found -> found.kind().evidence() != KeyKind.Evidence.GUESS);
  }

  /** Adds what the person may have meant to a failure that says: no such key. */
  KeymasterException explained(KeymasterException failure, KeyRef ref) {
    if (failure.code() != Code.NOT_FOUND || ref.version() != null) {
      return failure;
    }
    if (exists(ref)) {
      return failure;
    }
    String guess = meant(ref);
    String name = looksLikeValue(ref.name().value()) ? "of that name" : ref.name().value();
    return new KeymasterException(
        Code.NOT_FOUND,
        "no key " + name + " in " + ref.environment(),
        guess.isEmpty() ? "keymaster ls --env " + ref.environment() : guess,
        failure);
  }

  /** What is not found is then something else about it. */
  private boolean exists(KeyRef ref) {
    Selection exactly = new Selection(ref.environment(), null, ref.name());
    return !session.engine().keys().list(exactly).isEmpty();
  }

  /** The same name elsewhere, or a similar one here. */
  private String meant(KeyRef ref) {
    for (KeySummary twin : list(new Selection(null, null, ref.name()))) {
      return "there is one in " + twin.environment() + ": --env " + twin.environment();
    }
    List<String> names =
        session.engine().keys().list(new Selection(ref.environment(), null, null)).stream()
            .map(key -> key.name().value())
            .toList();
    return Closest.ask(ref.name().value(), names);
  }
}
