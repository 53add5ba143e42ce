package dev.keymaster.exchange;

import dev.keymaster.model.Brought;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.Issued;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.Printable;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.VersionState;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Reads an {@link ExportDocument}: whoever wrote it is believed in nothing that can be checked. */
final class ExportReader {
  private final Function<Secret, String> hint;

  /**
   * Makes a reader.
   *
   * @param hint gives the masked form of a value, which no file may say
   */
  ExportReader(Function<Secret, String> hint) {
    this.hint = hint;
  }

  ExportDocument read(Tree tree) {
    Tree.Branch top =
        tree.branch().orElseThrow(() -> Bad.file("not an export of Keymaster", "--format json"));
    String schema = top.plain("schema");
    if (!schema.equals(ExportDocument.SCHEMA)) {
      throw Bad.file(
          "not " + ExportDocument.SCHEMA + " but " + Printable.quote(schema),
          "a newer Keymaster made it, or another program");
    }
    List<Brought> keys = new ArrayList<>();
    try {
      top.branches("keys").forEach(key -> keys.add(key(key)));
      return new ExportDocument(
          time(top, "created"),
          keys,
          ProfileFields.read(top),
          top.plain("policy"),
          top.plain("configuration"));
    } catch (RuntimeException e) {
      keys.forEach(Brought::close);
      throw e;
    }
  }

  private Brought key(Tree.Branch key) {
    List<Secret> values = new ArrayList<>();
    try {
      List<KeyVersion> versions = new ArrayList<>();
      key.branches("versions").forEach(version -> versions.add(version(version, values)));
      Instant created = time(key, "created");
      return new Brought(
          new KeyRecord(
              new EnvironmentName(key.plain("environment")),
              new KeyName(key.plain("name")),
              details(key),
              created,
              created,
              versions),
          values);
    } catch (RuntimeException e) {
      values.forEach(Secret::close);
      throw e;
    }
  }

  private static KeyDetails details(Tree.Branch key) {
    return new KeyDetails(
        new ServiceName(key.plain("service")),
        key.texts("tags"),
        key.plain("note"),
        key.plainOrNull("endpoint"),
        key.plainOrNull("variable"),
        key.plain("owner"),
        key.has("expires") ? time(key, "expires") : null,
        KeyStatus.ACTIVE,
        map(key, "metadata"));
  }

  private static Map<String, String> map(Tree.Branch branch, String name) {
    Map<String, String> map = new LinkedHashMap<>();
    branch
        .branch(name)
        .ifPresent(inner -> inner.names().forEach(each -> map.put(each, inner.plain(each))));
    return map;
  }

  private KeyVersion version(Tree.Branch version, List<Secret> values) {
    VersionState state = word(VersionState.values(), version.plain("state"));
    String shown = "…";
    int length = 0;
    if (state != VersionState.DESTROYED) {
      Secret value = value(version);
      values.add(value);
      shown = hint.apply(value);
      length = value.length();
    }
    return new KeyVersion(
        Math.toIntExact(Math.clamp(version.number("number"), 0, Integer.MAX_VALUE)),
        state,
        time(version, "created"),
        shown,
        length,
        version.branch("issued").map(ExportReader::issued).orElse(null));
  }

  private static Issued issued(Tree.Branch issued) {
    return new Issued(
        new ServiceName(issued.plain("service")),
        map(issued, "id"),
        word(Issued.State.values(), issued.plain("state")));
  }

  private static Secret value(Tree.Branch version) {
    Secret text = version.take("value");
    if (text != null) {
      return text;
    }
    Secret coded = version.take("value_base64");
    if (coded == null) {
      throw Bad.file("a version has no value", "the file is not whole");
    }
    try (coded) {
      return decoded(coded);
    }
  }

  @RevealsSecret("bytes that are no text are written as base64")
  private static Secret decoded(Secret coded) {
    byte[] bytes = coded.reveal();
    try {
      return Secret.taking(Base64.getDecoder().decode(bytes));
    } catch (IllegalArgumentException e) {
      throw Bad.file("a value is not base64", "the file is not whole");
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static Instant time(Tree.Branch branch, String name) {
    try {
      return Instant.parse(branch.plain(name));
    } catch (DateTimeParseException e) {
      throw Bad.file("no time: " + name, "times are written as 2026-11-29T00:00:00Z");
    }
  }

  private static <E extends Enum<E>> E word(E[] values, String word) {
    return Arrays.stream(values)
        .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst()
        .orElseThrow(() -> Bad.file("no state: " + Printable.quote(word), "is it damaged?"));
  }
}
